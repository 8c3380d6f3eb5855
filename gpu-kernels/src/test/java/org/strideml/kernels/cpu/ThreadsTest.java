package org.strideml.kernels.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.strideml.kernels.Tensor;

/** One task keeps to one core, and two tasks get two. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ThreadsTest {
  private static final int SIZE = 512;
  private static final int PRODUCTS = 150;
  private static final int ATTEMPTS = 8;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final OperatingSystemMXBean process =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /** Were the product spread over cores, other threads would work as long as this one. */
  @Test
  void aProductUsesTheCallingThreadOnly() throws Exception {
    Products products = new Products(1);
    products.call();
    double others = Double.MAX_VALUE;
    for (int attempt = 0; attempt < ATTEMPTS && others > 0.2; attempt++) {
      long ofProcess = process.getProcessCpuTime();
      long ofThread = threads.getCurrentThreadCpuTime();
      products.call();
      double own = threads.getCurrentThreadCpuTime() - ofThread;
      others = (process.getProcessCpuTime() - ofProcess - own) / own;
    }
    products.free();
    assertThat(others).as("time of other threads, in times of the calling one").isLessThan(0.2);
  }

  /**
   * A thread started later has an OpenMP setting of its own, and none may wait for another. What
   * two threads can get on this machine just now is measured with loops that need nothing.
   */
  @Test
  void twoThreadsMultiplyAtTheSameTimeOnACoreEach() throws Exception {
    double best = 0;
    for (int attempt = 0; attempt < ATTEMPTS && best < 0.7; attempt++) {
      double possible = coresUsed(ThreadsTest::spin, ThreadsTest::spin);
      Products one = new Products(1);
      Products other = new Products(2);
      double reached = coresUsed(one, other);
      one.free();
      other.free();
      best = Math.max(best, reached / possible);
    }
    assertThat(best).as("cores used, compared with loops").isGreaterThanOrEqualTo(0.7);
  }

  @Test
  void twoThreadsAtOnceGetTheBitsThatEachGetsAlone() throws Exception {
    Products first = new Products(1);
    Products second = new Products(2);
    first.call();
    second.call();
    float[] firstAlone = first.result();
    float[] secondAlone = second.result();
    coresUsed(first, second);
    assertThat(first.result()).isEqualTo(firstAlone);
    assertThat(second.result()).isEqualTo(secondAlone);
    first.free();
    second.free();
  }

  private double coresUsed(Callable<?> one, Callable<?> other) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      long start = System.nanoTime();
      Future<Long> first = pool.submit(() -> processorTime(one));
      Future<Long> second = pool.submit(() -> processorTime(other));
      double busy = first.get() + second.get();
      return busy / (System.nanoTime() - start);
    } finally {
      pool.shutdownNow();
    }
  }

  private long processorTime(Callable<?> work) throws Exception {
    long start = threads.getCurrentThreadCpuTime();
    work.call();
    return threads.getCurrentThreadCpuTime() - start;
  }

  private static Double spin() {
    double x = 1;
    for (int i = 0; i < 300_000_000; i++) {
      x = x * 0.999999 + 1e-6;
    }
    return x;
  }

  private static final class Products implements Callable<Void> {
    private final OneDnnGemm gemm = new OneDnnGemm();
    private final CpuArena arena = new CpuArena("products", 3 * SIZE * SIZE);
    private final Tensor a = arena.allocate(SIZE, SIZE);
    private final Tensor b = arena.allocate(SIZE, SIZE);
    private final Tensor c = arena.allocate(SIZE, SIZE);

    Products(long seed) {
      Random random = new Random(seed);
      a.write(StepSpeed.normal(random, 1, a.size()), 0);
      b.write(StepSpeed.normal(random, 1, b.size()), 0);
    }

    @Override
    public Void call() {
      gemm.a.of(a);
      gemm.b.of(b);
      gemm.c.of(c);
      for (int i = 0; i < PRODUCTS; i++) {
        gemm.multiply(SIZE, SIZE, SIZE, 1, 0);
      }
      return null;
    }

    float[] result() {
      return c.toArray();
    }

    void free() {
      arena.free();
    }
  }
}
