package org.strideml.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.strideml.kernels.BackendContract.Case;
import org.strideml.kernels.Fixture.Twin;

/** RMS normalization. */
final class RmsNormCases {
  private static final float EPSILON = 1e-6f;
  private static final int[][] SHAPES = {
    {1, 1}, {1, 2}, {3, 13}, {16, 16}, {17, 17}, {5, 207}, {64, 128}
  };

  private RmsNormCases() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (int[] shape : SHAPES) {
      cases.add(new Case(shape[0] + "x" + shape[1], fixture -> run(fixture, shape[0], shape[1])));
    }
    cases.add(new Case("of zeros is zero", RmsNormCases::zeros));
    return cases;
  }

  private static void run(Fixture fixture, int rows, int width) {
    Random random = new Random(rows * 77L + width);
    Twin x = fixture.input(random, 1, rows, width);
    Twin gamma = fixture.parameter(random, 1, width);
    Twin y = fixture.output(rows, width);
    Twin statistics = fixture.output(rows, 1);
    forward(fixture, x, gamma, y, statistics);
    fixture.compare("y", y, Tolerance.sums(width));
    fixture.compare("statistics", statistics, Tolerance.sums(width));

    Twin dy = fixture.input(random, 1, rows, width);
    Twin dx = fixture.input(random, 1, rows, width);
    Twin dGamma = fixture.output(width);
    fixture
        .tested()
        .sequence()
        .rmsNormBackward(
            x.tested(),
            gamma.tested(),
            statistics.tested(),
            dy.tested(),
            dx.tested(),
            dGamma.tested());
    fixture
        .reference()
        .sequence()
        .rmsNormBackward(
            x.reference(),
            gamma.reference(),
            statistics.reference(),
            dy.reference(),
            dx.reference(),
            dGamma.reference());
    // A row of one element has an rstd of its own magnitude, and its terms cancel.
    double[] rstds = fixture.reference().toDoubles(statistics.reference());
    double steepness = Math.max(1, Tolerance.magnitude(rstds));
    fixture.compareSums("dx, added to", dx, steepness * Tolerance.sums(width));
    fixture.compareSums("dGamma", dGamma, Tolerance.sums(rows + width));
    fixture.checkUntouched(y, statistics, dx, dGamma);
  }

  private static void zeros(Fixture fixture) {
    Twin x = fixture.input(new float[5], 1, 5);
    Twin gamma = fixture.input(new float[] {1, 2, 3, 4, 5}, 5);
    Twin y = fixture.output(1, 5);
    Twin statistics = fixture.output(1, 1);
    forward(fixture, x, gamma, y, statistics);
    Tolerance.check("y", y.tested().toArray(), new double[5], 0);
    fixture.compare("statistics", statistics, Tolerance.elementwise());
  }

  private static void forward(Fixture fixture, Twin x, Twin gamma, Twin y, Twin statistics) {
    fixture
        .tested()
        .sequence()
        .rmsNormForward(x.tested(), gamma.tested(), EPSILON, y.tested(), statistics.tested());
    fixture
        .reference()
        .sequence()
        .rmsNormForward(
            x.reference(), gamma.reference(), EPSILON, y.reference(), statistics.reference());
  }
}
