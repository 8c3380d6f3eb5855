package org.strideml.trainer.model;

import java.util.ArrayList;
import java.util.List;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Dense;
import org.strideml.kernels.Tensor;

/**
 * {@link Mlp} in a backend's memory. Three arenas: parameters, gradients, activations; the latter
 * hold the batch, every layer's output and, when training, what the backward pass needs.
 */
final class MlpNetwork implements Network {
  private final Mlp model;
  private final Backend backend;
  private final ParameterMemory memory;
  private final List<DenseLayer> layers = new ArrayList<>();
  private final Criterion criterion;
  private final Passes<Pass> passes;
  private Tensor logits;

  MlpNetwork(Mlp model, Backend backend, int rows, boolean training) {
    Passes.requireCapacity(rows);
    this.model = model;
    this.backend = backend;
    this.memory = new ParameterMemory(model, backend, training);
    for (int layer = 0; layer < model.depth(); layer++) {
      layers.add(
          memory.dense(Mlp.layerName(layer), Dense.Layout.OUT_IN, model.layerActivation(layer)));
    }
    criterion = new Criterion(model.head(), backend, rows, 1);
    Tensor pool =
        Workspace.reserve(backend, "activations", work -> new Pass(work, model, rows, training));
    passes = new Passes<>(rows, count -> new Pass(Workspace.over(pool), model, count, training));
  }

  /** Views for one number of rows. */
  private static final class Pass {
    final Tensor input;

    /** Per layer; the last is the logits. */
    final Tensor[] output;

    /** Per hidden layer, before the activation; null entries in a network for evaluation. */
    final Tensor[] pre;

    /** Per hidden layer, gradient of its output; null entries in a network for evaluation. */
    final Tensor[] dOutput;

    Pass(Workspace work, Mlp model, int rows, boolean training) {
      int depth = model.depth();
      input = work.cut(rows, model.inputs());
      output = new Tensor[depth];
      pre = new Tensor[depth];
      dOutput = new Tensor[depth];
      for (int layer = 0; layer < depth; layer++) {
        output[layer] = work.cut(rows, model.layerOutputs(layer));
        if (training && layer < depth - 1) {
          pre[layer] = work.cut(rows, model.layerOutputs(layer));
          dOutput[layer] = work.cut(rows, model.layerOutputs(layer));
        }
      }
    }

    Tensor inputOf(int layer) {
      return layer == 0 ? input : output[layer - 1];
    }

    Tensor logits() {
      return output[output.length - 1];
    }
  }

  @Override
  public Tensor parameters() {
    return memory.parameters();
  }

  @Override
  public Tensor gradients() {
    return memory.gradients();
  }

  @Override
  public void lossAndGradients(Batch batch, Tensor loss) {
    memory.gradients(); // refuses a network for evaluation
    Pass pass = forward(batch);
    criterion.stage(batch);
    logits = null;
    criterion.apply(pass.logits(), pass.logits(), loss);
    Tensor dOutput = pass.logits();
    for (int layer = layers.size() - 1; layer >= 0; layer--) {
      Tensor dInput = layer == 0 ? null : pass.dOutput[layer - 1];
      layers.get(layer).backward(backend, pass.inputOf(layer), pass.pre[layer], dOutput, dInput);
      dOutput = dInput;
    }
  }

  @Override
  public void loss(Batch batch, Tensor loss) {
    Pass pass = forward(batch);
    criterion.stage(batch);
    criterion.apply(pass.logits(), null, loss);
  }

  @Override
  public void scores(Batch batch) {
    forward(batch);
  }

  private Pass forward(Batch batch) {
    int rows = batch.rows();
    Pass pass = passes.forRows(rows);
    if (batch.features().length != (long) batch.capacity() * model.inputs()) {
      throw new IllegalArgumentException(
          String.format(
              "rows must have %d features, got %d for %d rows",
              model.inputs(), batch.features().length, batch.capacity()));
    }
    pass.input.write(batch.features(), 0);
    for (int layer = 0; layer < layers.size(); layer++) {
      layers
          .get(layer)
          .forward(backend, pass.inputOf(layer), null, pass.pre[layer], pass.output[layer]);
    }
    logits = pass.logits();
    return pass;
  }

  @Override
  public Tensor logits() {
    return Passes.requireScores(logits);
  }
}
