package org.strideml.trainer.model;

import org.strideml.kernels.Backend;
import org.strideml.kernels.Dense;
import org.strideml.kernels.Dropout;
import org.strideml.kernels.Tensor;
import org.strideml.quantization.RandomKey;

/** One layer of an {@link Mlp}: y ← dropout(f(norm(x)·W + b)) [+ x]. */
final class MlpLayer {
  private final int number;
  private final DenseLayer dense;

  /** Null when the input is taken as it is. */
  private final NormLayer norm;

  private final boolean residual;
  private final float dropout;

  MlpLayer(Mlp model, ParameterMemory memory, int layer) {
    number = layer;
    dense = memory.dense(Mlp.layerName(layer), Dense.Layout.OUT_IN, model.layerActivation(layer));
    norm = model.isNormed(layer) ? memory.norm(Mlp.normName(layer), Mlp.NORM_EPSILON) : null;
    residual = model.isResidual(layer);
    dropout = model.dropoutAfter(layer);
  }

  /** What a layer reads and writes; what only a backward pass needs is null without one. */
  static final class Tensors {
    final Tensor input;
    final Tensor normed;
    final Tensor statistics;
    final Tensor pre;
    final Tensor output;

    /** Gradient of the input, null when nobody needs it. */
    final Tensor dInput;

    /** Gradient of what goes into the product, where that is not the input itself. */
    final Tensor dFactor;

    Tensors(Workspace work, Mlp model, int layer, Tensor input, boolean training) {
      int rows = input.rows();
      int inputs = model.layerInputs(layer);
      boolean normed = model.isNormed(layer);
      boolean hidden = layer < model.depth() - 1;
      this.input = input;
      this.normed = normed ? work.cut(rows, inputs) : null;
      this.statistics = normed ? work.cut(rows, 2) : null;
      this.pre = training && hidden ? work.cut(rows, model.layerOutputs(layer)) : null;
      this.output = work.cut(rows, model.layerOutputs(layer));
      boolean wanted = training && (layer > 0 || model.embeddings().columns() > 0);
      this.dInput = wanted ? work.cut(rows, inputs) : null;
      boolean apart = wanted && (normed || model.isResidual(layer));
      this.dFactor = apart ? work.cut(rows, inputs) : null;
    }

    /** What the weights are multiplied with. */
    Tensor factor() {
      return normed == null ? input : normed;
    }
  }

  /**
   * @param key bits for dropout; {@code null} for none
   */
  void forward(Backend backend, Tensors t, RandomKey key) {
    if (norm != null) {
      norm.forward(backend, t.input, t.normed, t.statistics);
    }
    boolean drops = key != null && dropout > 0;
    boolean fused = residual && !drops;
    dense.forward(backend, t.factor(), fused ? t.input : null, t.pre, t.output);
    if (drops) {
      backend.dropout(dropped(key), t.output, t.output);
      if (residual) {
        backend.add(t.input, t.output);
      }
    }
  }

  /** Writes the layer's gradients and {@code t.dInput}; destroys {@code dOutput}. */
  void backward(Backend backend, Tensors t, Tensor dOutput, RandomKey key) {
    if (residual && t.dInput != null) {
      backend.copy(dOutput, t.dInput);
    }
    if (key != null && dropout > 0) {
      backend.dropout(dropped(key), dOutput, dOutput);
    }
    dense.backward(backend, t.factor(), t.pre, dOutput, t.dFactor == null ? t.dInput : t.dFactor);
    if (t.dFactor == null) {
      return;
    }
    if (norm == null) {
      backend.add(t.dFactor, t.dInput);
      return;
    }
    if (!residual) {
      backend.fill(t.dInput, 0);
    }
    norm.backward(backend, t.input, t.statistics, t.dFactor, t.dInput);
  }

  private Dropout dropped(RandomKey key) {
    RandomKey own = key.child(number);
    return new Dropout(dropout, own.word0(), own.word1());
  }
}
