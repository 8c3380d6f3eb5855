package org.strideml.kernels;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.strideml.kernels.BackendContract.Case;
import org.strideml.kernels.Fixture.Twin;

/** Attention over kept keys and values, held against attention over everything at once. */
final class CachedAttentionCases {
  private CachedAttentionCases() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    cases.add(portions(new AttentionShape(1, 1, 1, 1), 1, 1));
    cases.add(portions(new AttentionShape(1, 9, 2, 4), 12, 1, 1, 7));
    cases.add(portions(new AttentionShape(2, 8, 3, 16), 8, 5, 1, 1, 1));
    cases.add(portions(new AttentionShape(3, 40, 1, 13), 50, 33, 2, 5));
    return cases;
  }

  private static Case portions(AttentionShape whole, int capacity, int... times) {
    return new Case(
        whole + " in portions of " + Arrays.toString(times),
        fixture -> run(fixture, whole, capacity, times));
  }

  private static void run(Fixture fixture, AttentionShape whole, int capacity, int[] times) {
    Random random = new Random(whole.hashCode());
    int width = whole.width();
    Twin qkv = fixture.input(random, 1, whole.rows(), 3 * width);
    Twin probabilities = fixture.output(whole.batch(), whole.heads(), whole.time(), whole.time());
    Twin out = fixture.output(whole.rows(), width);
    fixture
        .reference()
        .sequence()
        .attentionForward(whole, qkv.reference(), probabilities.reference(), out.reference());
    double[] expected = fixture.reference().toDoubles(out.reference());

    Twin keys = fixture.output(whole.batch(), capacity, width);
    Twin values = fixture.output(whole.batch(), capacity, width);
    int past = 0;
    for (int time : times) {
      AttentionShape part =
          new AttentionShape(whole.batch(), time, whole.heads(), whole.headWidth());
      float[] all = qkv.initial();
      Twin input =
          fixture.input(positions(all, whole, past, time, 3 * width), part.rows(), 3 * width);
      Twin got = fixture.output(part.rows(), width);
      fixture
          .tested()
          .sequence()
          .cachedAttention(
              part, past, input.tested(), keys.tested(), values.tested(), got.tested());
      fixture.checkUntouched(keys, values, got);
      Tolerance.check(
          "out of positions from " + past,
          got.tested().toArray(),
          positions(expected, whole, past, time, width),
          Tolerance.sums(whole.headWidth() + whole.time()),
          Tolerance.magnitude(expected));
      past += time;
      forget(keys);
      forget(values);
      forget(got);
    }
  }

  /** What is there now counts as untouched from here on. */
  private static void forget(Twin twin) {
    System.arraycopy(twin.tested().toArray(), 0, twin.initial(), 0, twin.initial().length);
  }

  private static float[] positions(float[] all, AttentionShape whole, int from, int time, int n) {
    float[] part = new float[whole.batch() * time * n];
    for (int b = 0; b < whole.batch(); b++) {
      System.arraycopy(all, (b * whole.time() + from) * n, part, b * time * n, time * n);
    }
    return part;
  }

  private static double[] positions(double[] all, AttentionShape whole, int from, int time, int n) {
    double[] part = new double[whole.batch() * time * n];
    for (int b = 0; b < whole.batch(); b++) {
      System.arraycopy(all, (b * whole.time() + from) * n, part, b * time * n, time * n);
    }
    return part;
  }
}
