package org.strideml.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.strideml.kernels.BackendContract.Case;
import org.strideml.kernels.Fixture.Twin;

/** SwiGLU. */
final class SwigluCases {
  private static final int[][] SHAPES = {{1, 1}, {3, 13}, {16, 16}, {5, 207}, {2, 1100}};

  private SwigluCases() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (int[] s : SHAPES) {
      cases.add(new Case(s[0] + "x" + s[1], fixture -> run(fixture, s[0], s[1], 2)));
    }
    cases.add(new Case("of gates beyond 100", fixture -> run(fixture, 4, 33, 60)));
    return cases;
  }

  private static void run(Fixture fixture, int rows, int hidden, double scale) {
    Random random = new Random(rows * 31L + hidden);
    Twin gateUp = fixture.input(random, scale, rows, 2 * hidden);
    Twin y = fixture.output(rows, hidden);
    fixture.tested().sequence().swigluForward(gateUp.tested(), y.tested());
    fixture.reference().sequence().swigluForward(gateUp.reference(), y.reference());
    fixture.compare("y", y, Tolerance.elementwise());

    Twin dy = fixture.input(random, 1, rows, hidden);
    Twin dGateUp = fixture.output(rows, 2 * hidden);
    fixture.tested().sequence().swigluBackward(gateUp.tested(), dy.tested(), dGateUp.tested());
    fixture
        .reference()
        .sequence()
        .swigluBackward(gateUp.reference(), dy.reference(), dGateUp.reference());
    fixture.compare("dGateUp", dGateUp, Tolerance.elementwise());
    fixture.checkUntouched(y, dGateUp);
  }
}
