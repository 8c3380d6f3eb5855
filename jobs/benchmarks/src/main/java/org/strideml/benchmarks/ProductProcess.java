package org.strideml.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.strideml.kernels.Backends;

/** A process that multiplies on one thread; each line asks for the speed, in GFLOP/s. */
final class ProductProcess {
  private ProductProcess() {}

  static LineProcess start() throws IOException {
    return new LineProcess(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-modules=jdk.incubator.vector",
            "-cp",
            System.getProperty("java.class.path"),
            ProductProcess.class.getName()),
        Map.of());
  }

  public static void main(String[] arguments) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (BestProduct product = new BestProduct(Backends.open("cpu", "auto").backend())) {
      while (in.readLine() != null) {
        long start = System.nanoTime();
        product.gigaflops();
        System.out.println(BestProduct.flops() / (System.nanoTime() - start));
      }
    }
  }
}
