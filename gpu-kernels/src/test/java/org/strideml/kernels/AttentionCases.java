package org.strideml.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.strideml.kernels.BackendContract.Case;
import org.strideml.kernels.Fixture.Twin;

/** Causal self-attention. */
final class AttentionCases {
  private static final AttentionShape[] SHAPES = {
    new AttentionShape(1, 1, 1, 1),
    new AttentionShape(2, 5, 3, 4),
    new AttentionShape(1, 16, 2, 16),
    new AttentionShape(3, 17, 1, 13),
    new AttentionShape(2, 33, 3, 8),
    new AttentionShape(1, 65, 2, 32)
  };

  private AttentionCases() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (AttentionShape shape : SHAPES) {
      cases.add(new Case(shape.toString(), fixture -> run(fixture, shape, 1)));
    }
    cases.add(
        new Case(
            "scoresOfHundredsDoNotOverflow",
            fixture -> run(fixture, new AttentionShape(1, 9, 1, 8), 12)));
    return cases;
  }

  private static void run(Fixture fixture, AttentionShape shape, double scale) {
    Random random = new Random(shape.hashCode());
    Twin qkv = fixture.input(random, scale, shape.rows(), 3 * shape.width());
    Twin probabilities = fixture.output(shape.batch(), shape.heads(), shape.time(), shape.time());
    Twin out = fixture.output(shape.batch(), shape.time(), shape.width());
    fixture
        .tested()
        .sequence()
        .attentionForward(shape, qkv.tested(), probabilities.tested(), out.tested());
    fixture
        .reference()
        .sequence()
        .attentionForward(shape, qkv.reference(), probabilities.reference(), out.reference());
    // An error in a score is one in the exponent; scores grow with the square of the scale.
    double steepness = scale * scale;
    double tolerance = steepness * Tolerance.sums(shape.headWidth() + shape.time());
    fixture.compare("probabilities", probabilities, tolerance);
    fixture.compare("out", out, tolerance);
    zeroAboveDiagonal(shape, probabilities.tested().toArray());

    Twin dOut = fixture.input(random, 1, shape.batch(), shape.time(), shape.width());
    Twin dQkv = fixture.output(shape.rows(), 3 * shape.width());
    fixture
        .tested()
        .sequence()
        .attentionBackward(
            shape, qkv.tested(), probabilities.tested(), dOut.tested(), dQkv.tested());
    fixture
        .reference()
        .sequence()
        .attentionBackward(
            shape, qkv.reference(), probabilities.reference(), dOut.reference(), dQkv.reference());
    fixture.compare("dQkv", dQkv, 4 * tolerance);
    fixture.checkUntouched(probabilities, out, dQkv);
  }

  private static void zeroAboveDiagonal(AttentionShape shape, float[] probabilities) {
    int time = shape.time();
    for (int row = 0; row < probabilities.length / time; row++) {
      for (int s = row % time + 1; s < time; s++) {
        assertThat(probabilities[row * time + s]).isZero();
      }
    }
  }
}
