package org.strideml.quantization;

import java.util.Arrays;
import java.util.List;

/**
 * How fast the codecs are, as a share of copying the same floats: prints a table.
 *
 * <p>Arguments: millions of floats (16), repetitions (15), a pattern for the beginnings of names
 * and bits, such as {@code (none|stochastic-4)}. Copies and codecs take turns within one run, so
 * that a busy machine slows both; medians are compared with medians and best with best.
 */
final class CodecSpeed {
  private static final RandomKey KEY = RandomKey.of(1);
  private static final int WARM_UPS = 20;

  private CodecSpeed() {}

  public static void main(String[] arguments) {
    int length = (arguments.length > 0 ? Integer.parseInt(arguments[0]) : 16) << 20;
    int repetitions = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 15;
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = KEY.uniform(i) + KEY.uniform(i + length) - 1;
    }
    float[] target = new float[length];
    List<Codec> codecs =
        List.of(
            new Identity(),
            new RandomShift(8, 1024),
            new StochasticUniform(8, 1024),
            new RandomShift(4, 1024),
            new StochasticUniform(4, 1024),
            new Symmetric(8, 1024),
            new Qsgd(4, 1024),
            new Fp16(),
            new Bf16(),
            new Fp8E4m3(1024, false),
            new Nf4(1024, false),
            new Sign(1024),
            new Ternary(1024),
            new TopK(0.01f, new Identity()));
    System.out.printf(
        "%-46s %10s %10s %8s %8s%n", "", "median ms", "best ms", "of copy", "of best");
    String names = arguments.length > 2 ? arguments[2] : "";
    for (Codec codec : codecs) {
      if (!(codec.name() + "-" + codec.bits()).matches(names + ".*")) {
        continue;
      }
      byte[] bytes = new byte[codec.encodedSize(length)];
      double[][] seconds = new double[3][repetitions];
      for (int i = -WARM_UPS; i < repetitions; i++) {
        double copy = time(() -> System.arraycopy(values, 0, target, 0, length));
        double encode = time(() -> codec.encode(values, 0, length, KEY, bytes, 0));
        double decode = time(() -> codec.decode(bytes, 0, target, 0, length));
        if (i >= 0) {
          seconds[0][i] = copy;
          seconds[1][i] = encode;
          seconds[2][i] = decode;
        }
      }
      report("copy", seconds[0], seconds[0]);
      report(codec + " encode", seconds[1], seconds[0]);
      report(codec + " decode", seconds[2], seconds[0]);
    }
  }

  private static void report(String what, double[] seconds, double[] copy) {
    Arrays.sort(seconds);
    Arrays.sort(copy);
    double median = seconds[seconds.length / 2];
    System.out.printf(
        "%-46s %10.2f %10.2f %8.3f %8.3f%n",
        what, 1e3 * median, 1e3 * seconds[0], copy[copy.length / 2] / median, copy[0] / seconds[0]);
  }

  private static double time(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) * 1e-9;
  }
}
