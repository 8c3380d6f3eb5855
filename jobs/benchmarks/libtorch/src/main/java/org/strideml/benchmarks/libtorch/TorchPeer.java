package org.strideml.benchmarks.libtorch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * One process of local SGD on libtorch, on one thread. Arguments are {@code key=value}; each line
 * on standard input asks for something, each answer is a line:
 *
 * <ul>
 *   <li>{@code round}: the local steps of a round and the average; seconds of processor time and
 *       the last loss
 *   <li>{@code product N}: GFLOP/s of the matrix product of N × N in the run's precision
 * </ul>
 */
public final class TorchPeer {
  private final TorchModel model;
  private final Optimizer optimizer;

  /** Null for a process alone. */
  private final SharedAverage average;

  private final int period;
  private final boolean bf16;
  private float lastLoss;

  private TorchPeer(Map<String, String> settings) throws IOException {
    int rank = Integer.parseInt(settings.get("rank"));
    torch.set_num_threads(1);
    torch.manual_seed(1);
    period = Integer.parseInt(settings.get("period"));
    bf16 = "bf16".equals(settings.get("precision"));
    model = model(settings);
    TensorVector parameters = new TensorVector(model.parameters().toArray(new Tensor[0]));
    optimizer = optimizer(settings.get("optimizer"), parameters);
    long size = model.parameters().stream().mapToLong(Tensor::numel).sum();
    int processes = Integer.parseInt(settings.get("processes"));
    average =
        processes == 1
            ? null
            : new SharedAverage(
                Path.of(settings.get("exchange")), rank, processes, Math.toIntExact(size));
    torch.manual_seed(1000L + rank);
    System.out.println("libtorch on one thread, " + attention());
  }

  /** Takes the faster attention of the two. */
  private String attention() {
    if (!(model instanceof TorchGpt gpt)) {
      return "no attention";
    }
    long fused = gradientNanos(gpt, true);
    long written = gradientNanos(gpt, false);
    gpt.fuse(fused < written);
    return fused < written ? "fused attention" : "attention written out, which is faster here";
  }

  private long gradientNanos(TorchGpt gpt, boolean fused) {
    gpt.fuse(fused);
    gradients();
    long before = processorNanos();
    gradients();
    gradients();
    return processorNanos() - before;
  }

  private static TorchModel model(Map<String, String> settings) {
    long batchSize = Long.parseLong(settings.get("batch"));
    long[] shape =
        Arrays.stream(settings.get("shape").split(",")).mapToLong(Long::parseLong).toArray();
    return "mlp".equals(settings.get("model"))
        ? new TorchMlp(shape, batchSize)
        : new TorchGpt(
            new TorchGpt.Shape(shape[0], shape[1], shape[2], shape[3], shape[4]), batchSize);
  }

  private static Optimizer optimizer(String type, TensorVector parameters) {
    if ("sgd".equals(type)) {
      SGDOptions options = new SGDOptions(0.01);
      options.momentum().put(0.9);
      return new SGD(parameters, options);
    }
    AdamWOptions options = new AdamWOptions(1e-3);
    options.betas().put(new double[] {0.9, 0.99});
    options.weight_decay().put(0.1);
    return new AdamW(parameters, options);
  }

  private void step() {
    gradients();
    try (PointerScope scope = new PointerScope()) {
      optimizer.step();
    }
  }

  private void gradients() {
    try (PointerScope scope = new PointerScope()) {
      optimizer.zero_grad(true);
      autocast(bf16);
      Tensor loss = model.loss();
      autocast(false);
      loss.backward();
      lastLoss = loss.item_float();
    }
  }

  /** What {@code torch.autocast("cpu", torch.bfloat16)} does when entered and left. */
  private static void autocast(boolean on) {
    torch.set_autocast_dtype(torch.DeviceType.CPU, torch.ScalarType.BFloat16);
    torch.set_autocast_enabled(torch.DeviceType.CPU, on);
    if (!on) {
      torch.clear_cache();
    }
  }

  private String round() {
    long before = processorNanos();
    for (int step = 0; step < period; step++) {
      step();
    }
    if (average != null) {
      try (PointerScope scope = new PointerScope()) {
        average.average(model.parameters());
      }
    }
    return 1e-9 * (processorNanos() - before) + " " + lastLoss;
  }

  private static long processorNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private double gigaflops(int size) {
    try (PointerScope scope = new PointerScope()) {
      torch.ScalarType type = bf16 ? torch.ScalarType.BFloat16 : torch.ScalarType.Float;
      Tensor a = torch.rand(size, size).to(type);
      Tensor b = torch.rand(size, size).to(type);
      int runs = (int) Math.max(1, 2e10 / (2.0 * size * size * size));
      torch.mm(a, b);
      long start = System.nanoTime();
      for (int run = 0; run < runs; run++) {
        torch.mm(a, b).close();
      }
      return 2.0 * size * size * size * runs / (System.nanoTime() - start);
    }
  }

  /** Ends when standard input does. */
  public static void main(String[] arguments) throws IOException {
    Map<String, String> settings = new HashMap<>();
    for (String argument : arguments) {
      String[] pair = argument.split("=", 2);
      settings.put(pair[0], pair[1]);
    }
    TorchPeer peer = new TorchPeer(settings);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ");
      System.out.println(
          switch (words[0]) {
            case "round" -> peer.round();
            case "product" -> peer.gigaflops(Integer.parseInt(words[1]));
            default -> throw new IllegalArgumentException("expected round or product, got " + line);
          });
    }
  }
}
