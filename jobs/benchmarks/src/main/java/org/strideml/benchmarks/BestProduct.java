package org.strideml.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.strideml.kernels.Activation;
import org.strideml.kernels.Arena;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Dense;
import org.strideml.kernels.Tensor;

/**
 * The fastest matrix products a backend makes on one core: squares whose operands lie in its memory
 * already.
 */
final class BestProduct implements AutoCloseable {
  static final List<Integer> SIZES = List.of(512, 1024, 2048);
  private static final int LARGEST = 2048;

  private final Backend backend;
  private final List<Product> products = new ArrayList<>();

  /**
   * @param backend owned from now on
   */
  BestProduct(Backend backend) {
    this.backend = backend;
    for (int size : SIZES) {
      products.add(new Product(backend, size));
    }
  }

  /** Billions of multiplications and additions per second at the size that is fastest just now. */
  double gigaflops() {
    return products.stream().mapToDouble(Product::gigaflops).max().orElseThrow();
  }

  /** Of one call of {@link #gigaflops}. */
  static double flops() {
    return 2.0 * LARGEST * LARGEST * LARGEST * SIZES.size();
  }

  @Override
  public void close() {
    backend.close();
  }

  private static final class Product {
    private final Backend backend;
    private final int size;
    private final Dense layer;
    private final Tensor x;
    private final Tensor y;
    private final float[] first = new float[1];

    Product(Backend backend, int size) {
      this.backend = backend;
      this.size = size;
      int elements = size * size;
      Arena arena =
          backend.newArena("product of " + size, Arena.capacityFor(elements, elements, elements));
      x = arena.allocate(size, size);
      y = arena.allocate(size, size);
      Tensor weight = arena.allocate(size, size);
      backend.fill(x, 0.5f);
      backend.fill(weight, 0.25f);
      layer = new Dense(weight, null, Dense.Layout.IN_OUT, Activation.IDENTITY);
    }

    /** Over as many products as make equal work at every size. */
    double gigaflops() {
      int ratio = LARGEST / size;
      int runs = ratio * ratio * ratio;
      long start = System.nanoTime();
      for (int run = 0; run < runs; run++) {
        backend.denseForward(layer, x, null, null, y);
      }
      y.slice(0, 1).read(first, 0);
      return 2.0 * size * size * size * runs / (System.nanoTime() - start);
    }
  }
}
