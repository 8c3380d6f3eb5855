package org.strideml.trainer.model;

import java.util.ArrayList;
import java.util.List;
import org.strideml.kernels.Activation;
import org.strideml.kernels.AttentionShape;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Dense;
import org.strideml.kernels.Indices;
import org.strideml.kernels.Tensor;

/**
 * {@link Gpt} in a backend's memory. Three arenas: parameters, gradients, activations. When
 * training, every block keeps what its backward pass needs; for evaluation all blocks share one set
 * of activations.
 */
final class GptNetwork implements Network {
  private final Gpt model;
  private final Backend backend;
  private final ParameterMemory memory;
  private final List<GptBlock> blocks = new ArrayList<>();
  private final NormLayer finalNorm;
  private final DenseLayer head;
  private final Tensor tokenTable;
  private final Tensor positionTable;
  private final Tensor dTokenTable;
  private final Tensor dPositionTable;
  private final Indices tokens;
  private final Criterion criterion;
  private final Passes<Pass> passes;
  private Tensor logits;

  GptNetwork(Gpt model, Backend backend, int rows, boolean training) {
    Passes.requireCapacity(rows);
    this.model = model;
    this.backend = backend;
    this.memory = new ParameterMemory(model, backend, training);
    for (int layer = 0; layer < model.layers(); layer++) {
      blocks.add(new GptBlock(memory, Gpt.blockName(layer)));
    }
    finalNorm = memory.norm(Gpt.FINAL_NORM, Gpt.LAYER_NORM_EPSILON);
    tokenTable = memory.parameter(Gpt.TOKENS);
    positionTable = memory.parameter(Gpt.POSITIONS);
    dTokenTable = memory.gradient(Gpt.TOKENS);
    dPositionTable = memory.gradient(Gpt.POSITIONS);
    // The output layer reads the token table as out × in, with the vocabulary as outputs.
    head =
        new DenseLayer(
            new Dense(tokenTable, null, Dense.Layout.OUT_IN, Activation.IDENTITY),
            dTokenTable,
            null);
    int positions = Math.multiplyExact(rows, model.context());
    tokens = backend.newIndices(positions);
    criterion = new Criterion(model.head(), backend, rows, model.context());
    Tensor pool =
        Workspace.reserve(backend, "activations", work -> new Pass(work, model, rows, training));
    passes = new Passes<>(rows, count -> new Pass(Workspace.over(pool), model, count, training));
  }

  /** Views for one number of sequences. */
  private static final class Pass {
    final AttentionShape shape;

    /** The first block's input, seen as sequences × positions × width. */
    final Tensor embedded;

    final List<GptBlock.Tensors> blocks = new ArrayList<>();
    final Tensor stream;
    final Tensor normed;
    final Tensor statistics;
    final Tensor logits;

    /** Null in a network for evaluation, as the next. */
    final GptBlock.Gradients gradients;

    final Tensor dEmbedded;

    Pass(Workspace work, Gpt model, int sequences, boolean training) {
      int width = model.width();
      shape = new AttentionShape(sequences, model.context(), model.heads(), width / model.heads());
      int n = shape.rows();
      Tensor input = work.cut(n, width);
      embedded = input.slice(0, sequences, model.context(), width);
      for (int layer = 0; layer < model.layers(); layer++) {
        boolean shared = !training && layer > 0;
        GptBlock.Tensors tensors =
            shared ? blocks.get(0) : new GptBlock.Tensors(work, shape, input, training);
        blocks.add(tensors);
        input = tensors.output;
      }
      stream = input;
      normed = work.cut(n, width);
      statistics = work.cut(n, 2);
      logits = work.cut(n, model.vocabulary());
      gradients = training ? new GptBlock.Gradients(work, shape) : null;
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
    backward(pass);
  }

  private void backward(Pass pass) {
    GptBlock.Gradients d = pass.gradients;
    head.backward(backend, pass.normed, null, pass.logits, d.width1);
    backend.fill(d.stream, 0);
    finalNorm.backward(backend, pass.stream, pass.statistics, d.width1, d.stream);
    for (int layer = blocks.size() - 1; layer >= 0; layer--) {
      blocks.get(layer).backward(backend, pass.shape, pass.blocks.get(layer), d);
    }
    // The head has overwritten the shared table's gradient; this adds to it.
    backend.sequence().embeddingBackward(tokens, pass.dEmbedded, dTokenTable, dPositionTable);
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
    tokens.write(batch.ids(), 0, pass.shape.rows());
    backend.sequence().embeddingForward(tokens, tokenTable, positionTable, pass.embedded);
    for (int layer = 0; layer < blocks.size(); layer++) {
      blocks.get(layer).forward(backend, pass.shape, pass.blocks.get(layer));
    }
    finalNorm.forward(backend, pass.stream, pass.normed, pass.statistics);
    head.forward(backend, pass.normed, null, null, pass.logits);
    logits = pass.logits;
    return pass;
  }

  @Override
  public Tensor logits() {
    return Passes.requireScores(logits);
  }
}
