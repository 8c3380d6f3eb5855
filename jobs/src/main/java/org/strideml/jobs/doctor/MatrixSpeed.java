package org.strideml.jobs.doctor;

import org.strideml.kernels.Activation;
import org.strideml.kernels.Arena;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Dense;
import org.strideml.kernels.Tensor;

/** Measures how fast a backend multiplies matrices of a training step's size. */
final class MatrixSpeed {
  private static final int ROWS = 512;
  private static final int WIDTH = 1024;
  private static final double FLOPS = 2.0 * ROWS * WIDTH * WIDTH;
  private static final long MOST_NANOS = 3_000_000_000L;
  private static final int LEAST_RUNS = 2;

  /** The first ones are slow: copies into the products' memory are not compiled yet. */
  private static final int RUNS = 40;

  private MatrixSpeed() {}

  /** Billions of multiplications and additions per second in the fastest of several runs. */
  static double gigaflops(Backend backend) {
    Arena arena =
        backend.newArena(
            "doctor", Arena.capacityFor(ROWS * WIDTH, WIDTH * WIDTH, WIDTH, ROWS * WIDTH));
    Tensor x = arena.allocate(ROWS, WIDTH);
    Tensor weight = arena.allocate(WIDTH, WIDTH);
    Tensor bias = arena.allocate(WIDTH);
    Tensor y = arena.allocate(ROWS, WIDTH);
    backend.fill(x, 0.5f);
    backend.fill(weight, 0.25f);
    Dense layer = new Dense(weight, bias, Dense.Layout.IN_OUT, Activation.IDENTITY);
    float[] last = new float[ROWS * WIDTH];
    long fastest = Long.MAX_VALUE;
    long begin = System.nanoTime();
    for (int run = 0; run < RUNS; run++) {
      if (run >= LEAST_RUNS && System.nanoTime() - begin > MOST_NANOS) {
        break;
      }
      long start = System.nanoTime();
      backend.denseForward(layer, x, null, null, y);
      // Reading waits for devices that compute on their own.
      y.slice(0, 1).read(last, 0);
      fastest = Math.min(fastest, System.nanoTime() - start);
    }
    return FLOPS / fastest;
  }
}
