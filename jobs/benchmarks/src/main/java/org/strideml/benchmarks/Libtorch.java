package org.strideml.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** PyTorch's C++ library, in JVMs of its own. */
final class Libtorch {
  private static final String CORE_TYPE = "OPENBLAS_CORETYPE";
  private static final int PRODUCT = 1024;

  private Libtorch() {}

  /**
   * With the fastest products it can be made to have: its OpenBLAS takes narrow vectors on some
   * processors that have wide ones, unless told otherwise.
   */
  static Peer peer() throws IOException {
    Map<Map<String, String>, Double> speeds = new LinkedHashMap<>();
    speeds.put(Map.of(), 0.0);
    String features = Files.readString(Path.of("/proc/cpuinfo"));
    if (features.contains("avx512bw")) {
      speeds.put(Map.of(CORE_TYPE, "SkylakeX"), 0.0);
    }
    if (features.contains("avx512_bf16")) {
      speeds.put(Map.of(CORE_TYPE, "Cooperlake"), 0.0);
    }
    speeds.replaceAll((environment, none) -> gigaflops(environment));
    return peer(
        speeds.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey());
  }

  private static Peer peer(Map<String, String> environment) {
    Path target = Peer.root().resolve("jobs/benchmarks/libtorch/target");
    try {
      String classPath = Files.readString(target.resolve("launcher/classpath")).trim();
      return new Peer(
          "libtorch",
          "two processes of libtorch 2.10 on one thread each",
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Xmx512m",
              // Or a libtorch of this system might be loaded in place of the class path's.
              "-Djava.library.path=",
              "-cp",
              target.resolve("classes") + ":" + classPath,
              "org.strideml.benchmarks.libtorch.TorchPeer"),
          environment);
    } catch (IOException e) {
      throw new UncheckedIOException("the libtorch peer is not built", e);
    }
  }

  private static double gigaflops(Map<String, String> environment) {
    Peer peer = peer(environment);
    List<String> command = new ArrayList<>(peer.command());
    command.addAll(List.of("model=mlp", "shape=1,1", "batch=1", "optimizer=sgd", "precision=fp32"));
    command.addAll(List.of("period=1", "processes=1", "rank=0"));
    try (LineProcess process = new LineProcess(command, environment)) {
      process.answer();
      double best = 0;
      for (int i = 0; i < 5; i++) {
        best = Math.max(best, Double.parseDouble(process.ask("product " + PRODUCT)));
      }
      return best;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
