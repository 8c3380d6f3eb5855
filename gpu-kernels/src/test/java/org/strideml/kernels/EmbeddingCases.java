package org.strideml.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.strideml.kernels.BackendContract.Case;
import org.strideml.kernels.Fixture.IndicesTwin;
import org.strideml.kernels.Fixture.Twin;

/** Token and position embeddings. */
final class EmbeddingCases {
  /** sequences, positions, vocabulary, width, rows of the position table. */
  private static final int[][] SHAPES = {
    {1, 1, 1, 1, 1}, {2, 3, 5, 4, 3}, {3, 5, 2, 17, 8}, {4, 16, 65, 32, 16}, {2, 7, 11, 207, 9}
  };

  private EmbeddingCases() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (int[] s : SHAPES) {
      cases.add(
          new Case(
              String.format("%dx%d tokens of %d, width %d", s[0], s[1], s[2], s[3]),
              fixture -> run(fixture, s)));
    }
    cases.add(new Case("without positions", EmbeddingCases::withoutPositions));
    return cases;
  }

  private static void withoutPositions(Fixture fixture) {
    Random random = new Random(5);
    IndicesTwin tokens = fixture.indices(1, 0, 1, 2, 1, 1);
    Twin table = fixture.parameter(random, 1, 3, 17);
    Twin out = fixture.output(2, 3, 17);
    fixture
        .tested()
        .sequence()
        .embeddingForward(tokens.tested(), table.tested(), null, out.tested());
    fixture
        .reference()
        .sequence()
        .embeddingForward(tokens.reference(), table.reference(), null, out.reference());
    fixture.compare("out", out, Tolerance.elementwise());
    Twin dOut = fixture.input(random, 1, 2, 3, 17);
    Twin dTable = fixture.input(random, 1, 3, 17);
    fixture
        .tested()
        .sequence()
        .embeddingBackward(tokens.tested(), dOut.tested(), dTable.tested(), null);
    fixture
        .reference()
        .sequence()
        .embeddingBackward(tokens.reference(), dOut.reference(), dTable.reference(), null);
    fixture.compareSums("dTable, added to", dTable, Tolerance.sums(6));
    fixture.checkUntouched(out, dTable);
  }

  private static void run(Fixture fixture, int[] shape) {
    int sequences = shape[0];
    int time = shape[1];
    int vocabulary = shape[2];
    int width = shape[3];
    Random random = new Random(vocabulary * 31L + width);
    IndicesTwin tokens =
        fixture.indices(random.ints((long) sequences * time, 0, vocabulary).toArray());
    Twin table = fixture.parameter(random, 1, vocabulary, width);
    Twin positions = fixture.parameter(random, 1, shape[4], width);
    Twin out = fixture.output(sequences, time, width);
    fixture
        .tested()
        .sequence()
        .embeddingForward(tokens.tested(), table.tested(), positions.tested(), out.tested());
    fixture
        .reference()
        .sequence()
        .embeddingForward(
            tokens.reference(), table.reference(), positions.reference(), out.reference());
    fixture.compareSums("out", out, Tolerance.elementwise());

    Twin dOut = fixture.input(random, 1, sequences, time, width);
    Twin dTable = fixture.input(random, 1, vocabulary, width);
    Twin dPositions = fixture.output(shape[4], width);
    fixture
        .tested()
        .sequence()
        .embeddingBackward(tokens.tested(), dOut.tested(), dTable.tested(), dPositions.tested());
    fixture
        .reference()
        .sequence()
        .embeddingBackward(
            tokens.reference(), dOut.reference(), dTable.reference(), dPositions.reference());
    fixture.compareSums("dTable, added to", dTable, Tolerance.sums(sequences * time));
    fixture.compareSums("dPositions, overwritten", dPositions, Tolerance.sums(sequences));
    fixture.checkUntouched(out, dTable, dPositions);
  }
}
