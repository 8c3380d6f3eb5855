package org.strideml.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.strideml.kernels.BackendContract.Case;
import org.strideml.kernels.Fixture.Twin;

/** Convolutions of many shapes, with and without bias, ReLU and input gradient. */
final class ConvolutionCases {
  /** images, inputs, height, width, outputs, kernel height and width, stride, padding. */
  private static final int[][] SHAPES = {
    {1, 1, 1, 1, 1, 1, 1, 1, 0},
    {2, 3, 8, 8, 16, 3, 3, 1, 1},
    {3, 16, 7, 9, 5, 3, 3, 2, 1},
    {2, 17, 6, 6, 33, 1, 1, 2, 0},
    {2, 5, 9, 7, 4, 5, 5, 1, 2},
    {1, 2, 5, 6, 3, 2, 3, 1, 0},
    {4, 16, 16, 16, 32, 3, 3, 2, 1},
    {2, 1, 28, 28, 8, 3, 3, 1, 1},
    {2, 4, 3, 3, 6, 3, 3, 3, 4}
  };

  private ConvolutionCases() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (int[] shape : SHAPES) {
      for (Activation activation : new Activation[] {Activation.IDENTITY, Activation.RELU}) {
        for (boolean optional : new boolean[] {true, false}) {
          Setting setting = new Setting(shape, activation, optional);
          cases.add(new Case(setting.toString(), setting::run));
        }
      }
    }
    cases.add(new Case("seesWeightsWrittenMeanwhile", ConvolutionCases::seesWrittenWeights));
    return cases;
  }

  private static void seesWrittenWeights(Fixture fixture) {
    Random random = new Random(8);
    Lab lab = new Lab(fixture, random, SHAPES[1], Activation.RELU, true);
    lab.forward();
    lab.weight.with(Fixture.normal(random, 1, lab.weight.tested().size()));
    lab.forward();
    lab.backward();
  }

  /** With {@code optional}: bias and gradient of the input. */
  private record Setting(int[] shape, Activation activation, boolean optional) {
    void run(Fixture fixture) {
      Lab lab =
          new Lab(fixture, new Random(shape[1] * 31L + shape[2]), shape, activation, optional);
      lab.forward();
      lab.backward();
      fixture.checkUntouched(lab.y, lab.dy, lab.dx, lab.dWeight, lab.dBias);
    }

    @Override
    public String toString() {
      return "%dx%dx%dx%d to %d by %dx%d stride %d padding %d %s%s"
          .formatted(
              shape[0],
              shape[1],
              shape[2],
              shape[3],
              shape[4],
              shape[5],
              shape[6],
              shape[7],
              shape[8],
              activation,
              optional ? "" : " bare");
    }
  }

  private static final class Lab {
    final Fixture fixture;
    final int[] shape;
    final Activation activation;
    final Twin x;
    final Twin weight;
    final Twin bias;
    final Twin y;
    final Twin dy;
    final Twin dx;
    final Twin dWeight;
    final Twin dBias;

    Lab(Fixture fixture, Random random, int[] shape, Activation activation, boolean optional) {
      this.fixture = fixture;
      this.shape = shape;
      this.activation = activation;
      x = fixture.input(random, 1, shape[0], shape[1], shape[2], shape[3]);
      weight = fixture.parameter(random, 1, shape[4], shape[1], shape[5], shape[6]);
      bias = optional ? fixture.parameter(random, 1, shape[4]) : null;
      Convolution layer = layer(weight.tested(), Twin.tested(bias));
      int height = layer.outputExtent(0, shape[2]);
      int width = layer.outputExtent(1, shape[3]);
      y = fixture.output(shape[0], shape[4], height, width);
      dy = fixture.input(random, 1, shape[0], shape[4], height, width);
      dx = optional ? fixture.output(x.tested().shape()) : null;
      dWeight = fixture.output(weight.tested().shape());
      dBias = optional ? fixture.output(shape[4]) : null;
    }

    private Convolution layer(Tensor weight, Tensor bias) {
      return new Convolution(weight, bias, shape[7], shape[8], activation);
    }

    void forward() {
      fixture
          .tested()
          .images()
          .convolutionForward(layer(weight.tested(), Twin.tested(bias)), x.tested(), y.tested());
      fixture
          .reference()
          .images()
          .convolutionForward(
              layer(weight.reference(), Twin.reference(bias)), x.reference(), y.reference());
      fixture.compareSums("y", y, Tolerance.sums(shape[1] * shape[5] * shape[6]));
    }

    void backward() {
      boolean masked = activation == Activation.RELU;
      fixture
          .tested()
          .images()
          .convolutionBackward(
              layer(weight.tested(), Twin.tested(bias)),
              x.tested(),
              masked ? y.tested() : null,
              dy.tested(),
              Twin.tested(dx),
              dWeight.tested(),
              Twin.tested(dBias));
      fixture
          .reference()
          .images()
          .convolutionBackward(
              layer(weight.reference(), Twin.reference(bias)),
              x.reference(),
              masked ? y.reference() : null,
              dy.reference(),
              Twin.reference(dx),
              dWeight.reference(),
              Twin.reference(dBias));
      int outputs = dy.tested().size() / shape[4];
      fixture.compare("dy, masked", dy, 0);
      fixture.compareSums("dWeight", dWeight, Tolerance.sums(outputs));
      if (dx != null) {
        fixture.compareSums("dx", dx, Tolerance.sums(shape[4] * shape[5] * shape[6]));
        fixture.compareSums("dBias", dBias, Tolerance.sums(outputs));
      }
    }
  }
}
