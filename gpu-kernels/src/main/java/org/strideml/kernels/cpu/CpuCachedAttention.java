package org.strideml.kernels.cpu;

import org.strideml.kernels.AttentionShape;
import org.strideml.kernels.Tensor;

/**
 * Attention of new positions over kept keys and values, one query of a head at a time: there is
 * most often one, too few for a product of matrices.
 */
final class CpuCachedAttention {
  private final Rows rows;
  private final Row query = new Row();
  private final Row key = new Row();
  private final Row value = new Row();
  private final Row score = new Row();
  private final Row out = new Row();

  CpuCachedAttention(Rows rows) {
    this.rows = rows;
  }

  /** {@code scores} is scratch of past + T. */
  void run(
      AttentionShape shape,
      int past,
      Tensor qkv,
      Tensor keys,
      Tensor values,
      Tensor outTensor,
      Tensor scores) {
    int capacity = keys.extent(1);
    int width = shape.width();
    query.of(qkv);
    key.of(keys);
    value.of(values);
    out.of(outTensor);
    score.of(scores);
    for (int row = 0; row < shape.rows(); row++) {
      int kept = row / shape.time() * capacity + past + row % shape.time();
      key.at(kept).copy(query.from((3 * row + 1) * width), width);
      value.at(kept).copy(query.from((3 * row + 2) * width), width);
    }
    for (int row = 0; row < shape.rows(); row++) {
      int first = row / shape.time() * capacity;
      int seen = past + row % shape.time() + 1;
      for (int head = 0; head < shape.heads(); head++) {
        int column = head * shape.headWidth();
        query.from(3 * row * width + column);
        softmax(shape, first * width + column, seen);
        mix(shape, first * width + column, seen, out.from(row * width + column));
      }
    }
  }

  /** {@code at} is the first key's element. */
  private void softmax(AttentionShape shape, int at, int seen) {
    float scale = (float) (1 / Math.sqrt(shape.headWidth()));
    for (int s = 0; s < seen; s++) {
      score.set(s, scale * rows.dot(query, key.from(at + s * shape.width()), shape.headWidth()));
    }
    float sum = rows.exponentials(score, rows.maximum(score, seen), score, seen);
    rows.scale(1 / sum, score, seen);
  }

  private void mix(AttentionShape shape, int at, int seen, Row target) {
    rows.fill(0, target, shape.headWidth());
    for (int s = 0; s < seen; s++) {
      value.from(at + s * shape.width());
      rows.decoder().addScaled(score.get(s), value, target, shape.headWidth());
    }
  }
}
