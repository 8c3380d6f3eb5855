package org.strideml.kernels.cpu;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Precision;
import org.strideml.kernels.Tensor;

/**
 * How much of a core's best product speed a whole training step reaches. Not a test; run
 *
 * <pre>java --add-modules=jdk.incubator.vector -cp ... org.strideml.kernels.cpu.StepSpeed</pre>
 *
 * <p>Products and steps take turns, so that whatever else the machine does hits both. Printed are
 * quotients of the quickest and of the median turns, in processor time of the one thread that
 * computes.
 */
final class StepSpeed {
  private static final int PRODUCT_SIZE = 1024;
  private static final int WARM_UP = 40;
  private static final int TURNS = 25;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private StepSpeed() {}

  /** A training step and what it needs. */
  interface Step {
    void run();

    /** Two for each multiply-add that forward and backward products cannot do without. */
    double neededFlops();
  }

  public static void main(String[] arguments) {
    int turns = arguments.length > 0 ? Integer.parseInt(arguments[0]) : TURNS;
    String which = arguments.length > 1 ? arguments[1] : "mlp gpt";
    Precision precision = Precision.valueOf(arguments.length > 2 ? arguments[2] : "FP32");
    if (which.contains("mlp")) {
      try (CpuBackend backend = CpuBackend.open(precision)) {
        print(backend.device() + ": " + backend.explanation());
        measure("MLP 784-1024-1024-10, batch 128, SGD momentum", new MlpStep(backend), turns);
      }
    }
    if (which.contains("gpt")) {
      try (CpuBackend backend = CpuBackend.open(precision)) {
        print(backend.device() + ": " + backend.explanation());
        measure("GPT 4 x 256, context 128, batch 16, AdamW", new GptStep(backend), turns);
      }
    }
  }

  private static void measure(String name, Step step, int turns) {
    OneDnnGemm gemm = new OneDnnGemm();
    CpuArena arena = new CpuArena("product", 3 * PRODUCT_SIZE * PRODUCT_SIZE);
    Random random = new Random(1);
    Tensor a = random(arena, random);
    Tensor b = random(arena, random);
    Tensor c = random(arena, random);
    gemm.a.of(a);
    gemm.b.of(b);
    gemm.c.of(c);
    Runnable product = () -> gemm.multiply(PRODUCT_SIZE, PRODUCT_SIZE, PRODUCT_SIZE, 1, 0);
    for (int i = 0; i < WARM_UP; i++) {
      step.run();
    }
    List<Double> products = new ArrayList<>();
    List<Double> steps = new ArrayList<>();
    for (int i = 0; i < turns; i++) {
      for (int k = 0; k < 4; k++) {
        products.add(seconds(product));
      }
      int repetitions = step.neededFlops() < 5e9 ? 8 : 1;
      for (int k = 0; k < repetitions; k++) {
        steps.add(seconds(step::run));
      }
    }
    arena.free();
    double productFlops = 2.0 * PRODUCT_SIZE * PRODUCT_SIZE * PRODUCT_SIZE;
    print(name);
    report("quickest", productFlops, quantile(products, 0), step, quantile(steps, 0));
    report("median", productFlops, quantile(products, 0.5), step, quantile(steps, 0.5));
  }

  private static void report(
      String which, double productFlops, double productTime, Step step, double stepTime) {
    double best = productFlops / productTime / 1e9;
    double reached = step.neededFlops() / stepTime / 1e9;
    print(
        String.format(
            "  %-9s product %6.1f GFLOP/s, step %7.2f ms = %6.1f GFLOP/s, %.1f %%",
            which, best, stepTime * 1e3, reached, 100 * reached / best));
  }

  private static Tensor random(CpuArena arena, Random random) {
    Tensor tensor = arena.allocate(PRODUCT_SIZE, PRODUCT_SIZE);
    tensor.write(normal(random, 1, tensor.size()), 0);
    return tensor;
  }

  static float[] normal(Random random, double scale, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (scale * random.nextGaussian());
    }
    return values;
  }

  /** Of this thread on a core: on a busy machine the time in the queue says nothing. */
  private static double seconds(Runnable work) {
    long start = THREADS.getCurrentThreadCpuTime();
    work.run();
    return (THREADS.getCurrentThreadCpuTime() - start) / 1e9;
  }

  private static double quantile(List<Double> values, double at) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted[(int) (at * (sorted.length - 1))];
  }

  private static void print(String line) {
    System.out.println(line);
  }

  static Tensor[] cut(Tensor flat, int[]... shapes) {
    Tensor[] tensors = new Tensor[shapes.length];
    int offset = 0;
    for (int i = 0; i < shapes.length; i++) {
      tensors[i] = flat.slice(offset, shapes[i]);
      offset += tensors[i].size();
    }
    return tensors;
  }

  static Tensor cut(Backend backend, String name, int... shape) {
    int size = 1;
    for (int extent : shape) {
      size *= extent;
    }
    return backend.newArena(name, size).allocate(shape);
  }
}
