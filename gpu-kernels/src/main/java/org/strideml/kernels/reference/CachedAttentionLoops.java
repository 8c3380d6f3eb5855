package org.strideml.kernels.reference;

import org.strideml.kernels.AttentionShape;
import org.strideml.kernels.Tensor;

/** Attention of new positions over kept keys and values; sums as in {@link AttentionLoops}. */
final class CachedAttentionLoops {
  private final AttentionShape shape;
  private final int capacity;
  private final View keys;
  private final View values;

  CachedAttentionLoops(AttentionShape shape, Tensor keys, Tensor values) {
    this.shape = shape;
    this.capacity = keys.extent(1);
    this.keys = View.of(keys);
    this.values = View.of(values);
  }

  void run(int past, Tensor qkvTensor, Tensor outTensor) {
    View qkv = View.of(qkvTensor);
    View out = View.of(outTensor);
    for (int row = 0; row < shape.rows(); row++) {
      int kept = row / shape.time() * capacity + past + row % shape.time();
      for (int c = 0; c < shape.width(); c++) {
        keys.set(kept, c, qkv.at(row, shape.width() + c));
        values.set(kept, c, qkv.at(row, 2 * shape.width() + c));
      }
    }
    for (int row = 0; row < shape.rows(); row++) {
      int first = row / shape.time() * capacity;
      int seen = past + row % shape.time() + 1;
      for (int head = 0; head < shape.heads(); head++) {
        double[] probabilities = softmax(qkv, row, head * shape.headWidth(), first, seen);
        for (int c = 0; c < shape.headWidth(); c++) {
          int column = head * shape.headWidth() + c;
          double sum = 0;
          for (int s = 0; s < seen; s++) {
            sum += probabilities[s] * values.at(first + s, column);
          }
          out.set(row, column, sum);
        }
      }
    }
  }

  private double[] softmax(View qkv, int row, int column, int first, int seen) {
    double[] scores = new double[seen];
    double maximum = Double.NEGATIVE_INFINITY;
    for (int s = 0; s < seen; s++) {
      for (int c = 0; c < shape.headWidth(); c++) {
        scores[s] += qkv.at(row, column + c) * keys.at(first + s, column + c);
      }
      scores[s] *= 1 / Math.sqrt(shape.headWidth());
      maximum = Math.max(maximum, scores[s]);
    }
    double sum = 0;
    for (int s = 0; s < seen; s++) {
      scores[s] = Math.exp(scores[s] - maximum);
      sum += scores[s];
    }
    for (int s = 0; s < seen; s++) {
      scores[s] /= sum;
    }
    return scores;
  }
}
