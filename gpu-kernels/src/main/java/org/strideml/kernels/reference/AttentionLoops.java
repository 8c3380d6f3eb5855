package org.strideml.kernels.reference;

import org.strideml.kernels.AttentionShape;
import org.strideml.kernels.Tensor;

/**
 * Causal self-attention, one sequence and head at a time. Within a row of qkv, head h has its
 * queries at column h·headWidth, its keys D further on and its values another D further on.
 */
final class AttentionLoops {
  private final AttentionShape shape;
  private final View qkv;
  private final View probabilities;
  private final double scale;

  AttentionLoops(AttentionShape shape, Tensor qkv, Tensor probabilities) {
    this.shape = shape;
    this.qkv = View.of(qkv);
    this.probabilities = View.of(probabilities);
    this.scale = 1 / Math.sqrt(shape.headWidth());
  }

  void forward(Tensor outTensor) {
    View out = View.of(outTensor);
    for (int b = 0; b < shape.batch(); b++) {
      for (int head = 0; head < shape.heads(); head++) {
        for (int t = 0; t < shape.time(); t++) {
          softmax(b, head, t);
          for (int c = 0; c < shape.headWidth(); c++) {
            double sum = 0;
            for (int s = 0; s <= t; s++) {
              sum += probabilities.at(row(b, head, t), s) * value(b, head, s, c);
            }
            out.set(b * shape.time() + t, head * shape.headWidth() + c, sum);
          }
        }
      }
    }
  }

  private void softmax(int b, int head, int t) {
    double[] scores = new double[t + 1];
    double maximum = Double.NEGATIVE_INFINITY;
    for (int s = 0; s <= t; s++) {
      for (int c = 0; c < shape.headWidth(); c++) {
        scores[s] += query(b, head, t, c) * key(b, head, s, c);
      }
      scores[s] *= scale;
      maximum = Math.max(maximum, scores[s]);
    }
    double sum = 0;
    for (int s = 0; s <= t; s++) {
      scores[s] = Math.exp(scores[s] - maximum);
      sum += scores[s];
    }
    for (int s = 0; s < shape.time(); s++) {
      probabilities.set(row(b, head, t), s, s <= t ? scores[s] / sum : 0);
    }
  }

  /** dP = dOut·vᵀ, dS = P ⊙ (dP − Σ dP ⊙ P), dq = scale·dS·k, dk = scale·dSᵀ·q, dv = Pᵀ·dOut. */
  void backward(Tensor dOutTensor, Tensor dQkvTensor) {
    View dOut = View.of(dOutTensor);
    View dQkv = View.of(dQkvTensor);
    double[][] dScores = new double[shape.time()][];
    for (int b = 0; b < shape.batch(); b++) {
      for (int head = 0; head < shape.heads(); head++) {
        for (int t = 0; t < shape.time(); t++) {
          dScores[t] = dScores(b, head, t, dOut);
        }
        for (int t = 0; t < shape.time(); t++) {
          for (int c = 0; c < shape.headWidth(); c++) {
            write(b, head, t, c, dScores, dOut, dQkv);
          }
        }
      }
    }
  }

  private double[] dScores(int b, int head, int t, View dOut) {
    double[] result = new double[t + 1];
    double sum = 0;
    for (int s = 0; s <= t; s++) {
      for (int c = 0; c < shape.headWidth(); c++) {
        result[s] += outAt(dOut, b, head, t, c) * value(b, head, s, c);
      }
      sum += result[s] * probabilities.at(row(b, head, t), s);
    }
    for (int s = 0; s <= t; s++) {
      result[s] = probabilities.at(row(b, head, t), s) * (result[s] - sum);
    }
    return result;
  }

  private void write(
      int b, int head, int position, int c, double[][] dScores, View dOut, View dQkv) {
    double dQuery = 0;
    for (int s = 0; s <= position; s++) {
      dQuery += dScores[position][s] * key(b, head, s, c);
    }
    double dKey = 0;
    double dValue = 0;
    for (int t = position; t < shape.time(); t++) {
      dKey += dScores[t][position] * query(b, head, t, c);
      dValue += probabilities.at(row(b, head, t), position) * outAt(dOut, b, head, t, c);
    }
    int qkvRow = b * shape.time() + position;
    int column = head * shape.headWidth() + c;
    dQkv.set(qkvRow, column, scale * dQuery);
    dQkv.set(qkvRow, shape.width() + column, scale * dKey);
    dQkv.set(qkvRow, 2 * shape.width() + column, dValue);
  }

  private int row(int b, int head, int t) {
    return (b * shape.heads() + head) * shape.time() + t;
  }

  private double query(int b, int head, int t, int c) {
    return qkv.at(b * shape.time() + t, head * shape.headWidth() + c);
  }

  private double key(int b, int head, int t, int c) {
    return qkv.at(b * shape.time() + t, shape.width() + head * shape.headWidth() + c);
  }

  private double value(int b, int head, int t, int c) {
    return qkv.at(b * shape.time() + t, 2 * shape.width() + head * shape.headWidth() + c);
  }

  private double outAt(View dOut, int b, int head, int t, int c) {
    return dOut.at(b * shape.time() + t, head * shape.headWidth() + c);
  }
}
