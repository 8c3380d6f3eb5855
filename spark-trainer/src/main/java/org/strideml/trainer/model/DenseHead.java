package org.strideml.trainer.model;

import java.util.ArrayList;
import java.util.List;
import org.strideml.kernels.Activation;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Dense;
import org.strideml.kernels.Tensor;

/** Dense layers at the end of an image model, ReLU between them. */
final class DenseHead {
  private final List<DenseLayer> layers = new ArrayList<>();
  private final List<Integer> outputs = new ArrayList<>();

  /**
   * @param names front to back, at least one
   */
  DenseHead(ParameterMemory memory, List<String> names) {
    for (int layer = 0; layer < names.size(); layer++) {
      boolean last = layer == names.size() - 1;
      Activation f = last ? Activation.IDENTITY : Activation.RELU;
      layers.add(memory.dense(names.get(layer), Dense.Layout.OUT_IN, f));
      outputs.add(memory.parameter(names.get(layer) + ".bias").size());
    }
  }

  /** A head at work on batches of one size. */
  final class Pass {
    private final Tensor[] input;
    private final Tensor[] pre;
    private final Tensor[] dInput;
    private final Tensor logits;

    /**
     * @param features rows of what the body gives
     * @param dFeatures its gradient; {@code null} for none
     */
    Pass(Workspace work, Tensor features, Tensor dFeatures, boolean training) {
      int depth = layers.size();
      int rows = features.rows();
      input = new Tensor[depth];
      pre = new Tensor[depth];
      dInput = new Tensor[depth];
      input[0] = features;
      dInput[0] = dFeatures;
      for (int layer = 1; layer < depth; layer++) {
        int units = outputs.get(layer - 1);
        input[layer] = work.cut(rows, units);
        pre[layer - 1] = training ? work.cut(rows, units) : null;
        dInput[layer] = training ? work.cut(rows, units) : null;
      }
      logits = work.cut(rows, outputs.get(depth - 1));
    }

    /** Scores after {@link #forward}; to hold their gradient before {@link #backward}. */
    Tensor logits() {
      return logits;
    }

    void forward(Backend backend) {
      for (int layer = 0; layer < layers.size(); layer++) {
        Tensor y = layer == layers.size() - 1 ? logits : input[layer + 1];
        layers.get(layer).forward(backend, input[layer], null, pre[layer], y);
      }
    }

    void backward(Backend backend) {
      for (int layer = layers.size() - 1; layer >= 0; layer--) {
        Tensor dy = layer == layers.size() - 1 ? logits : dInput[layer + 1];
        layers.get(layer).backward(backend, input[layer], pre[layer], dy, dInput[layer]);
      }
    }
  }
}
