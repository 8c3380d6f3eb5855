package org.strideml.kernels.opencl;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the quickest tiling for each case by trying all on the device, once per device and user.
 *
 * <p>A tiling whose bits differ from the plain path's on this device is left out, so tuning never
 * changes a result.
 */
final class Tuner {
  /** Names one tiling to use for everything, {@code PLAIN} for the control. */
  static final String OVERRIDE = "stride.opencl.tiling";

  private static final Logger LOG = LoggerFactory.getLogger(Tuner.class);
  private static final int DEPTH = 256;
  private static final int MANY_ROWS = 512;
  private static final int FEW_ROWS = 128;
  private static final int PRODUCTS = 2;
  private static final int REPETITIONS = 3;

  private final ResidentMemory memory;
  private final int columns;
  private final int right;
  private final int target;

  private Tuner(ResidentMemory memory, int groups) {
    this.memory = memory;
    this.columns = Math.max(2 * GridKernel.GROUP, 8 * groups);
    this.right = MANY_ROWS * DEPTH;
    this.target = right + DEPTH * columns;
    int canary = target + MANY_ROWS * columns;
    float[] image = memory.newImage(canary + 1);
    Random random = new Random(1);
    for (int i = 0; i < target; i++) {
      image[i] = random.nextFloat() - 0.5f;
    }
    memory.start(image, canary);
  }

  /** What was found before, or is found now, or was asked for. */
  static synchronized Tilings tilings(OpenClDevices devices, OpenClDevice device, int groups) {
    String override = System.getProperty(OVERRIDE, "");
    if (!override.isEmpty()) {
      return Tilings.only(forced(override), groups);
    }
    TilingFile file = new TilingFile(TilingFile.folder(), device);
    if (file.exists()) {
      try {
        return new Tilings(groups, file.read());
      } catch (IOException e) {
        LOG.warn("tuning {} again: {}", device, e.getMessage());
      }
    }
    List<Tiling> choices = tune(devices, device, groups);
    try {
      file.write(choices);
      LOG.info("tuned {}: {}, kept in {}", device, choices, file.path());
    } catch (IOException e) {
      LOG.warn("tuned {}: {}, but the next process must do so again: {}", device, choices, e);
    }
    return new Tilings(groups, choices);
  }

  private static Tiling forced(String name) {
    try {
      return Tiling.valueOf(name);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          String.format(
              "-D%s must be one of %s, got %s", OVERRIDE, Arrays.toString(Tiling.values()), name));
    }
  }

  /** A tiling for each {@link Tilings#caseOf}. */
  static List<Tiling> tune(OpenClDevices devices, OpenClDevice device, int groups) {
    try (ResidentMemory memory = new ResidentMemory(new Launcher(devices, device))) {
      Tuner tuner = new Tuner(memory, groups);
      List<Tiling> choices = new ArrayList<>();
      for (boolean many : new boolean[] {false, true}) {
        for (boolean left : new boolean[] {false, true}) {
          for (boolean right : new boolean[] {false, true}) {
            choices.add(tuner.quickest(many ? MANY_ROWS : FEW_ROWS, left, right));
          }
        }
      }
      return choices;
    }
  }

  private Tiling quickest(int rows, boolean left, boolean right) {
    Product product = product(rows, left, right);
    float[] plain = run(product, Tiling.PLAIN, rows);
    Tiling quickest = Tiling.PLAIN;
    long least = Long.MAX_VALUE;
    for (Tiling tiling : Tiling.values()) {
      if (tiling == Tiling.PLAIN) {
        continue;
      }
      if (!Arrays.equals(run(product, tiling, rows), plain)) {
        LOG.warn("tiling {} is not used: its bits differ from the plain path's", tiling);
        continue;
      }
      long nanos = nanos(product, tiling);
      if (nanos < least) {
        least = nanos;
        quickest = tiling;
      }
    }
    return quickest;
  }

  private Product product(int rows, boolean leftTransposed, boolean rightTransposed) {
    Matrix a = new Matrix(0, leftTransposed ? rows : DEPTH, 0, 0, leftTransposed);
    Matrix b = new Matrix(right, rightTransposed ? DEPTH : columns, 0, 0, rightTransposed);
    return new Product(rows, columns, DEPTH, a, b, new Matrix(target, columns, 0, 0, false));
  }

  /** The first rows and the last ones of the result. */
  private float[] run(Product product, Tiling tiling, int rows) {
    memory.next().begin(Mode.FILL).number(rows * columns).number(target).fraction(0);
    queue(product, tiling);
    int some = Math.min(rows, 16) * columns;
    float[] result = new float[2 * some];
    memory.read(target, result, 0, some);
    memory.read(target + rows * columns - some, result, some, some);
    return result;
  }

  private long nanos(Product product, Tiling tiling) {
    float[] one = new float[1];
    long least = Long.MAX_VALUE;
    for (int i = 0; i < REPETITIONS; i++) {
      long start = System.nanoTime();
      for (int p = 0; p < PRODUCTS; p++) {
        queue(product, tiling);
      }
      memory.read(target, one, 0, 1);
      least = Math.min(least, System.nanoTime() - start);
    }
    return least;
  }

  private void queue(Product product, Tiling tiling) {
    product.append(memory.next().begin(Mode.PRODUCT), tiling);
  }
}
