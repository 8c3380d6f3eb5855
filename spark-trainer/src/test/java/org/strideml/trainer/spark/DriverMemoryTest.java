package org.strideml.trainer.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strideml.kernels.Activation;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.listen.RoundRecord;
import org.strideml.trainer.listen.TrainingListener;
import org.strideml.trainer.model.Head;
import org.strideml.trainer.model.Mlp;
import org.strideml.trainer.optim.Nesterov;
import org.strideml.trainer.round.Configs;

/** The driver never holds K models: what lives on its heap does not depend on K. */
class DriverMemoryTest {
  private static final double ALLOWED_GROWTH = 1.10;
  private static final int ROUNDS = 3;

  @TempDir Path folder;

  @Test
  void peakHeapWithSixtyFourWorkersIsThatWithTwo() throws Exception {
    try (JavaSparkContext spark = Contexts.openCluster()) {
      peak(spark, 2, "warm-up");
      long two = peak(spark, 2, "two");
      long sixtyFour = peak(spark, 64, "sixty-four");
      assertThat(sixtyFour).isLessThanOrEqualTo((long) (ALLOWED_GROWTH * two));
    }
  }

  /** Largest number of live heap bytes seen during a fit, garbage excluded. */
  private long peak(JavaSparkContext spark, int workers, String name) throws Exception {
    TrainerConfig config =
        Configs.tiny()
            .model(
                Mlp.of(
                    Blobs.WIDTH,
                    List.of(500, 500),
                    Head.multiclass(Blobs.CLASSES),
                    Activation.RELU))
            .sync(workers, 1, new Nesterov(0.7, 0.9), true)
            .quantized(8, false)
            .pendingBytes(1 << 20)
            .steps(ROUNDS)
            .backend("auto")
            .config();
    try (LiveHeap heap = new LiveHeap()) {
      Fits.fit(
          spark,
          config,
          folder.resolve(name),
          new TrainingListener() {
            @Override
            public void onRound(RoundRecord round) {
              heap.sample();
            }
          });
      return heap.peak();
    }
  }

  /** Collects garbage again and again in a thread of its own and notes what stays. */
  private static final class LiveHeap implements AutoCloseable {
    private static final long PAUSE_NANOS = 100_000_000;

    /** What others allocate between a collection and its reading is garbage in the next. */
    private static final int READINGS = 3;

    private final Thread sampler = new Thread(this::run, "live-heap");
    private volatile boolean closed;
    private long peak;

    LiveHeap() {
      sampler.start();
    }

    private void run() {
      while (!closed) {
        sample();
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }

    synchronized void sample() {
      long live = Long.MAX_VALUE;
      for (int i = 0; i < READINGS; i++) {
        System.gc();
        long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        live = Math.min(live, used);
      }
      peak = Math.max(peak, live);
    }

    synchronized long peak() {
      return peak;
    }

    @Override
    public void close() throws InterruptedException {
      closed = true;
      sampler.join();
    }
  }
}
