package org.strideml.kernels.opencl;

import com.aparapi.Config;
import com.aparapi.Range;
import com.aparapi.device.OpenCLDevice;
import com.aparapi.internal.kernel.KernelManager;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.logging.Logger;
import org.strideml.kernels.DeviceMemoryException;
import org.strideml.kernels.DeviceStateLostException;
import org.strideml.kernels.NoDeviceException;

/**
 * The array on the device, what goes to it and comes from it, and the commands that work on it.
 *
 * <p>Aparapi moves whole arrays only, so elements travel through staging arrays that commands fill
 * or empty. The host's copies of all arrays but {@code memory} are the truth or are overwritten, so
 * that a rebuilt buffer does no harm; for {@code memory} a canary is written on the device, differs
 * from the host's image and returns with every read.
 */
final class ResidentMemory implements AutoCloseable {
  private static final int IN_ELEMENTS = 1 << 16;
  private static final int RESULT_ELEMENTS = 1 << 10;
  private static final int OUT_ELEMENTS = 1 << 18;
  private static final float CANARY = 1.6180339e-5f;

  /** Aparapi shares tables of programs and devices among all kernels of a class, unguarded. */
  private static final Object APARAPI = new Object();

  private final OpenClDevice device;
  private final OpenCLDevice handle;
  private final OpenClDevices devices;
  private final ArenaKernel kernel;
  private final CommandList commands = new CommandList();
  private final Range range;
  private final int groups;
  private int canary;
  private int staged;
  private int usedIndices;
  private boolean indicesChanged;
  private boolean started;
  private String lost = "";
  private long launches;
  private long executedCommands;
  private long bytesUp;
  private long bytesDown;

  ResidentMemory(OpenClDevices devices, OpenClDevice device) {
    this.devices = devices;
    this.device = device;
    this.handle = devices.handle(device);
    this.groups = Math.min(1024, Math.max(1, device.computeUnits()) * 4);
    this.kernel = new ArenaKernel(handle);
    kernel.memory = new float[1];
    kernel.indices = new int[MemoryKernel.STRIDE];
    kernel.commands = commands.numbers;
    kernel.constants = commands.fractions;
    kernel.in = new float[IN_ELEMENTS];
    kernel.result = new float[RESULT_ELEMENTS];
    kernel.out = new float[OUT_ELEMENTS];
    this.range =
        Range.create2D(
            handle,
            MemoryKernel.LANES,
            MemoryKernel.ROWS * groups,
            MemoryKernel.LANES,
            MemoryKernel.ROWS);
  }

  /** Work groups of every launch; scratch needs one element for each. */
  int groups() {
    return groups;
  }

  long launches() {
    return launches;
  }

  long executedCommands() {
    return executedCommands;
  }

  long bytesUp() {
    return bytesUp;
  }

  long bytesDown() {
    return bytesDown;
  }

  /** An array for {@link #start}, long enough for the collector to leave it alone. */
  float[] newImage(int elements) {
    int length = Math.max(elements, HumongousArrays.leastElements());
    try {
      return new float[length];
    } catch (OutOfMemoryError e) {
      throw new DeviceMemoryException(
          String.format(
              "%s: the host's image of the device's memory takes %d bytes of Java heap, of which"
                  + " there are at most %d; raise -Xmx or spark.executor.memory",
              device, (long) length * Float.BYTES, Runtime.getRuntime().maxMemory()));
    }
  }

  /**
   * Uploads {@code image} and proves that the device, not Java, works on it.
   *
   * @param canary an element nobody else uses, zero in {@code image}
   */
  void start(float[] image, int canary) {
    this.canary = canary;
    kernel.memory = image;
    kernel.setExplicit(true);
    synchronized (APARAPI) {
      quietTranslator();
      handle.setSharedMemory(false);
      register();
      commands.begin(ArenaKernel.FILL).number(1).number(canary).fraction(CANARY);
      try {
        execute();
      } catch (DeviceStateLostException e) {
        throw new NoDeviceException(
            String.format(
                "%s cannot run the kernels on %d bytes; the OpenCL error is on standard error",
                device, (long) image.length * Float.BYTES),
            e);
      }
    }
    started = true;
    bytesUp += (long) image.length * Float.BYTES;
  }

  /** Aparapi warns of each class file attribute it does not know, and it knows those of Java 7. */
  private static void quietTranslator() {
    Logger.getLogger(Config.getLoggerName())
        .setFilter(message -> !message.getMessage().startsWith("Found unexpected Attribute"));
  }

  /** Only OpenCL devices are candidates, so that Aparapi has no Java thread to fall back to. */
  private void register() {
    KernelManager.instance().setPreferredDevices(kernel, new LinkedHashSet<>(devices.handles()));
  }

  /** Where to queue the next command. */
  CommandList next() {
    if (commands.isFull()) {
      flush();
    }
    return commands;
  }

  /** Runs what is queued and waits for it. */
  void flush() {
    if (commands.count() > 0) {
      execute();
    }
  }

  void write(int to, float[] source, int sourceOffset, int length) {
    for (int done = 0; done < length; ) {
      if (staged > 0 && length - done > IN_ELEMENTS - staged) {
        flush();
      }
      CommandList queue = next();
      int count = Math.min(length - done, IN_ELEMENTS);
      System.arraycopy(source, sourceOffset + done, kernel.in, staged, count);
      queue.begin(ArenaKernel.COPY_IN).number(count).number(staged).number(to + done);
      staged += count;
      done += count;
    }
  }

  void read(int from, float[] target, int targetOffset, int length) {
    for (int done = 0; done < length; ) {
      boolean few = length - done < RESULT_ELEMENTS;
      float[] staging = few ? kernel.result : kernel.out;
      int last = staging.length - 1;
      int count = Math.min(length - done, last);
      next()
          .begin(few ? ArenaKernel.COPY_RESULT : ArenaKernel.COPY_OUT)
          .number(count)
          .number(from + done)
          .number(canary)
          .number(last);
      flush();
      staging[last] = 0f;
      kernel.get(staging);
      bytesDown += (long) staging.length * Float.BYTES;
      if (staging[last] != CANARY) {
        lose(
            "the memory of "
                + device
                + " was rebuilt from the host's first image (canary "
                + staging[last]
                + " instead of "
                + CANARY
                + ")");
        throw stateLost();
      }
      System.arraycopy(staging, 0, target, targetOffset + done, count);
      done += count;
    }
  }

  /** Room for {@code capacity} more indices; returns where they begin. */
  int reserveIndices(int capacity) {
    int base = usedIndices;
    usedIndices = Math.addExact(usedIndices, capacity);
    if (usedIndices > kernel.indices.length) {
      kernel.indices = Arrays.copyOf(kernel.indices, Math.max(usedIndices, 2 * base));
      indicesChanged = true;
    }
    return base;
  }

  void writeIndices(int to, int[] source, int sourceOffset, int length) {
    System.arraycopy(source, sourceOffset, kernel.indices, to, length);
    indicesChanged = true;
  }

  private void execute() {
    if (!lost.isEmpty()) {
      throw stateLost();
    }
    int count = commands.count();
    stage();
    try {
      kernel.execute(range, count);
    } catch (AssertionError e) {
      // Aparapi has struck the device off the list after an OpenCL error and looked for another.
      register();
      lose("OpenCL failed on " + device + ", its error is on standard error");
      throw new DeviceStateLostException(lostMessage(), e);
    }
    if (!kernel.isRunningCL()) {
      lose("Aparapi left " + device + " for Java threads");
      throw stateLost();
    }
    launches++;
    executedCommands += count;
    commands.clear();
    staged = 0;
    indicesChanged = false;
  }

  private void stage() {
    kernel.put(kernel.commands);
    kernel.put(kernel.constants);
    bytesUp += (kernel.commands.length + kernel.constants.length) * 4L;
    if (staged > 0) {
      kernel.put(kernel.in);
      bytesUp += kernel.in.length * 4L;
    }
    if (indicesChanged) {
      kernel.put(kernel.indices);
      bytesUp += kernel.indices.length * 4L;
    }
  }

  private void lose(String why) {
    lost = why;
  }

  private DeviceStateLostException stateLost() {
    return new DeviceStateLostException(lostMessage());
  }

  private String lostMessage() {
    return "device state lost: " + lost + "; run the round again on a fresh backend";
  }

  /** Makes Aparapi take the array for a moved one, as a compacting collector would. */
  void moveImage() {
    kernel.memory = kernel.memory.clone();
  }

  @Override
  public void close() {
    if (started) {
      synchronized (APARAPI) {
        kernel.dispose();
      }
      started = false;
    }
    lose("the backend is closed");
    kernel.memory = new float[1];
  }
}
