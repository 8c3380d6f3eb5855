package org.strideml.trainer.model;

import java.util.ArrayList;
import java.util.List;
import org.strideml.kernels.AttentionShape;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Indices;
import org.strideml.kernels.Tensor;
import org.strideml.trainer.model.DecoderBlock.Use;

/**
 * A {@link LanguageModel} in a backend's memory. Three arenas: parameters, gradients, activations.
 * When training, every block keeps what its backward pass needs; for evaluation all blocks share
 * one set of activations.
 */
final class DecoderNetwork implements Network {
  private final LanguageModel model;
  private final Backend backend;
  private final ParameterMemory memory;
  private final DecoderLayers layers;
  private final Indices tokens;
  private final Criterion criterion;
  private final Passes<Pass> passes;
  private Tensor logits;

  DecoderNetwork(LanguageModel model, Backend backend, int rows, boolean training) {
    Passes.requireCapacity(rows);
    this.model = model;
    this.backend = backend;
    this.memory = new ParameterMemory(model, backend, training);
    this.layers = DecoderLayers.of(model, backend, memory);
    int positions = Math.multiplyExact(rows, model.context());
    tokens = backend.newIndices(positions);
    criterion = new Criterion(model.head(), backend, rows, model.context());
    Tensor pool = Workspace.reserve(backend, "activations", work -> new Pass(work, rows, training));
    passes = new Passes<>(rows, count -> new Pass(Workspace.over(pool), count, training));
  }

  /** Views for one number of sequences. */
  private final class Pass {
    final AttentionShape shape;

    /** The first block's input, seen as sequences × positions × width. */
    final Tensor embedded;

    final List<DecoderBlock.Tensors> blocks = new ArrayList<>();
    final Tensor stream;
    final Tensor normed;
    final Tensor statistics;
    final Tensor logits;

    /** Null in a network for evaluation, as the next. */
    final DecoderBlock.Gradients gradients;

    final Tensor dEmbedded;

    Pass(Workspace work, int sequences, boolean training) {
      int width = model.width();
      shape = new AttentionShape(sequences, model.context(), model.heads(), width / model.heads());
      int n = shape.rows();
      Tensor input = work.cut(n, width);
      embedded = input.slice(0, sequences, model.context(), width);
      Use use = training ? Use.TRAINING : Use.EVALUATION;
      for (DecoderBlock block : layers.blocks()) {
        boolean shared = !training && !blocks.isEmpty();
        blocks.add(
            shared
                ? blocks.get(0)
                : new DecoderBlock.Tensors(work, shape, input, block, model.hidden(), use));
        input = blocks.get(blocks.size() - 1).output;
      }
      stream = input;
      normed = work.cut(n, width);
      statistics = work.cut(n, layers.finalNorm().figures());
      logits = work.cut(n, model.vocabulary());
      gradients =
          training ? new DecoderBlock.Gradients(work, shape, layers.blocks().get(0), model) : null;
      dEmbedded = training ? gradients.stream.slice(0, sequences, model.context(), width) : null;
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
    // The logits of a large vocabulary are the largest tensor: their gradient takes their place.
    criterion.apply(pass.logits, pass.logits, loss);
    backward(pass, Drops.of(model.dropout(), batch));
  }

  private void backward(Pass pass, Drops drops) {
    DecoderBlock.Gradients d = pass.gradients;
    layers.head().backward(backend, pass.normed, null, pass.logits, d.width1);
    backend.fill(d.stream, 0);
    layers.finalNorm().backward(backend, pass.stream, pass.statistics, d.width1, d.stream);
    for (int layer = layers.blocks().size() - 1; layer >= 0; layer--) {
      DecoderBlock.Tensors tensors = pass.blocks.get(layer);
      layers.blocks().get(layer).backward(backend, tensors, layers.angles(), d, drops, layer);
    }
    if (drops.any()) {
      drops.apply(backend, Drops.EMBEDDING, d.stream, d.stream);
    }
    // A tied head has overwritten the shared table's gradient; the embedding adds to it.
    if (!layers.tied()) {
      backend.fill(layers.dTokenTable(), 0);
    }
    backend
        .sequence()
        .embeddingBackward(tokens, pass.dEmbedded, layers.dTokenTable(), layers.dPositionTable());
  }

  @Override
  public void loss(Batch batch, Tensor loss) {
    Pass pass = forward(batch);
    criterion.stage(batch);
    criterion.apply(pass.logits, null, loss);
  }

  @Override
  public void scores(Batch batch) {
    forward(batch);
  }

  private Pass forward(Batch batch) {
    Pass pass = passes.forRows(batch.rows());
    if (batch.ids().length != (long) batch.capacity() * model.context()) {
      throw new IllegalArgumentException(
          String.format(
              "sequences must have %d tokens, got %d for %d sequences",
              model.context(), batch.ids().length, batch.capacity()));
    }
    Drops drops = Drops.of(model.dropout(), batch);
    tokens.write(batch.ids(), 0, pass.shape.rows());
    backend
        .sequence()
        .embeddingForward(tokens, layers.tokenTable(), layers.positionTable(), pass.embedded);
    if (drops.any()) {
      drops.apply(backend, Drops.EMBEDDING, pass.embedded, pass.embedded);
    }
    for (int layer = 0; layer < layers.blocks().size(); layer++) {
      DecoderBlock.Tensors tensors = pass.blocks.get(layer);
      layers.blocks().get(layer).forward(backend, tensors, layers.angles(), drops, layer);
    }
    layers.finalNorm().forward(backend, pass.stream, pass.normed, pass.statistics);
    layers.head().forward(backend, pass.normed, null, null, pass.logits);
    logits = pass.logits;
    return pass;
  }

  @Override
  public Tensor logits() {
    return Passes.requireScores(logits);
  }
}
