package org.strideml.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.strideml.kernels.BackendContract.Case;
import org.strideml.kernels.Fixture.Twin;

/** Group and batch normalization, with and without residual and ReLU. */
final class ImageNormCases {
  private static final float EPSILON = 1e-5f;

  /** images, channels, height, width, groups. */
  private static final int[][] SHAPES = {
    {2, 1, 1, 2, 1}, {1, 4, 3, 3, 2}, {3, 6, 5, 7, 3}, {2, 16, 8, 8, 8}, {5, 8, 4, 4, 1}
  };

  private ImageNormCases() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (int[] shape : SHAPES) {
      for (boolean full : new boolean[] {false, true}) {
        String name =
            "%dx%dx%dx%d%s"
                .formatted(shape[0], shape[1], shape[2], shape[3], full ? " + residual, ReLU" : "");
        cases.add(new Case("group " + shape[4] + " " + name, f -> new Lab(f, shape, full).group()));
        cases.add(new Case("batch " + name, f -> new Lab(f, shape, full).batch()));
      }
    }
    return cases;
  }

  private static final class Lab {
    final Fixture fixture;
    final int[] shape;
    final boolean full;
    final Activation activation;
    final Random random;
    final Twin x;
    final Twin gamma;
    final Twin beta;
    final Twin residual;
    final Twin y;
    final Twin dy;
    final Twin dx;
    final Twin dGamma;
    final Twin dBeta;

    Lab(Fixture fixture, int[] shape, boolean full) {
      this.fixture = fixture;
      this.shape = shape;
      this.full = full;
      activation = full ? Activation.RELU : Activation.IDENTITY;
      random = new Random(shape[1]);
      int[] images = {shape[0], shape[1], shape[2], shape[3]};
      float[] values = Fixture.normal(random, 1, shape[0] * shape[1] * shape[2] * shape[3]);
      for (int i = 0; i < values.length; i++) {
        values[i] += 2; // a mean that has to be taken away
      }
      x = fixture.input(values, images);
      gamma = fixture.parameter(random, 1, shape[1]);
      beta = fixture.parameter(random, 1, shape[1]);
      residual = full ? fixture.input(random, 1, images) : null;
      y = fixture.output(images);
      dy = fixture.input(random, 1, images);
      dx = fixture.output(images);
      dGamma = fixture.output(shape[1]);
      dBeta = fixture.output(shape[1]);
    }

    private GroupNorm group(Tensor gamma, Tensor beta) {
      return new GroupNorm(gamma, beta, shape[4], EPSILON, activation);
    }

    void group() {
      Twin statistics = fixture.output(shape[0] * shape[4], 2);
      GroupNorm tested = group(gamma.tested(), beta.tested());
      GroupNorm reference = group(gamma.reference(), beta.reference());
      int block = x.tested().size() / shape[0] / shape[4];
      fixture
          .tested()
          .images()
          .groupNormForward(
              tested, x.tested(), Twin.tested(residual), y.tested(), statistics.tested());
      fixture
          .reference()
          .images()
          .groupNormForward(
              reference,
              x.reference(),
              Twin.reference(residual),
              y.reference(),
              statistics.reference());
      compareForward(statistics, block);
      fixture
          .tested()
          .images()
          .groupNormBackward(
              tested,
              x.tested(),
              full ? y.tested() : null,
              statistics.tested(),
              dy.tested(),
              dx.tested(),
              dGamma.tested(),
              dBeta.tested());
      fixture
          .reference()
          .images()
          .groupNormBackward(
              reference,
              x.reference(),
              full ? y.reference() : null,
              statistics.reference(),
              dy.reference(),
              dx.reference(),
              dGamma.reference(),
              dBeta.reference());
      compareBackward(block);
      fixture.checkUntouched(y, statistics, dy, dx, dGamma, dBeta);
    }

    private static BatchNorm batch(
        Tensor gamma, Tensor beta, Tensor mean, Tensor variance, Activation f) {
      return new BatchNorm(gamma, beta, mean, variance, 0.1f, EPSILON, f);
    }

    void batch() {
      Twin mean = fixture.parameter(random, 1, shape[1]);
      Twin variance = fixture.input(ones(shape[1]), shape[1]);
      Twin statistics = fixture.output(shape[1], 2);
      BatchNorm tested =
          batch(gamma.tested(), beta.tested(), mean.tested(), variance.tested(), activation);
      BatchNorm reference =
          batch(
              gamma.reference(),
              beta.reference(),
              mean.reference(),
              variance.reference(),
              activation);
      int block = x.tested().size() / shape[1];
      Twin evaluated = fixture.output(x.tested().shape());
      fixture
          .tested()
          .images()
          .batchNormForward(
              tested, x.tested(), Twin.tested(residual), y.tested(), statistics.tested());
      fixture
          .reference()
          .images()
          .batchNormForward(
              reference,
              x.reference(),
              Twin.reference(residual),
              y.reference(),
              statistics.reference());
      compareForward(statistics, block);
      fixture.compareSums("running mean", mean, 3 * Tolerance.sums(block));
      fixture.compareSums("running variance", variance, 3 * Tolerance.sums(block));
      fixture
          .tested()
          .images()
          .batchNormEvaluate(tested, x.tested(), Twin.tested(residual), evaluated.tested());
      fixture
          .reference()
          .images()
          .batchNormEvaluate(
              reference, x.reference(), Twin.reference(residual), evaluated.reference());
      fixture.compareSums("y by running statistics", evaluated, 3 * Tolerance.sums(block));
      fixture
          .tested()
          .images()
          .batchNormBackward(
              tested,
              x.tested(),
              full ? y.tested() : null,
              statistics.tested(),
              dy.tested(),
              dx.tested(),
              dGamma.tested(),
              dBeta.tested());
      fixture
          .reference()
          .images()
          .batchNormBackward(
              reference,
              x.reference(),
              full ? y.reference() : null,
              statistics.reference(),
              dy.reference(),
              dx.reference(),
              dGamma.reference(),
              dBeta.reference());
      compareBackward(block);
      fixture.checkUntouched(y, statistics, mean, variance, evaluated, dy, dx, dGamma, dBeta);
    }

    private static float[] ones(int size) {
      float[] ones = new float[size];
      java.util.Arrays.fill(ones, 1);
      return ones;
    }

    /** Taking away a mean of 2 loses three times what the sum of deviations does. */
    private void compareForward(Twin statistics, int block) {
      fixture.compareSums("y", y, 3 * Tolerance.sums(block));
      fixture.compareSums("statistics", statistics, 3 * Tolerance.sums(block));
    }

    private void compareBackward(int block) {
      int perChannel = x.tested().size() / shape[1];
      fixture.compare("dy, masked", dy, 0);
      fixture.compareSums("dx", dx, 3 * Tolerance.sums(block));
      fixture.compareSums("dGamma", dGamma, 3 * Tolerance.sums(perChannel + block));
      fixture.compareSums("dBeta", dBeta, Tolerance.sums(perChannel));
    }
  }
}
