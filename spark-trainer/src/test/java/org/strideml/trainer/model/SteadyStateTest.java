package org.strideml.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.strideml.kernels.Activation;
import org.strideml.kernels.cpu.CpuBackend;
import org.strideml.trainer.optim.AdamW;

/** A training step leaves no garbage that grows with the model or the batch. */
class SteadyStateTest {
  private static final int WIDTH = 512;
  private static final int PART = 7;
  private static final int STEPS = 50;
  private static final int WINDOWS = 100;

  /** A hidden layer's activations for the smaller batch. Scalars of a step stay far below. */
  private static final long SMALLEST_TENSOR = (long) PART * WIDTH * Float.BYTES;

  private static final Mlp MODEL =
      Mlp.of(256, List.of(WIDTH, WIDTH), Head.multiclass(10), Activation.RELU);

  @Test
  void stepsAllocateNothingWorthMentioning() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Batch full = MODEL.newBatch(16);
    Batch part = MODEL.newBatch(16);
    part.setRows(PART);
    AdamW adamW = new AdamW(0.9, 0.999, 1e-8, 0.1);
    try (GoldenRun run = new GoldenRun(CpuBackend.open(), MODEL, 16, adamW, 1e-3)) {
      run.network().parameters().write(MODEL.initialParameters(1), 0);
      long perStep = Long.MAX_VALUE;
      // Vectors stay on the heap until the compiler is done with their loops, and how long that
      // takes depends on what else the machine does. The steady state is the least of the windows.
      for (int window = 0; window < WINDOWS && perStep >= SMALLEST_TENSOR / 2; window++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        alternate(run, STEPS, full, part);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        perStep = Math.min(perStep, allocated / STEPS);
      }
      assertThat(perStep).as("bytes per step").isLessThan(SMALLEST_TENSOR / 2);
    }
  }

  private static void alternate(GoldenRun run, int steps, Batch full, Batch part) {
    for (int step = 0; step < steps; step++) {
      run.step(step % 2 == 0 ? full : part);
    }
  }
}
