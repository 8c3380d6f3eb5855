package org.strideml.kernels.opencl;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.strideml.kernels.DeviceMemoryException;
import org.strideml.kernels.DeviceStateLostException;

/**
 * The array on the device, what goes to it and comes from it, and the commands waiting for it.
 *
 * <p>Aparapi moves whole arrays only, so elements travel through staging arrays that commands fill
 * or empty, as long as what they carry ({@link ArrayLengths}): another length is another array. The
 * host's copies of all arrays but {@code memory} are the truth or are overwritten, so that a
 * rebuilt buffer does no harm; for {@code memory} a canary is written on the device, differs from
 * the host's image and returns with every read.
 */
final class ResidentMemory implements AutoCloseable {
  /** Elements that go up with one launch. */
  private static final int MOST_IN = 1 << 18;

  /** Elements of a fetch, the canary among them: of few, and of as many as fit one launch. */
  private static final int FEW_OUT = 1 << 10;

  private static final int MOST_OUT = 1 << 18;
  private static final float CANARY = 1.6180339e-5f;

  private final Launcher launcher;
  private final ArenaKernel kernel;
  private final CommandList commands = new CommandList();
  private float[] staging = new float[1];
  private int canary;
  private int staged;
  private int usedIndices;
  private boolean indicesChanged;
  private boolean indicesReplaced;
  private boolean entriesChanged;
  private boolean valuesChanged;
  private boolean gridsChanged;

  ResidentMemory(Launcher launcher) {
    this.launcher = launcher;
    this.kernel = launcher.kernel();
    kernel.memory = new float[1];
    kernel.indices = new int[GridKernel.STRIDE];
    kernel.entries = new int[GridKernel.STRIDE];
    kernel.values = new float[GridKernel.STRIDE];
    kernel.grids = new float[EncodingKernel.GRID];
    kernel.ranges = new float[2];
    kernel.codes = new int[1];
    kernel.commands = commands.numbers;
    kernel.constants = commands.fractions;
    kernel.in = new float[1];
    kernel.result = new float[FEW_OUT];
    kernel.out = new float[FEW_OUT];
  }

  /** Counts launches; tells whether what was queued some time ago is still waiting. */
  long launches() {
    return launcher.launches();
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
              launcher.device(), (long) length * Float.BYTES, Runtime.getRuntime().maxMemory()));
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
    commands.begin(Mode.FILL).number(1).number(canary).fraction(CANARY);
    launcher.start(commands.count());
    finished();
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
    if (commands.count() == 0) {
      return;
    }
    launcher.put(kernel.commands);
    launcher.put(kernel.constants);
    if (staged > 0) {
      putStaged();
    }
    if (indicesChanged && !indicesReplaced) {
      launcher.put(kernel.indices);
    }
    if (entriesChanged) {
      launcher.put(kernel.entries);
    }
    if (valuesChanged) {
      launcher.put(kernel.values);
    }
    if (gridsChanged) {
      launcher.put(kernel.grids);
    }
    launcher.launch(commands.count());
    finished();
  }

  private void putStaged() {
    if (ArrayLengths.serves(kernel.in.length, staged)) {
      launcher.put(kernel.in);
    } else {
      kernel.in = new float[ArrayLengths.holding(staged)];
      launcher.replaced(kernel.in.length);
    }
    System.arraycopy(staging, 0, kernel.in, 0, staged);
  }

  private void finished() {
    commands.clear();
    staged = 0;
    indicesChanged = false;
    indicesReplaced = false;
    entriesChanged = false;
    valuesChanged = false;
    gridsChanged = false;
  }

  /** Elements of each of the launches that {@code length} take, as equal as can be. */
  private static int part(int length, int most) {
    int parts = Math.max(1, (length + most - 1) / most);
    return (length + parts - 1) / parts;
  }

  void write(int to, float[] source, int sourceOffset, int length) {
    int part = part(length, MOST_IN);
    for (int done = 0; done < length; ) {
      int count = Math.min(length - done, part);
      if (count > MOST_IN - staged) {
        flush();
      }
      CommandList queue = next();
      if (staged + count > staging.length) {
        staging = Arrays.copyOf(staging, Math.min(MOST_IN, 2 * (staged + count)));
      }
      System.arraycopy(source, sourceOffset + done, staging, staged, count);
      queue.begin(Mode.COPY_IN).number(count).number(staged).number(to + done);
      staged += count;
      done += count;
    }
  }

  void read(int from, float[] target, int targetOffset, int length) {
    int part = part(length, MOST_OUT - 1);
    for (int done = 0; done < length; ) {
      int count = Math.min(length - done, part);
      boolean few = count < FEW_OUT;
      float[] array = few ? kernel.result : outFor(count);
      int last = array.length - 1;
      next()
          .begin(few ? Mode.COPY_RESULT : Mode.COPY_OUT)
          .number(count)
          .number(from + done)
          .number(canary)
          .number(last);
      flush();
      // A fetch that fails leaves the array as it was.
      array[last] = 0f;
      launcher.get(array);
      checkCanary(array[last]);
      System.arraycopy(array, 0, target, targetOffset + done, count);
      done += count;
    }
  }

  /** The array for large fetches, grown when it is too short for these and the canary. */
  private float[] outFor(int count) {
    if (kernel.out.length <= count) {
      kernel.out = new float[ArrayLengths.holding(count + 1)];
      launcher.replaced(kernel.out.length);
    }
    return kernel.out;
  }

  private void checkCanary(float got) {
    if (got != CANARY) {
      throw new DeviceStateLostException(
          launcher.lose(
              String.format(
                  "the memory of %s was rebuilt from the host's first image (canary %s, not %s)",
                  launcher.device(), got, CANARY)));
    }
  }

  /** Room for {@code capacity} more indices; returns where they begin. */
  int reserveIndices(int capacity) {
    int base = usedIndices;
    usedIndices = Math.addExact(usedIndices, capacity);
    if (usedIndices > kernel.indices.length) {
      kernel.indices = Arrays.copyOf(kernel.indices, ArrayLengths.holding(usedIndices));
      indicesReplaced = true;
      launcher.replaced(kernel.indices.length);
    }
    return base;
  }

  void writeIndices(int to, int[] source, int sourceOffset, int length) {
    System.arraycopy(source, sourceOffset, kernel.indices, to, length);
    indicesChanged = true;
  }

  /** An array of at least {@code length} numbers of a sparse matrix, for the caller to fill now. */
  int[] replaceEntries(int length) {
    if (ArrayLengths.serves(kernel.entries.length, length)) {
      entriesChanged = true;
    } else {
      kernel.entries = new int[ArrayLengths.holding(length)];
      launcher.replaced(kernel.entries.length);
    }
    return kernel.entries;
  }

  /** An array of at least {@code length} values of a sparse matrix, for the caller to fill now. */
  float[] replaceValues(int length) {
    if (ArrayLengths.serves(kernel.values.length, length)) {
      valuesChanged = true;
    } else {
      kernel.values = new float[ArrayLengths.holding(length)];
      launcher.replaced(kernel.values.length);
    }
    return kernel.values;
  }

  /** Makes room for ranges and codes; before {@link #start}. */
  void reserveCoding(int buckets, int words) {
    kernel.grids = new float[EncodingKernel.GRID * buckets];
    kernel.ranges = new float[2 * buckets + 1];
    kernel.codes = new int[words + 1];
  }

  void requireCoding(int buckets, int words) {
    if (2 * buckets >= kernel.ranges.length || words >= kernel.codes.length) {
      throw new IllegalStateException(
          String.format(
              "%d buckets and %d words of codes, room was made for %d and %d",
              buckets, words, kernel.ranges.length / 2, kernel.codes.length - 1));
    }
  }

  /** All grids, for the caller to change now. */
  float[] replaceGrids() {
    gridsChanged = true;
    return kernel.grids;
  }

  /** Runs what is queued and fetches the ranges. */
  float[] fetchRanges() {
    int last = kernel.ranges.length - 1;
    witness();
    kernel.ranges[last] = 0f;
    launcher.get(kernel.ranges);
    checkCanary(kernel.ranges[last]);
    return kernel.ranges;
  }

  /** Runs what is queued and fetches the codes. */
  int[] fetchCodes() {
    int last = kernel.codes.length - 1;
    witness();
    kernel.codes[last] = 0;
    launcher.get(kernel.codes);
    checkCanary(kernel.codes[last] == 1 ? CANARY : 0f);
    return kernel.codes;
  }

  /** What {@link #fetchCodes} fetched. */
  int[] codes() {
    return kernel.codes;
  }

  private void witness() {
    next()
        .begin(Mode.WITNESS)
        .number(canary)
        .number(kernel.ranges.length - 1)
        .number(kernel.codes.length - 1)
        .fraction(CANARY);
    flush();
  }

  /**
   * For tests: what Aparapi does with a copy is what it does when the collector moves the array.
   */
  void replaceImage(UnaryOperator<float[]> change) {
    kernel.memory = change.apply(kernel.memory);
  }

  @Override
  public void close() {
    launcher.close();
  }
}
