package org.strideml.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.strideml.kernels.Activation;
import org.strideml.kernels.Arena;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Dense;
import org.strideml.kernels.Tensor;

/** Matrix products of named shapes whose operands lie in a backend's memory already. */
final class DenseProducts {
  /** Rows, columns and depth; the layout turns the right factor or not. */
  record Shape(String name, int rows, int columns, int depth, Dense.Layout layout) {
    double flops() {
      return 2.0 * rows * columns * depth;
    }
  }

  static final List<Shape> SHAPES =
      List.of(
          new Shape("512-cubed", 512, 512, 512, Dense.Layout.IN_OUT),
          new Shape("1024-cubed", 1024, 1024, 1024, Dense.Layout.IN_OUT),
          new Shape("mlp-128x1024x784", 128, 1024, 784, Dense.Layout.OUT_IN),
          new Shape("gpt-2048x768x256", 2048, 768, 256, Dense.Layout.IN_OUT));

  private static final double FLOPS = 4e9;

  private final Backend backend;
  private final List<Dense> layers = new ArrayList<>();
  private final List<Tensor> inputs = new ArrayList<>();
  private final List<Tensor> outputs = new ArrayList<>();
  private final Tensor nothing;
  private final float[] first = new float[1];

  DenseProducts(Backend backend) {
    this.backend = backend;
    for (Shape s : SHAPES) {
      int[] sizes = {s.depth() * s.columns(), s.rows() * s.depth(), s.rows() * s.columns()};
      Arena arena = backend.newArena(s.name(), Arena.capacityFor(sizes));
      boolean inOut = s.layout() == Dense.Layout.IN_OUT;
      Tensor weight =
          inOut ? arena.allocate(s.depth(), s.columns()) : arena.allocate(s.columns(), s.depth());
      layers.add(new Dense(weight, null, s.layout(), Activation.IDENTITY));
      inputs.add(arena.allocate(s.rows(), s.depth()));
      outputs.add(arena.allocate(s.rows(), s.columns()));
    }
    nothing = backend.newArena("nothing", Arena.ALIGNMENT).allocate(1);
    for (int i = 0; i < SHAPES.size(); i++) {
      backend.fill(layers.get(i).weight(), 0.25f);
      backend.fill(inputs.get(i), 0.5f);
    }
  }

  /** How many products of a shape make one repetition. */
  static int runs(Shape shape) {
    return (int) Math.max(1, FLOPS / shape.flops());
  }

  /** Nanoseconds for {@link #runs} products. */
  double nanos(int shape) {
    int runs = runs(SHAPES.get(shape));
    long start = System.nanoTime();
    for (int run = 0; run < runs; run++) {
      backend.denseForward(layers.get(shape), inputs.get(shape), null, null, outputs.get(shape));
    }
    outputs.get(shape).slice(0, 1).read(first, 0);
    return System.nanoTime() - start;
  }

  /** Nanoseconds for some commands with next to nothing to do, and waiting for them. */
  double nanosOfNothing(int commands) {
    long start = System.nanoTime();
    for (int i = 0; i < commands; i++) {
      backend.fill(nothing, i);
    }
    nothing.read(first, 0);
    return System.nanoTime() - start;
  }
}
