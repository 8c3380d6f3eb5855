package org.strideml.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.strideml.kernels.BackendContract.Case;
import org.strideml.kernels.Fixture.Twin;

/** Layer normalization. */
final class LayerNormCases {
  private static final float EPSILON = 1e-5f;
  private static final int[][] SHAPES = {
    {1, 1}, {1, 2}, {3, 13}, {16, 16}, {17, 17}, {5, 207}, {64, 128}, {207, 24}
  };

  private LayerNormCases() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (int[] shape : SHAPES) {
      cases.add(
          new Case(shape[0] + "x" + shape[1], fixture -> run(fixture, shape[0], shape[1], 0)));
    }
    cases.add(new Case("meanTenTimesDeviation", fixture -> run(fixture, 9, 65, 10)));
    cases.add(new Case("constantRowGivesBeta", LayerNormCases::constantRow));
    return cases;
  }

  private static void run(Fixture fixture, int rows, int width, double shift) {
    Random random = new Random(rows * 77L + width);
    float[] values = Fixture.normal(random, 1, rows * width);
    for (int i = 0; i < values.length; i++) {
      values[i] += (float) shift;
    }
    Twin x = fixture.input(values, rows, width);
    Twin gamma = fixture.parameter(random, 1, width);
    Twin beta = fixture.parameter(random, 1, width);
    Twin y = fixture.output(rows, width);
    Twin statistics = fixture.output(rows, 2);
    forward(fixture, x, gamma, beta, y, statistics);
    // Subtracting the mean loses what it has in digits.
    double loss = 1 + shift;
    fixture.compare("y", y, loss * Tolerance.sums(width));
    fixture.compare("statistics", statistics, loss * Tolerance.sums(width));

    Twin dy = fixture.input(random, 1, rows, width);
    Twin dx = fixture.input(random, 1, rows, width);
    Twin dGamma = fixture.output(width);
    Twin dBeta = fixture.output(width);
    fixture
        .tested()
        .sequence()
        .layerNormBackward(
            x.tested(),
            gamma.tested(),
            statistics.tested(),
            dy.tested(),
            dx.tested(),
            dGamma.tested(),
            dBeta.tested());
    fixture
        .reference()
        .sequence()
        .layerNormBackward(
            x.reference(),
            gamma.reference(),
            statistics.reference(),
            dy.reference(),
            dx.reference(),
            dGamma.reference(),
            dBeta.reference());
    fixture.compareSums("dx, added to", dx, loss * Tolerance.sums(width));
    fixture.compareSums("dGamma", dGamma, loss * Tolerance.sums(rows + width));
    fixture.compareSums("dBeta", dBeta, Tolerance.sums(rows));
    fixture.checkUntouched(y, statistics, dx, dGamma, dBeta);
  }

  private static void constantRow(Fixture fixture) {
    Twin x = fixture.input(new float[] {3, 3, 3, 3, 3}, 1, 5);
    Twin gamma = fixture.input(new float[] {1, 2, 3, 4, 5}, 5);
    Twin beta = fixture.input(new float[] {5, 4, 3, 2, 1}, 5);
    Twin y = fixture.output(1, 5);
    Twin statistics = fixture.output(1, 2);
    forward(fixture, x, gamma, beta, y, statistics);
    fixture.compare("y", y, Tolerance.elementwise());
  }

  private static void forward(
      Fixture fixture, Twin x, Twin gamma, Twin beta, Twin y, Twin statistics) {
    fixture
        .tested()
        .sequence()
        .layerNormForward(
            x.tested(), gamma.tested(), beta.tested(), EPSILON, y.tested(), statistics.tested());
    fixture
        .reference()
        .sequence()
        .layerNormForward(
            x.reference(),
            gamma.reference(),
            beta.reference(),
            EPSILON,
            y.reference(),
            statistics.reference());
  }
}
