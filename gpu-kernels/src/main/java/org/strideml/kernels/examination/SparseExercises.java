package org.strideml.kernels.examination;

import java.util.List;
import org.strideml.kernels.Operation;
import org.strideml.kernels.SparseMatrix;
import org.strideml.kernels.Tensor;

/** Sparse rows. */
final class SparseExercises {
  private static final int ROWS = 40;
  private static final int COLUMNS = 500;
  private static final int EACH = 15;
  private static final int WIDTH = 8;

  private SparseExercises() {}

  static List<Exercise> all() {
    return List.of(
        new Exercise(Operation.SPARSE, "gather", SparseExercises::gather),
        new Exercise(Operation.SPARSE, "scatter", SparseExercises::scatter),
        new Exercise(Operation.SPARSE, "productForward", SparseExercises::product),
        new Exercise(Operation.SPARSE, "productBackward", SparseExercises::productBackward),
        new Exercise(Operation.SPARSE, "interactionForward", SparseExercises::interaction),
        new Exercise(
            Operation.SPARSE, "interactionBackward", SparseExercises::interactionBackward));
  }

  private static SparseMatrix rows(Workbench bench) {
    return bench.sparse(ROWS, COLUMNS, EACH);
  }

  private static Runnable gather(Workbench bench) {
    SparseMatrix x = rows(bench);
    Tensor table = bench.normal(COLUMNS, WIDTH);
    Tensor block = bench.result(0, x.touched(), WIDTH);
    return () -> bench.backend().sparse().gather(x, table, block);
  }

  private static Runnable scatter(Workbench bench) {
    SparseMatrix x = rows(bench);
    Tensor block = bench.normal(x.touched(), WIDTH);
    Tensor table = bench.changed(0, COLUMNS, WIDTH);
    return () -> bench.backend().sparse().scatter(x, block, table);
  }

  private static Runnable product(Workbench bench) {
    SparseMatrix x = rows(bench);
    Tensor block = bench.normal(x.touched(), WIDTH);
    Tensor bias = bench.normal(WIDTH);
    Tensor y = bench.result(Bounds.sums(EACH), ROWS, WIDTH);
    return () -> bench.backend().sparse().productForward(x, block, bias, y);
  }

  private static Runnable productBackward(Workbench bench) {
    SparseMatrix x = rows(bench);
    Tensor dy = bench.normal(ROWS, WIDTH);
    Tensor dBlock = bench.result(Bounds.sums(ROWS), x.touched(), WIDTH);
    Tensor dBias = bench.result(Bounds.sums(ROWS), WIDTH);
    return () -> bench.backend().sparse().productBackward(x, dy, dBlock, dBias);
  }

  private static Runnable interaction(Workbench bench) {
    SparseMatrix x = rows(bench);
    Tensor block = bench.normal(x.touched(), WIDTH);
    Tensor sums = bench.result(Bounds.sums(EACH), ROWS, WIDTH);
    // Where squares cancel, the error is that of the squares.
    Tensor y = bench.changed(WIDTH * Bounds.sums(EACH), ROWS, 1);
    return () -> bench.backend().sparse().interactionForward(x, block, sums, y);
  }

  private static Runnable interactionBackward(Workbench bench) {
    SparseMatrix x = rows(bench);
    Tensor block = bench.normal(x.touched(), WIDTH);
    Tensor sums = bench.normal(ROWS, WIDTH);
    Tensor dy = bench.normal(ROWS, 1);
    Tensor dBlock = bench.result(4 * Bounds.sums(ROWS + EACH), x.touched(), WIDTH);
    return () -> bench.backend().sparse().interactionBackward(x, block, sums, dy, dBlock);
  }
}
