package org.strideml.kernels.opencl;

import com.aparapi.Config;
import com.aparapi.Range;
import com.aparapi.device.OpenCLDevice;
import com.aparapi.internal.kernel.KernelManager;
import java.util.LinkedHashSet;
import java.util.logging.Logger;
import org.strideml.kernels.DeviceFailedException;
import org.strideml.kernels.DeviceStateLostException;
import org.strideml.kernels.DeviceTraffic;
import org.strideml.kernels.NoDeviceException;

/** Executes the kernel on one device and nowhere else, and counts what that takes. */
final class Launcher implements AutoCloseable {
  /** More units would not make a device faster, and the groups' sums are added up by one. */
  private static final int MOST_UNITS = 256;

  static final int MOST_GROUPS = MOST_UNITS * GridKernel.GROUPS_PER_UNIT;

  /** Aparapi shares tables of programs and devices among all kernels of a class, unguarded. */
  private static final Object APARAPI = new Object();

  private final OpenClDevices devices;
  private final OpenClDevice device;
  private final OpenCLDevice handle;
  private final ArenaKernel kernel;
  private final Range range;
  private final int groups;
  private boolean started;
  private boolean closed;
  private String lost = "";
  private String failed = "";
  private long launches;
  private long commands;
  private long bytesUp;
  private long bytesDown;

  Launcher(OpenClDevices devices, OpenClDevice device) {
    this.devices = devices;
    this.device = device;
    this.handle = devices.handle(device);
    this.kernel = new ArenaKernel(handle);
    int units = Math.min(MOST_UNITS, Math.max(1, device.computeUnits()));
    this.groups = units * GridKernel.GROUPS_PER_UNIT;
    this.range =
        Range.create2D(
            handle, GridKernel.LANES, GridKernel.ROWS * groups, GridKernel.LANES, GridKernel.ROWS);
  }

  /** Whose arrays the commands work on. */
  ArenaKernel kernel() {
    return kernel;
  }

  OpenClDevice device() {
    return device;
  }

  /** Work groups of every launch. */
  int groups() {
    return groups;
  }

  long launches() {
    return launches;
  }

  long commands() {
    return commands;
  }

  DeviceTraffic traffic() {
    return new DeviceTraffic(bytesUp, bytesDown, launches);
  }

  /** The first launch: translates and compiles the kernel and uploads all its arrays. */
  void start(int count) {
    synchronized (APARAPI) {
      quietTranslator();
      handle.setSharedMemory(false);
      kernel.setExplicit(true);
      register();
      try {
        launch(count);
        started = true;
      } catch (DeviceFailedException e) {
        throw new NoDeviceException(
            String.format(
                "%s cannot run the kernels on %d bytes; the OpenCL error is on standard error",
                device, (long) kernel.memory.length * Float.BYTES),
            e);
      }
    }
    bytesUp += 4L * (kernel.memory.length + kernel.indices.length + kernel.in.length);
    bytesUp += 4L * (kernel.result.length + kernel.out.length);
    bytesUp += 4L * (kernel.grids.length + kernel.ranges.length + kernel.codes.length);
    bytesUp += 4L * (kernel.entries.length + kernel.values.length);
    bytesUp += 4L * (kernel.commands.length + kernel.constants.length);
  }

  /** Runs the first {@code count} commands and waits for them. */
  void launch(int count) {
    if (closed) {
      throw new IllegalStateException("backend opencl is closed");
    }
    if (!failed.isEmpty()) {
      throw new DeviceFailedException(failed);
    }
    if (!lost.isEmpty()) {
      throw new DeviceStateLostException(lost);
    }
    try {
      kernel.execute(range, count);
    } catch (AssertionError e) {
      // Aparapi has struck the device off the list after an OpenCL error and looked for another.
      register();
      failed =
          "OpenCL failed on %s while it ran a list of %d operations; its error is on standard error of"
                  .formatted(device, count)
              + " this process. What the device held is gone";
      throw new DeviceFailedException(failed, e);
    }
    if (!kernel.isRunningCL()) {
      failed = "Aparapi left " + device + " for Java threads; what the device held is gone";
      throw new DeviceFailedException(failed);
    }
    launches++;
    commands += count;
  }

  /** Uploads an array with the next launch. */
  void put(int[] array) {
    kernel.put(array);
    bytesUp += 4L * array.length;
  }

  /** Uploads an array with the next launch. */
  void put(float[] array) {
    kernel.put(array);
    bytesUp += 4L * array.length;
  }

  /**
   * Counts an array that has taken another's place: its buffer is made, and filled, when the next
   * launch begins. What is replaced before {@link #start} goes up with everything else.
   */
  void replaced(int elements) {
    if (started) {
      bytesUp += 4L * elements;
    }
  }

  /** Fetches an array now. */
  void get(int[] array) {
    kernel.get(array);
    bytesDown += 4L * array.length;
  }

  /** Fetches an array now. */
  void get(float[] array) {
    kernel.get(array);
    bytesDown += 4L * array.length;
  }

  /** Refuses all further launches; returns the message they will have. */
  String lose(String why) {
    lost = "device state lost: " + why + "; run the round again on a fresh backend";
    return lost;
  }

  /** Aparapi warns of each class file attribute it does not know, and it knows those of Java 7. */
  static void quietTranslator() {
    Logger.getLogger(Config.getLoggerName())
        .setFilter(message -> !message.getMessage().startsWith("Found unexpected Attribute"));
  }

  /** Only OpenCL devices are candidates, so that Aparapi has no Java thread to fall back to. */
  private void register() {
    KernelManager.instance().setPreferredDevices(kernel, new LinkedHashSet<>(devices.handles()));
  }

  @Override
  public void close() {
    closed = true;
    if (started) {
      synchronized (APARAPI) {
        kernel.dispose();
      }
      started = false;
    }
    kernel.memory = new float[1];
  }
}
