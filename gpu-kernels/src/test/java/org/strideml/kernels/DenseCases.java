package org.strideml.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.strideml.kernels.BackendContract.Case;
import org.strideml.kernels.Dense.Layout;
import org.strideml.kernels.Fixture.Twin;

/** Dense layers of all layouts, activations and optional arguments. */
final class DenseCases {
  /** rows, inputs, outputs: below, at and above vector widths; tall, wide and tiny. */
  private static final int[][] SHAPES = {
    {1, 1, 1},
    {1, 16, 13},
    {13, 1, 17},
    {16, 16, 16},
    {17, 13, 1},
    {5, 207, 33},
    {207, 17, 65},
    {32, 64, 207},
    {128, 100, 10}
  };

  private DenseCases() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (int[] shape : SHAPES) {
      for (Layout layout : Layout.values()) {
        for (Activation activation : Activation.values()) {
          for (int optional = 0; optional < 4; optional++) {
            Setting setting =
                new Setting(shape, layout, activation, (optional & 1) == 0, (optional & 2) == 0);
            cases.add(new Case(setting.toString(), setting::run));
          }
        }
      }
    }
    cases.add(new Case("seesParametersWrittenMeanwhile", DenseCases::seesWrittenParameters));
    cases.add(new Case("seesParametersAfterAStep", DenseCases::seesParametersAfterAStep));
    return cases;
  }

  private static void seesWrittenParameters(Fixture fixture) {
    Random random = new Random(5);
    Forward forward = new Forward(fixture, random);
    forward.runAndCompare();
    forward.weight.with(Fixture.normal(random, 1, forward.weight.tested().size()));
    forward.runAndCompare();
    forward.x.with(Fixture.normal(random, 1, forward.x.tested().size()));
    forward.runAndCompare();
  }

  private static void seesParametersAfterAStep(Fixture fixture) {
    Random random = new Random(6);
    Forward forward = new Forward(fixture, random);
    forward.runAndCompare();
    if (fixture.tested().operations().contains(Operation.OPTIMIZER)) {
      Twin gradient = fixture.input(random, 1, forward.weight.tested().size());
      SgdStep step = new SgdStep(0.5f, 0, false, 0);
      fixture.tested().sgd(step, forward.weight.tested(), gradient.tested(), null, null);
      fixture.reference().sgd(step, forward.weight.reference(), gradient.reference(), null, null);
      forward.runAndCompare();
    }
    fixture.tested().fill(forward.weight.tested(), 0.25f);
    fixture.reference().fill(forward.weight.reference(), 0.25f);
    forward.runAndCompare();
  }

  /** A layer run again and again with changing contents. */
  private static final class Forward {
    private final Fixture fixture;
    private final Twin weight;
    private final Twin x;
    private final Twin y;

    Forward(Fixture fixture, Random random) {
      this.fixture = fixture;
      this.weight = fixture.parameter(random, 1, 19, 21);
      this.x = fixture.input(random, 1, 7, 19);
      this.y = fixture.output(7, 21);
    }

    void runAndCompare() {
      Dense tested = new Dense(weight.tested(), null, Layout.IN_OUT, Activation.IDENTITY);
      Dense reference = new Dense(weight.reference(), null, Layout.IN_OUT, Activation.IDENTITY);
      fixture.tested().denseForward(tested, x.tested(), null, null, y.tested());
      fixture.reference().denseForward(reference, x.reference(), null, null, y.reference());
      fixture.compareSums("y", y, Tolerance.sums(19));
    }
  }

  /** One combination, forward and backward. */
  private record Setting(
      int[] shape, Layout layout, Activation activation, boolean bias, boolean optional) {
    void run(Fixture fixture) {
      Random random = new Random(toString().hashCode());
      int rows = shape[0];
      int inputs = shape[1];
      int outputs = shape[2];
      int[] weightShape =
          layout == Layout.IN_OUT ? new int[] {inputs, outputs} : new int[] {outputs, inputs};
      Twin weight = fixture.parameter(random, 1 / Math.sqrt(inputs), weightShape);
      Twin b = bias ? fixture.parameter(random, 1, outputs) : null;
      Twin x = fixture.input(random, 1, rows, inputs);
      Twin residual = optional ? fixture.input(random, 1, rows, outputs) : null;
      Twin pre =
          optional || activation != Activation.IDENTITY ? fixture.output(rows, outputs) : null;
      Twin y = fixture.output(rows, outputs);
      forward(fixture, weight, b, x, residual, pre, y);
      Twin dy = fixture.input(random, 1, rows, outputs);
      Twin dx = optional ? fixture.output(rows, inputs) : null;
      Twin dWeight = fixture.output(weightShape);
      Twin dBias = bias ? fixture.output(outputs) : null;
      Dense tested = layer(Twin.tested(weight), Twin.tested(b));
      Dense reference = layer(Twin.reference(weight), Twin.reference(b));
      fixture
          .tested()
          .denseBackward(
              tested,
              x.tested(),
              Twin.tested(pre),
              dy.tested(),
              Twin.tested(dx),
              new DenseGradients(dWeight.tested(), Twin.tested(dBias)));
      fixture
          .reference()
          .denseBackward(
              reference,
              x.reference(),
              Twin.reference(pre),
              dy.reference(),
              Twin.reference(dx),
              new DenseGradients(dWeight.reference(), Twin.reference(dBias)));
      fixture.compareSums("dPre", dy, Tolerance.sums(inputs));
      fixture.compareSums("dWeight", dWeight, Tolerance.sums(rows + inputs));
      if (dBias != null) {
        fixture.compareSums("dBias", dBias, dy, Tolerance.sums(rows + inputs));
      }
      if (dx != null) {
        fixture.compareSums("dx", dx, Tolerance.sums(outputs + inputs));
      }
      fixture.checkUntouched(pre, y, dy, dx, dWeight, dBias);
    }

    private void forward(
        Fixture fixture, Twin weight, Twin b, Twin x, Twin residual, Twin pre, Twin y) {
      fixture
          .tested()
          .denseForward(
              layer(Twin.tested(weight), Twin.tested(b)),
              x.tested(),
              Twin.tested(residual),
              Twin.tested(pre),
              y.tested());
      fixture
          .reference()
          .denseForward(
              layer(Twin.reference(weight), Twin.reference(b)),
              x.reference(),
              Twin.reference(residual),
              Twin.reference(pre),
              y.reference());
      fixture.compareSums("y", y, Tolerance.sums(shape[1]));
      if (pre != null) {
        fixture.compareSums("pre", pre, Tolerance.sums(shape[1]));
      }
    }

    private Dense layer(Tensor weight, Tensor bias) {
      return new Dense(weight, bias, layout, activation);
    }

    @Override
    public String toString() {
      return String.format(
          "%dx%dx%d %s %s%s%s",
          shape[0],
          shape[1],
          shape[2],
          layout,
          activation,
          bias ? " bias" : "",
          optional ? " residual pre dx" : "");
    }
  }
}
