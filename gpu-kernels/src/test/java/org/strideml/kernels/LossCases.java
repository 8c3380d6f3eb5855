package org.strideml.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.strideml.kernels.BackendContract.Case;
import org.strideml.kernels.Fixture.IndicesTwin;
import org.strideml.kernels.Fixture.Twin;

/** Softmax cross-entropy. */
final class LossCases {
  private static final int[][] SHAPES = {
    {1, 1}, {1, 2}, {3, 10}, {16, 16}, {17, 13}, {5, 207}, {128, 65}
  };

  private LossCases() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (int[] shape : SHAPES) {
      for (Gradient gradient : Gradient.values()) {
        cases.add(
            new Case(
                shape[0] + "x" + shape[1] + " gradient " + gradient,
                fixture -> run(fixture, shape[0], shape[1], gradient, 2)));
      }
    }
    cases.add(
        new Case(
            "logitsOfAHundredsDoNotOverflow", fixture -> run(fixture, 9, 21, Gradient.APART, 300)));
    return cases;
  }

  private enum Gradient {
    NONE,
    APART,
    IN_PLACE
  }

  private static void run(Fixture fixture, int rows, int classes, Gradient kind, double scale) {
    Random random = new Random(rows * 1000L + classes);
    Twin logits = fixture.input(random, scale, rows, classes);
    IndicesTwin targets = fixture.indices(random.ints(rows, 0, classes).toArray());
    Twin loss = fixture.output(1);
    Twin gradient =
        switch (kind) {
          case NONE -> null;
          case APART -> fixture.output(rows, classes);
          case IN_PLACE -> logits;
        };
    fixture
        .tested()
        .softmaxCrossEntropy(
            logits.tested(), targets.tested(), Twin.tested(gradient), loss.tested());
    fixture
        .reference()
        .softmaxCrossEntropy(
            logits.reference(), targets.reference(), Twin.reference(gradient), loss.reference());
    double reference = fixture.reference().toDoubles(loss.reference())[0];
    // The loss is a difference of numbers as large as the logits.
    assertThat((double) loss.tested().toArray()[0])
        .isCloseTo(
            reference,
            org.assertj.core.data.Offset.offset(
                Tolerance.sums(classes) * (Math.abs(reference) + 3 * scale)));
    if (gradient != null) {
      double[] expected = fixture.reference().toDoubles(gradient.reference());
      if (classes == 1) {
        assertThat(gradient.tested().toArray()).containsOnly(0f);
      } else {
        Tolerance.check(
            "gradient",
            gradient.tested().toArray(),
            expected,
            Tolerance.sums(classes) * (1 + scale));
      }
    }
    fixture.checkUntouched(loss, gradient);
  }
}
