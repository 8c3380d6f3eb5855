package org.strideml.trainer.model;

import java.util.ArrayList;
import java.util.List;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Tensor;
import org.strideml.quantization.RandomKey;

/**
 * {@link Mlp} in a backend's memory. Three arenas: parameters, gradients, activations; the latter
 * hold the batch, every layer's output and, when training, what the backward pass needs.
 */
final class MlpNetwork implements Network {
  private final Mlp model;
  private final Backend backend;
  private final ParameterMemory memory;
  private final List<MlpLayer> layers = new ArrayList<>();

  /** Null without categorical columns. */
  private final CategoryTable categories;

  private final Criterion criterion;
  private final Passes<Pass> passes;
  private Tensor logits;

  MlpNetwork(Mlp model, Backend backend, int rows, boolean training) {
    Passes.requireCapacity(rows);
    this.model = model;
    this.backend = backend;
    this.memory = new ParameterMemory(model, backend, training);
    for (int layer = 0; layer < model.depth(); layer++) {
      layers.add(new MlpLayer(model, memory, layer));
    }
    categories =
        model.embeddings().columns() == 0
            ? null
            : new CategoryTable(model.embeddings(), memory, backend, rows);
    criterion = new Criterion(model.head(), backend, rows, 1);
    Tensor pool =
        Workspace.reserve(backend, "activations", work -> new Pass(work, model, rows, training));
    passes = new Passes<>(rows, count -> new Pass(Workspace.over(pool), model, count, training));
  }

  /** Views for one number of rows. */
  private static final class Pass {
    /** The batch's features; the first layer's input itself when there is nothing else. */
    final Tensor features;

    /** Vectors of the categorical columns, null without. */
    final Tensor embedded;

    final List<MlpLayer.Tensors> layers = new ArrayList<>();

    Pass(Workspace work, Mlp model, int rows, boolean training) {
      Tensor input = work.cut(rows, model.layerInputs(0));
      boolean embeds = model.embeddings().columns() > 0;
      features = embeds ? work.cut(rows, model.inputs()) : input;
      embedded = embeds ? work.cut(rows, model.embeddings().outputs()) : null;
      for (int layer = 0; layer < model.depth(); layer++) {
        layers.add(new MlpLayer.Tensors(work, model, layer, input, training));
        input = layers.get(layer).output;
      }
    }

    Tensor logits() {
      return layers.get(layers.size() - 1).output;
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
      MlpLayer.Tensors tensors = pass.layers.get(layer);
      layers.get(layer).backward(backend, tensors, dOutput, batch.key());
      dOutput = tensors.dInput;
    }
    if (categories != null) {
      backend.copyColumns(dOutput, model.inputs(), pass.embedded, 0, pass.embedded.columns());
      categories.backward(pass.embedded);
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
    batch.require(model.batchShape());
    Pass pass = passes.forRows(batch.rows());
    if (model.inputs() > 0) {
      pass.features.write(batch.features(), 0);
    }
    if (categories != null) {
      Tensor input = pass.layers.get(0).input;
      categories.forward(batch, pass.embedded);
      if (model.inputs() > 0) {
        backend.copyColumns(pass.features, 0, input, 0, model.inputs());
      }
      backend.copyColumns(pass.embedded, 0, input, model.inputs(), pass.embedded.columns());
    }
    RandomKey key = batch.key();
    for (int layer = 0; layer < layers.size(); layer++) {
      layers.get(layer).forward(backend, pass.layers.get(layer), key);
    }
    logits = pass.logits();
    return pass;
  }

  @Override
  public Tensor logits() {
    return Passes.requireScores(logits);
  }
}
