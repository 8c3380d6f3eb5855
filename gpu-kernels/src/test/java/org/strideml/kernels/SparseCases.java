package org.strideml.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.strideml.kernels.BackendContract.Case;
import org.strideml.kernels.Fixture.Twin;

/** Products and pairwise interactions of sparse rows. */
final class SparseCases {
  /** rows, columns, most entries of a row, width. */
  private static final int[][] SHAPES = {
    {1, 1, 1, 1}, {3, 5, 2, 1}, {4, 40, 7, 3}, {33, 1000, 40, 1}, {17, 300, 25, 8}, {9, 70, 30, 33}
  };

  private SparseCases() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (int[] s : SHAPES) {
      String shape = String.format("%d rows of %d columns, width %d", s[0], s[1], s[3]);
      cases.add(new Case("product of " + shape, fixture -> product(fixture, s)));
      cases.add(new Case("interactions of " + shape, fixture -> interactions(fixture, s)));
      cases.add(new Case("gather and scatter of " + shape, fixture -> moves(fixture, s)));
    }
    return cases;
  }

  /** Rows of 0 to {@code most} entries; the first one has none unless it is alone. */
  static SparseMatrix matrix(Random random, int rows, int columns, int most) {
    int[] starts = new int[rows + 1];
    for (int row = 0; row < rows; row++) {
      int count = row == 0 && rows > 1 ? 0 : 1 + random.nextInt(most);
      starts[row + 1] = starts[row] + count;
    }
    int[] ids = random.ints(starts[rows], 0, columns).toArray();
    SparseMatrix matrix = new SparseMatrix(columns);
    matrix.write(rows, starts, ids, Fixture.normal(random, 1, ids.length));
    return matrix;
  }

  private static void product(Fixture fixture, int[] s) {
    Random random = new Random(s[1] + s[3]);
    SparseMatrix x = matrix(random, s[0], s[1], s[2]);
    Twin block = fixture.parameter(random, 1, x.touched(), s[3]);
    Twin bias = fixture.parameter(random, 1, s[3]);
    Twin y = fixture.output(s[0], s[3]);
    fixture.tested().sparse().productForward(x, block.tested(), bias.tested(), y.tested());
    fixture
        .reference()
        .sparse()
        .productForward(x, block.reference(), bias.reference(), y.reference());
    fixture.compareSums("y", y, Tolerance.sums(s[2] + 1));

    Twin dy = fixture.input(random, 1, s[0], s[3]);
    Twin dBlock = fixture.output(x.touched(), s[3]);
    Twin dBias = fixture.output(s[3]);
    fixture.tested().sparse().productBackward(x, dy.tested(), dBlock.tested(), dBias.tested());
    fixture
        .reference()
        .sparse()
        .productBackward(x, dy.reference(), dBlock.reference(), dBias.reference());
    fixture.compareSums("dBlock", dBlock, Tolerance.sums(s[0]));
    fixture.compareSums("dBias", dBias, Tolerance.sums(s[0]));
    fixture.checkUntouched(y, dBlock, dBias);
  }

  private static void interactions(Fixture fixture, int[] s) {
    Random random = new Random(s[1] * 3L + s[3]);
    SparseMatrix x = matrix(random, s[0], s[1], s[2]);
    Twin block = fixture.parameter(random, 1, x.touched(), s[3]);
    Twin sums = fixture.output(s[0], s[3]);
    Twin y = fixture.input(random, 1, s[0], 1);
    fixture.tested().sparse().interactionForward(x, block.tested(), sums.tested(), y.tested());
    fixture
        .reference()
        .sparse()
        .interactionForward(x, block.reference(), sums.reference(), y.reference());
    fixture.compareSums("sums", sums, Tolerance.sums(s[2]));
    // Where squares cancel, the error is that of the squares: sums of entries · width products.
    fixture.compareSums("y, added to", y, sums, s[3] * Tolerance.sums(s[2]));

    Twin dy = fixture.input(random, 1, s[0], 1);
    Twin dBlock = fixture.output(x.touched(), s[3]);
    fixture
        .tested()
        .sparse()
        .interactionBackward(x, block.tested(), sums.tested(), dy.tested(), dBlock.tested());
    fixture
        .reference()
        .sparse()
        .interactionBackward(
            x, block.reference(), sums.reference(), dy.reference(), dBlock.reference());
    fixture.compareSums("dBlock", dBlock, sums, 4 * Tolerance.sums(s[0] + s[2]));
    fixture.checkUntouched(sums, y, dBlock);
  }

  private static void moves(Fixture fixture, int[] s) {
    Random random = new Random(s[1] * 5L + s[3]);
    SparseMatrix x = matrix(random, s[0], s[1], s[2]);
    Twin table = fixture.parameter(random, 1, s[1], s[3]);
    Twin block = fixture.output(x.touched(), s[3]);
    fixture.tested().sparse().gather(x, table.tested(), block.tested());
    fixture.reference().sparse().gather(x, table.reference(), block.reference());
    fixture.compare("block", block, 0);
    Twin other = fixture.input(random, 1, x.touched(), s[3]);
    fixture.tested().sparse().scatter(x, other.tested(), table.tested());
    fixture.reference().sparse().scatter(x, other.reference(), table.reference());
    fixture.compare("table", table, 0);
    fixture.checkUntouched(block, table);
  }
}
