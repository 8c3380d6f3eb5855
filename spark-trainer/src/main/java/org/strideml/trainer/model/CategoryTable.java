package org.strideml.trainer.model;

import org.strideml.kernels.Backend;
import org.strideml.kernels.Indices;
import org.strideml.kernels.Tensor;

/** The vectors of all categorical columns, one table below the other. */
final class CategoryTable {
  private final Backend backend;
  private final int[] categories;
  private final int[] firstRows;
  private final Tensor table;
  private final Tensor dTable;
  private final Indices rows;
  private final int[] rowOfCode;

  CategoryTable(Mlp.Embeddings embeddings, ParameterMemory memory, Backend backend, int rows) {
    this.backend = backend;
    this.categories = embeddings.categories().stream().mapToInt(Integer::intValue).toArray();
    this.firstRows = new int[categories.length];
    for (int column = 1; column < categories.length; column++) {
      firstRows[column] = firstRows[column - 1] + categories[column - 1];
    }
    this.table = memory.parameter(Mlp.EMBEDDINGS);
    this.dTable = memory.gradient(Mlp.EMBEDDINGS);
    this.rowOfCode = new int[Math.multiplyExact(rows, categories.length)];
    this.rows = backend.newIndices(rowOfCode.length);
  }

  /**
   * @param out rows × (columns · width)
   * @throws IllegalArgumentException when a code is none of its column's
   */
  void forward(Batch batch, Tensor out) {
    int count = batch.rows() * categories.length;
    for (int i = 0; i < count; i++) {
      int column = i % categories.length;
      int code = batch.ids()[i];
      if (code < 0 || code >= categories[column]) {
        throw new IllegalArgumentException(
            "codes of categorical column %d must be in [0, %d), got %d"
                .formatted(column, categories[column], code));
      }
      rowOfCode[i] = firstRows[column] + code;
    }
    rows.write(rowOfCode, 0, count);
    backend.sequence().embeddingForward(rows, table, null, byVector(out));
  }

  void backward(Tensor dOut) {
    backend.fill(dTable, 0);
    backend.sequence().embeddingBackward(rows, byVector(dOut), dTable, null);
  }

  /** The same elements as rows × columns × width. */
  private Tensor byVector(Tensor out) {
    return out.slice(0, out.rows(), categories.length, table.columns());
  }
}
