package org.strideml.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.strideml.kernels.BackendContract.Case;
import org.strideml.kernels.Fixture.Twin;

/** Rotary positions. */
final class RotaryCases {
  private static final AttentionShape[] SHAPES = {
    new AttentionShape(1, 1, 1, 2),
    new AttentionShape(2, 5, 3, 4),
    new AttentionShape(1, 17, 2, 32),
    new AttentionShape(3, 9, 1, 14),
    new AttentionShape(1, 33, 2, 64)
  };

  private RotaryCases() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (AttentionShape shape : SHAPES) {
      cases.add(new Case(shape.toString(), fixture -> run(fixture, shape)));
    }
    cases.add(new Case("turns the first pair by its position", RotaryCases::firstPair));
    return cases;
  }

  private static void run(Fixture fixture, AttentionShape shape) {
    Random random = new Random(shape.hashCode());
    Twin angles = fixture.output(shape.time() + 2, shape.headWidth());
    fixture.tested().sequence().rotaryAngles(10_000, angles.tested());
    fixture.reference().sequence().rotaryAngles(10_000, angles.reference());
    fixture.compare("angles", angles, Tolerance.elementwise());

    Twin qkv = fixture.input(random, 1, shape.rows(), 3 * shape.width());
    fixture.tested().sequence().rotaryForward(shape, angles.tested(), qkv.tested());
    fixture.reference().sequence().rotaryForward(shape, angles.reference(), qkv.reference());
    fixture.compare("turned", qkv, Tolerance.elementwise());
    valuesStay(shape, qkv);

    fixture.tested().sequence().rotaryBackward(shape, angles.tested(), qkv.tested());
    double[] initial = new double[qkv.initial().length];
    for (int i = 0; i < initial.length; i++) {
      initial[i] = qkv.initial()[i];
    }
    Tolerance.check("turned back", qkv.tested().toArray(), initial, Tolerance.elementwise());
    fixture.checkUntouched(angles, qkv);
  }

  private static void valuesStay(AttentionShape shape, Twin qkv) {
    float[] turned = qkv.tested().toArray();
    for (int row = 0; row < shape.rows(); row++) {
      int from = row * 3 * shape.width() + 2 * shape.width();
      int to = from + shape.width();
      assertThat(Arrays.copyOfRange(turned, from, to))
          .isEqualTo(Arrays.copyOfRange(qkv.initial(), from, to));
    }
  }

  /** Width 4: pairs (0, 2) with one radian per position and (1, 3) with base^(−1/2). */
  private static void firstPair(Fixture fixture) {
    AttentionShape shape = new AttentionShape(1, 2, 1, 4);
    Twin angles = fixture.output(2, 4);
    fixture.tested().sequence().rotaryAngles(100, angles.tested());
    float[] row = {1, 1, 0, 0, 0, 0, 1, 1, 5, 5, 5, 5};
    float[] both = Arrays.copyOf(row, 24);
    System.arraycopy(row, 0, both, 12, 12);
    Twin qkv = fixture.input(both, 2, 12);
    fixture.tested().sequence().rotaryForward(shape, angles.tested(), qkv.tested());
    double c = Math.cos(1);
    double s = Math.sin(1);
    double slowC = Math.cos(0.1);
    double slowS = Math.sin(0.1);
    double[] expected = {
      1, 1, 0, 0, 0, 0, 1, 1, 5, 5, 5, 5, c, slowC, s, slowS, -s, -slowS, c, slowC, 5, 5, 5, 5
    };
    Tolerance.check("turned", qkv.tested().toArray(), expected, Tolerance.elementwise());
  }
}
