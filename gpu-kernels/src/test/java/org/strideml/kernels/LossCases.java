package org.strideml.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.strideml.kernels.BackendContract.Case;
import org.strideml.kernels.Fixture.IndicesTwin;
import org.strideml.kernels.Fixture.Twin;

/** Losses, with and without weights, with and without a gradient. */
final class LossCases {
  private static final int[][] SHAPES = {
    {1, 1}, {1, 2}, {3, 10}, {16, 16}, {17, 13}, {5, 207}, {128, 65}, {300, 1}
  };

  private LossCases() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (Loss loss : Loss.values()) {
      for (int[] shape : SHAPES) {
        for (Gradient gradient : Gradient.values()) {
          for (boolean weighted : new boolean[] {false, true}) {
            String name =
                "%s %dx%d gradient %s%s"
                    .formatted(loss, shape[0], shape[1], gradient, weighted ? " weighted" : "");
            cases.add(
                new Case(
                    name,
                    f -> new Comparison(f, loss, shape[0], shape[1], 2).run(gradient, weighted)));
          }
        }
      }
      cases.add(
          new Case(
              loss + " scoresOfHundredsDoNotOverflow",
              f -> new Comparison(f, loss, 9, 21, 300).run(Gradient.APART, false)));
    }
    return cases;
  }

  private enum Loss {
    SOFTMAX,
    SIGMOID,
    SQUARED
  }

  private enum Gradient {
    NONE,
    APART,
    IN_PLACE
  }

  /** One loss of rows × columns scores of the order of {@code scale}, on both backends. */
  private static final class Comparison {
    private final Fixture fixture;
    private final Loss loss;
    private final int rows;
    private final int columns;
    private final double scale;
    private final Random random;

    Comparison(Fixture fixture, Loss loss, int rows, int columns, double scale) {
      this.fixture = fixture;
      this.loss = loss;
      this.rows = rows;
      this.columns = columns;
      this.scale = scale;
      this.random = new Random(rows * 1000L + columns);
    }

    void run(Gradient kind, boolean weighted) {
      Twin scores = fixture.input(random, scale, rows, columns);
      Twin weights = weighted ? fixture.input(random, 1, rows) : null;
      Twin result = fixture.output(1);
      Twin gradient =
          switch (kind) {
            case NONE -> null;
            case APART -> fixture.output(rows, columns);
            case IN_PLACE -> scores;
          };
      compute(scores, weights, gradient, result);
      double expected = fixture.reference().toDoubles(result.reference())[0];
      // A mean of differences of numbers as large as the scores, or of their squares.
      double magnitude = loss == Loss.SQUARED ? 9 * (scale + 1) * (scale + 1) : 4 * scale + 1;
      assertThat((double) result.tested().toArray()[0])
          .isCloseTo(expected, offset(Tolerance.sums(columns) * (Math.abs(expected) + magnitude)));
      if (gradient != null) {
        // Of the order of (probability − target) / n, which may all but vanish.
        double size = loss == Loss.SQUARED ? 4 * (scale + 1) / columns : 1;
        Tolerance.check(
            "gradient",
            gradient.tested().toArray(),
            fixture.reference().toDoubles(gradient.reference()),
            Tolerance.sums(columns) * (1 + scale),
            2 * size / rows);
      }
      fixture.checkUntouched(result, gradient);
    }

    private void compute(Twin scores, Twin weights, Twin gradient, Twin result) {
      LossOperations tested = fixture.tested().losses();
      LossOperations reference = fixture.reference().losses();
      Tensor testedWeights = Twin.tested(weights);
      Tensor referenceWeights = Twin.reference(weights);
      Tensor testedGradient = Twin.tested(gradient);
      Tensor referenceGradient = Twin.reference(gradient);
      if (loss == Loss.SOFTMAX) {
        IndicesTwin targets = fixture.indices(random.ints(rows, 0, columns).toArray());
        tested.softmaxCrossEntropy(
            scores.tested(), targets.tested(), testedWeights, testedGradient, result.tested());
        reference.softmaxCrossEntropy(
            scores.reference(),
            targets.reference(),
            referenceWeights,
            referenceGradient,
            result.reference());
      } else if (loss == Loss.SIGMOID) {
        Twin targets = fixture.input(answers(), rows, columns);
        tested.sigmoidCrossEntropy(
            scores.tested(), targets.tested(), testedWeights, testedGradient, result.tested());
        reference.sigmoidCrossEntropy(
            scores.reference(),
            targets.reference(),
            referenceWeights,
            referenceGradient,
            result.reference());
      } else {
        Twin targets = fixture.input(random, 1, rows, columns);
        tested.squaredError(
            scores.tested(), targets.tested(), testedWeights, testedGradient, result.tested());
        reference.squaredError(
            scores.reference(),
            targets.reference(),
            referenceWeights,
            referenceGradient,
            result.reference());
      }
    }

    /** Yes or no. */
    private float[] answers() {
      float[] answers = new float[rows * columns];
      for (int i = 0; i < answers.length; i++) {
        answers[i] = random.nextBoolean() ? 1 : 0;
      }
      return answers;
    }
  }
}
