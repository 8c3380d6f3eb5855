package org.strideml.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.strideml.trainer.model.Gpt;
import org.strideml.trainer.model.Mlp;

/**
 * Multiply-adds that the matrix products of one training step need, forward and backward. What is
 * no matrix product (activations, normalization, softmax, embedding, optimizer) counts as nothing,
 * and neither does work an implementation could leave out.
 */
final class Multiplications {
  private Multiplications() {}

  /**
   * Per row and layer inputs·outputs for each of y = x·W, dW = xᵀ·dy and dx = dy·Wᵀ; the first
   * layer needs no dx.
   */
  static long of(Mlp model, int rows) {
    List<Integer> widths = new ArrayList<>();
    widths.add(model.inputs());
    model.hidden().forEach(hidden -> widths.add(hidden.size()));
    widths.add(model.head().outputs());
    long perRow = 0;
    for (int layer = 0; layer + 1 < widths.size(); layer++) {
      long product = (long) widths.get(layer) * widths.get(layer + 1);
      perRow += layer == 0 ? 2 * product : 3 * product;
    }
    return perRow * rows;
  }

  /**
   * Per position and block 3·12·width² (query, key, value 3; output 1; perceptron 4 + 4) and once
   * 3·vocabulary·width for the output layer. Per sequence and block 6·width for each pair of a
   * position and one it may look at, T(T+1)/2 of them: q·kᵀ and p·v forward, dp, dv, dq and dk
   * backward.
   */
  static long of(Gpt model, int sequences) {
    long width = model.width();
    long positions = (long) sequences * model.context();
    long pairs = (long) sequences * model.context() * (model.context() + 1) / 2;
    long block = positions * 3 * 12 * width * width + pairs * 6 * width;
    return model.layers() * block + positions * 3 * model.vocabulary() * width;
  }
}
