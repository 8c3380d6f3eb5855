package org.strideml.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.strideml.kernels.BackendContract.Case;
import org.strideml.kernels.Fixture.Twin;

/** Pooling with windows side by side, overlapping, apart, and of the whole image. */
final class PoolingCases {
  /** images, channels, height, width, window height and width, stride. */
  private static final int[][] SHAPES = {
    {1, 1, 1, 1, 1, 1, 1},
    {2, 3, 6, 8, 2, 2, 2},
    {2, 3, 7, 9, 2, 2, 2},
    {3, 5, 9, 7, 3, 3, 2},
    {2, 2, 8, 8, 2, 3, 3},
    {2, 7, 5, 4, 5, 4, 1}
  };

  private PoolingCases() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (int[] shape : SHAPES) {
      cases.add(new Case("max " + name(shape), f -> max(f, shape, 1000)));
      cases.add(new Case("max with ties " + name(shape), f -> max(f, shape, 1)));
      cases.add(new Case("average " + name(shape), f -> average(f, shape)));
    }
    return cases;
  }

  private static String name(int[] shape) {
    return "%dx%dx%dx%d by %dx%d stride %d"
        .formatted(shape[0], shape[1], shape[2], shape[3], shape[4], shape[5], shape[6]);
  }

  private static Pooling pooling(int[] shape) {
    return new Pooling(shape[4], shape[5], shape[6]);
  }

  private static int[] outputs(int[] shape) {
    Pooling pooling = pooling(shape);
    return new int[] {
      shape[0], shape[1], pooling.outputHeight(shape[2]), pooling.outputWidth(shape[3])
    };
  }

  /** Values are whole multiples of 1/levels, so that a few levels make ties. */
  private static void max(Fixture fixture, int[] shape, int levels) {
    Random random = new Random(shape[2]);
    float[] values = Fixture.normal(random, 1, shape[0] * shape[1] * shape[2] * shape[3]);
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.round(values[i] * levels) / (float) levels;
    }
    Twin x = fixture.input(values, shape[0], shape[1], shape[2], shape[3]);
    Twin y = fixture.output(outputs(shape));
    fixture.tested().images().maxPoolForward(pooling(shape), x.tested(), y.tested());
    fixture.reference().images().maxPoolForward(pooling(shape), x.reference(), y.reference());
    fixture.compare("y", y, 0);
    Twin dy = fixture.input(random, 1, outputs(shape));
    Twin dx = fixture.output(x.tested().shape());
    fixture.tested().images().maxPoolBackward(pooling(shape), x.tested(), dy.tested(), dx.tested());
    fixture
        .reference()
        .images()
        .maxPoolBackward(pooling(shape), x.reference(), dy.reference(), dx.reference());
    fixture.compareSums("dx", dx, Tolerance.sums(shape[4] * shape[5]));
    fixture.checkUntouched(y, dx);
  }

  private static void average(Fixture fixture, int[] shape) {
    Random random = new Random(shape[3]);
    Twin x = fixture.input(random, 1, shape[0], shape[1], shape[2], shape[3]);
    Twin y = fixture.output(outputs(shape));
    fixture.tested().images().averagePoolForward(pooling(shape), x.tested(), y.tested());
    fixture.reference().images().averagePoolForward(pooling(shape), x.reference(), y.reference());
    fixture.compareSums("y", y, Tolerance.sums(shape[4] * shape[5]));
    Twin dy = fixture.input(random, 1, outputs(shape));
    Twin dx = fixture.output(x.tested().shape());
    fixture.tested().images().averagePoolBackward(pooling(shape), dy.tested(), dx.tested());
    fixture
        .reference()
        .images()
        .averagePoolBackward(pooling(shape), dy.reference(), dx.reference());
    fixture.compareSums("dx", dx, Tolerance.sums(shape[4] * shape[5]));
    fixture.checkUntouched(y, dx);
  }
}
