package org.strideml.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.strideml.kernels.BackendContract.Case;

/**
 * What ReLU does with what is no number, in every operation that ends with one: forward a NaN stays
 * one, so that a step that has gone astray is seen in its loss; backward is a mask.
 */
final class ReluCases {
  private static final float NAN = Float.NaN;
  private static final float INFINITE = Float.POSITIVE_INFINITY;
  private static final int PATTERN = 6;

  /** Not a multiple of any vector's width, and longer than two. */
  private static final int WIDTH = 43;

  private ReluCases() {}

  static List<Case> dense() {
    return List.of(
        new Case("dense keeps NaN", ReluCases::denseForward),
        new Case("dense masks", ReluCases::denseBackward));
  }

  static List<Case> images() {
    return List.of(
        new Case("convolution keeps NaN", ReluCases::convolutionForward),
        new Case("convolution masks", ReluCases::convolutionBackward),
        new Case("group norm keeps NaN", f -> normForward(f, false)),
        new Case("batch norm keeps NaN", f -> normForward(f, true)),
        new Case("group norm masks", f -> normBackward(f, false)),
        new Case("batch norm masks", f -> normBackward(f, true)));
  }

  /** What decides the mask, every combination with {@link #gradients} somewhere. */
  private static float[] outputs(int size) {
    return pattern(size, 1, NAN, -1, 0, 2, 1e-30f, INFINITE);
  }

  private static float[] gradients(int size) {
    return pattern(size, PATTERN, NAN, 3, INFINITE, -4, 0, 5);
  }

  /** Each value {@code times} times, again and again. */
  private static float[] pattern(int size, int times, float... values) {
    float[] all = new float[size];
    for (int i = 0; i < size; i++) {
      all[i] = values[i / times % values.length];
    }
    return all;
  }

  private static float[] masked(int size) {
    float[] outputs = outputs(size);
    float[] gradients = gradients(size);
    for (int i = 0; i < size; i++) {
      gradients[i] = outputs[i] > 0 ? gradients[i] : 0f;
    }
    return gradients;
  }

  private static void denseForward(Fixture fixture) {
    Random random = new Random(1);
    float[] values = Fixture.normal(random, 1, 3 * 5);
    values[7] = NAN;
    Tensor x = fixture.input(values, 3, 5).tested();
    Tensor weight = fixture.parameter(random, 1, 5, WIDTH).tested();
    Tensor pre = fixture.output(3, WIDTH).tested();
    Tensor y = fixture.output(3, WIDTH).tested();
    Dense layer = new Dense(weight, null, Dense.Layout.IN_OUT, Activation.RELU);
    fixture.tested().denseForward(layer, x, null, pre, y);
    float[] got = y.toArray();
    for (int i = 0; i < got.length; i++) {
      if (i / WIDTH == 1) {
        assertThat(got[i]).as("output %d", i).isNaN();
      } else {
        assertThat(got[i]).as("output %d", i).isNotNaN().isNotNegative();
      }
    }
  }

  private static void denseBackward(Fixture fixture) {
    Random random = new Random(2);
    int rows = 7;
    Tensor x = fixture.input(random, 1, rows, 5).tested();
    Tensor weight = fixture.parameter(random, 1, 5, WIDTH).tested();
    Tensor pre = fixture.input(outputs(rows * WIDTH), rows, WIDTH).tested();
    Tensor dy = fixture.input(gradients(rows * WIDTH), rows, WIDTH).tested();
    Tensor dWeight = fixture.output(5, WIDTH).tested();
    Dense layer = new Dense(weight, null, Dense.Layout.IN_OUT, Activation.RELU);
    fixture.tested().denseBackward(layer, x, pre, dy, null, new DenseGradients(dWeight, null));
    checkMask(dy);
  }

  private static void checkMask(Tensor dy) {
    // Adding 0 makes −0 of a product with it the 0 that a mask leaves.
    float[] got = dy.toArray();
    for (int i = 0; i < got.length; i++) {
      got[i] += 0f;
    }
    assertThat(got).isEqualTo(masked(got.length));
  }

  private static void convolutionForward(Fixture fixture) {
    Random random = new Random(3);
    int side = 9;
    float[] values = Fixture.normal(random, 1, 2 * 3 * side * side);
    values[3 * side * side + 4 * side + 4] = NAN;
    Tensor x = fixture.input(values, 2, 3, side, side).tested();
    Tensor weight = fixture.parameter(random, 1, 16, 3, 3, 3).tested();
    Tensor bias = fixture.parameter(random, 1, 16).tested();
    Tensor y = fixture.output(2, 16, side, side).tested();
    fixture
        .tested()
        .images()
        .convolutionForward(new Convolution(weight, bias, 1, 1, Activation.RELU), x, y);
    float[] got = y.toArray();
    for (int i = 0; i < got.length; i++) {
      int image = i / (16 * side * side);
      int row = i / side % side;
      int column = i % side;
      if (image == 1 && Math.abs(row - 4) <= 1 && Math.abs(column - 4) <= 1) {
        assertThat(got[i]).as("output %d", i).isNaN();
      } else {
        assertThat(got[i]).as("output %d", i).isNotNaN().isNotNegative();
      }
    }
  }

  private static void convolutionBackward(Fixture fixture) {
    Random random = new Random(4);
    int size = 2 * 4 * 5 * WIDTH;
    Tensor x = fixture.input(random, 1, 2, 3, 5, WIDTH).tested();
    Tensor weight = fixture.parameter(random, 1, 4, 3, 3, 3).tested();
    Tensor y = fixture.input(outputs(size), 2, 4, 5, WIDTH).tested();
    Tensor dy = fixture.input(gradients(size), 2, 4, 5, WIDTH).tested();
    Tensor dWeight = fixture.output(4, 3, 3, 3).tested();
    Convolution layer = new Convolution(weight, null, 1, 1, Activation.RELU);
    fixture.tested().images().convolutionBackward(layer, x, y, dy, null, dWeight, null);
    checkMask(dy);
  }

  private static GroupNorm group(Fixture fixture, int channels) {
    return new GroupNorm(
        ones(fixture, channels), zeros(fixture, channels), 2, 1e-5f, Activation.RELU);
  }

  private static BatchNorm batch(Fixture fixture, int channels) {
    return new BatchNorm(
        ones(fixture, channels),
        zeros(fixture, channels),
        zeros(fixture, channels),
        ones(fixture, channels),
        0.1f,
        1e-5f,
        Activation.RELU);
  }

  private static Tensor ones(Fixture fixture, int size) {
    float[] values = new float[size];
    Arrays.fill(values, 1);
    return fixture.input(values, size).tested();
  }

  private static Tensor zeros(Fixture fixture, int size) {
    return fixture.input(new float[size], size).tested();
  }

  /** One element of the residual is no number, and so is what becomes of it. */
  private static void normForward(Fixture fixture, boolean batch) {
    Random random = new Random(5);
    int size = 2 * 4 * WIDTH;
    float[] added = Fixture.normal(random, 1, size);
    added[WIDTH + 3] = NAN;
    added[size - 1] = NAN;
    Tensor x = fixture.input(random, 1, 2, 4, 1, WIDTH).tested();
    Tensor residual = fixture.input(added, 2, 4, 1, WIDTH).tested();
    Tensor y = fixture.output(2, 4, 1, WIDTH).tested();
    ImageOperations images = fixture.tested().images();
    if (batch) {
      images.batchNormForward(batch(fixture, 4), x, residual, y, fixture.output(4, 2).tested());
    } else {
      images.groupNormForward(group(fixture, 4), x, residual, y, fixture.output(4, 2).tested());
    }
    float[] got = y.toArray();
    for (int i = 0; i < got.length; i++) {
      if (i == WIDTH + 3 || i == size - 1) {
        assertThat(got[i]).as("output %d", i).isNaN();
      } else {
        assertThat(got[i]).as("output %d", i).isNotNaN().isNotNegative();
      }
    }
  }

  private static void normBackward(Fixture fixture, boolean batch) {
    Random random = new Random(6);
    int size = 2 * 4 * WIDTH;
    int[] shape = {2, 4, 1, WIDTH};
    Tensor x = fixture.input(random, 1, shape).tested();
    Tensor y = fixture.input(outputs(size), shape).tested();
    Tensor dy = fixture.input(gradients(size), shape).tested();
    Tensor dx = fixture.output(shape).tested();
    Tensor statistics = fixture.input(random, 1, 4, 2).tested();
    Tensor dGamma = fixture.output(4).tested();
    Tensor dBeta = fixture.output(4).tested();
    ImageOperations images = fixture.tested().images();
    if (batch) {
      images.batchNormBackward(batch(fixture, 4), x, y, statistics, dy, dx, dGamma, dBeta);
    } else {
      images.groupNormBackward(group(fixture, 4), x, y, statistics, dy, dx, dGamma, dBeta);
    }
    checkMask(dy);
  }
}
