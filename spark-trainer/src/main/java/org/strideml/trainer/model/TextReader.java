package org.strideml.trainer.model;

import java.util.ArrayList;
import java.util.List;
import org.strideml.kernels.Arena;
import org.strideml.kernels.AttentionShape;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Indices;
import org.strideml.kernels.Tensor;
import org.strideml.trainer.model.DecoderBlock.KeptKeys;
import org.strideml.trainer.model.DecoderBlock.Tensors;
import org.strideml.trainer.model.DecoderBlock.Use;

/**
 * A {@link LanguageModel} that reads a text token by token and scores what may come next. Keys and
 * values of what was read stay, so that one more token costs one row of computation, not a whole
 * context. Scores are those of a {@link Network} up to rounding: products of other shapes sum in
 * another order. Not thread-safe.
 */
public final class TextReader {
  private final LanguageModel model;
  private final Backend backend;
  private final ParameterMemory memory;
  private final DecoderLayers layers;
  private final Indices tokens;
  private final List<Tensor> keys = new ArrayList<>();
  private final List<Tensor> values = new ArrayList<>();
  private final Passes<Pass> passes;
  private final Tensor logits;
  private int length;

  /** With zero weights, at the beginning of a text. */
  public TextReader(LanguageModel model, Backend backend) {
    this.model = model;
    this.backend = backend;
    memory = new ParameterMemory(model, backend, false);
    layers = DecoderLayers.of(model, backend, memory);
    tokens = backend.newIndices(model.context());
    int[] kept = {1, model.context(), model.width()};
    int capacity = Arena.capacityFor(Math.multiplyExact(model.context(), model.width()));
    Arena arena = backend.newArena("kept keys", Math.multiplyExact(capacity, 2 * model.layers()));
    for (int layer = 0; layer < model.layers(); layer++) {
      keys.add(arena.allocate(kept));
      values.add(arena.allocate(kept));
    }
    logits =
        backend
            .newArena("scores", Arena.capacityFor(model.vocabulary()))
            .allocate(1, model.vocabulary());
    int rows = model.context();
    Tensor pool = Workspace.reserve(backend, "activations", work -> new Pass(work, rows));
    passes = new Passes<>(rows, count -> new Pass(Workspace.over(pool), count));
  }

  /** Views for one number of new tokens. */
  private final class Pass {
    final Tensor embedded;
    final Tensors block;
    final Tensor last;
    final Tensor normed;
    final Tensor statistics;

    Pass(Workspace work, int count) {
      int width = model.width();
      AttentionShape shape = new AttentionShape(1, count, model.heads(), width / model.heads());
      Tensor input = work.cut(count, width);
      embedded = input.slice(0, 1, count, width);
      DecoderBlock first = layers.blocks().get(0);
      block = new Tensors(work, shape, input, first, model.hidden(), Use.READING);
      last = block.output.slice((count - 1) * width, 1, width);
      normed = work.cut(1, width);
      statistics = work.cut(1, layers.finalNorm().figures());
    }
  }

  /** All parameters as one flat tensor in the layout's order. */
  public Tensor parameters() {
    return memory.parameters();
  }

  /** Tokens read since the beginning, at most the model's context. */
  public int length() {
    return length;
  }

  /** Goes back to the beginning of a text. */
  public void restart() {
    length = 0;
  }

  /**
   * Reads {@code from} up to but not including {@code to}.
   *
   * @throws IllegalArgumentException when that is nothing, or more than the context has room for
   */
  public void read(int[] text, int from, int to) {
    int count = to - from;
    if (count < 1 || count > model.context() - length) {
      throw new IllegalArgumentException(
          "there is room for 1 to %d more tokens, got %d"
              .formatted(model.context() - length, count));
    }
    Pass pass = passes.forRows(count);
    tokens.write(text, from, count);
    Tensor positions = following(layers.positionTable());
    backend.sequence().embeddingForward(tokens, layers.tokenTable(), positions, pass.embedded);
    Tensor angles = following(layers.angles());
    for (int layer = 0; layer < model.layers(); layer++) {
      KeptKeys kept = new KeptKeys(length, keys.get(layer), values.get(layer));
      layers.blocks().get(layer).read(backend, pass.block, angles, kept);
    }
    layers.finalNorm().forward(backend, pass.last, pass.normed, pass.statistics);
    layers.head().forward(backend, pass.normed, null, null, logits);
    length += count;
  }

  /** A table's rows from the next position on; {@code null} when there is no table. */
  private Tensor following(Tensor table) {
    if (table == null) {
      return null;
    }
    int width = table.columns();
    return table.slice(length * width, table.rows() - length, width);
  }

  /** Scores of the token that follows, 1 × V; those of the last {@link #read}. */
  public Tensor scores() {
    return logits;
  }
}
