package org.strideml.trainer.model;

import org.strideml.kernels.AttentionShape;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Tensor;

/**
 * One block of a {@link LanguageModel}, with x the residual stream:
 *
 * <pre>
 * x ← x + dropout(projection(attention(attend(norm1(x)))))
 * x ← x + dropout(contract(f(expand(norm2(x)))))
 * </pre>
 *
 * @param attend to queries, keys and values
 * @param expand holds f, or makes gates and ups when {@code gated}; f is then SwiGLU
 */
record DecoderBlock(
    Norm norm1,
    DenseLayer attend,
    DenseLayer projection,
    Norm norm2,
    DenseLayer expand,
    boolean gated,
    DenseLayer contract) {

  /**
   * What a block reads and writes; n = sequences × positions rows. Without a backward pass all
   * blocks may share one object whose output is its input.
   */
  static final class Tensors {
    final AttentionShape shape;
    final Tensor input;
    final Tensor normed1;
    final Tensor statistics1;
    final Tensor qkv;

    /** Null when keys are kept. */
    final Tensor probabilities;

    final Tensor mixed;
    final Tensor middle;
    final Tensor normed2;
    final Tensor statistics2;
    final Tensor pre;
    final Tensor expanded;
    final Tensor output;

    Tensors(
        Workspace work,
        AttentionShape shape,
        Tensor input,
        DecoderBlock block,
        int hidden,
        Use use) {
      int n = shape.rows();
      int width = shape.width();
      boolean training = use == Use.TRAINING;
      this.shape = shape;
      this.input = input;
      normed1 = work.cut(n, width);
      statistics1 = work.cut(n, block.norm1.figures());
      qkv = work.cut(n, 3 * width);
      probabilities =
          use == Use.READING
              ? null
              : work.cut(shape.batch(), shape.heads(), shape.time(), shape.time());
      mixed = work.cut(n, width);
      middle = work.cut(n, width);
      normed2 = work.cut(n, width);
      statistics2 = work.cut(n, block.norm2.figures());
      pre = block.gated ? work.cut(n, 2 * hidden) : training ? work.cut(n, hidden) : null;
      expanded = work.cut(n, hidden);
      output = training ? work.cut(n, width) : input;
    }
  }

  /** What a pass is for. */
  enum Use {
    TRAINING,
    EVALUATION,
    READING
  }

  /** Gradients on their way back, shared by all blocks. */
  static final class Gradients {
    /** Of the residual stream; every branch adds its own. */
    final Tensor stream;

    /** Of what a branch put out, where dropout makes it differ from the stream's. */
    final Tensor branch;

    final Tensor width1;
    final Tensor width3;
    final Tensor expanded;
    final Tensor gates;

    Gradients(Workspace work, AttentionShape shape, DecoderBlock block, LanguageModel model) {
      int n = shape.rows();
      int width = shape.width();
      stream = work.cut(n, width);
      branch = model.dropout() > 0 ? work.cut(n, width) : stream;
      width1 = work.cut(n, width);
      width3 = work.cut(n, 3 * width);
      expanded = work.cut(n, model.hidden());
      gates = block.gated ? work.cut(n, 2 * model.hidden()) : null;
    }
  }

  /** Reads {@code t.input}, writes {@code t.output}. */
  void forward(Backend backend, Tensors t, Tensor angles, Drops drops, int layer) {
    norm1.forward(backend, t.input, t.normed1, t.statistics1);
    attend.forward(backend, t.normed1, null, null, t.qkv);
    if (angles != null) {
      backend.sequence().rotaryForward(t.shape, angles, t.qkv);
    }
    backend.sequence().attentionForward(t.shape, t.qkv, t.probabilities, t.mixed);
    finish(backend, t, drops, layer);
  }

  /** The same for positions that follow those in {@code kept}. */
  void read(Backend backend, Tensors t, Tensor angles, KeptKeys kept) {
    norm1.forward(backend, t.input, t.normed1, t.statistics1);
    attend.forward(backend, t.normed1, null, null, t.qkv);
    if (angles != null) {
      backend.sequence().rotaryForward(t.shape, angles, t.qkv);
    }
    backend
        .sequence()
        .cachedAttention(t.shape, kept.past(), t.qkv, kept.keys(), kept.values(), t.mixed);
    finish(backend, t, Drops.NONE, 0);
  }

  /** Keys and values of a block's earlier positions, 1 × capacity × D each. */
  record KeptKeys(int past, Tensor keys, Tensor values) {}

  private void finish(Backend backend, Tensors t, Drops drops, int layer) {
    branch(backend, projection, t.mixed, t.input, t.middle, drops, Drops.attention(layer));
    norm2.forward(backend, t.middle, t.normed2, t.statistics2);
    if (gated) {
      expand.forward(backend, t.normed2, null, null, t.pre);
      backend.sequence().swigluForward(t.pre, t.expanded);
    } else {
      expand.forward(backend, t.normed2, null, t.pre, t.expanded);
    }
    branch(backend, contract, t.expanded, t.middle, t.output, drops, Drops.perceptron(layer));
  }

  /** y ← stream + dropout(layer(x)). */
  private static void branch(
      Backend backend,
      DenseLayer layer,
      Tensor x,
      Tensor stream,
      Tensor y,
      Drops drops,
      int place) {
    if (drops.any()) {
      layer.forward(backend, x, null, null, y);
      drops.apply(backend, place, y, y);
      backend.add(stream, y);
    } else {
      layer.forward(backend, x, stream, null, y);
    }
  }

  /** {@code d.stream} comes in as the gradient of the output, leaves as that of the input. */
  void backward(Backend backend, Tensors t, Tensor angles, Gradients d, Drops drops, int layer) {
    Tensor dContracted = branchGradient(backend, d, drops, Drops.perceptron(layer));
    contract.backward(backend, t.expanded, null, dContracted, d.expanded);
    if (gated) {
      backend.sequence().swigluBackward(t.pre, d.expanded, d.gates);
      expand.backward(backend, t.normed2, null, d.gates, d.width1);
    } else {
      expand.backward(backend, t.normed2, t.pre, d.expanded, d.width1);
    }
    norm2.backward(backend, t.middle, t.statistics2, d.width1, d.stream);
    Tensor dProjected = branchGradient(backend, d, drops, Drops.attention(layer));
    projection.backward(backend, t.mixed, null, dProjected, d.width1);
    backend.sequence().attentionBackward(t.shape, t.qkv, t.probabilities, d.width1, d.width3);
    if (angles != null) {
      backend.sequence().rotaryBackward(t.shape, angles, d.width3);
    }
    attend.backward(backend, t.normed1, null, d.width3, d.width1);
    norm1.backward(backend, t.input, t.statistics1, d.width1, d.stream);
  }

  private static Tensor branchGradient(Backend backend, Gradients d, Drops drops, int place) {
    if (!drops.any()) {
      return d.stream;
    }
    drops.apply(backend, place, d.stream, d.branch);
    return d.branch;
  }
}
