package org.strideml.trainer.model;

import org.strideml.kernels.Activation;
import org.strideml.kernels.AttentionShape;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Dense;
import org.strideml.kernels.Tensor;

/**
 * One block of a {@link Gpt}, with x the residual stream:
 *
 * <pre>
 * x ← x + projection(attention(attend(norm1(x))))
 * x ← x + contract(gelu(expand(norm2(x))))
 * </pre>
 */
final class GptBlock {
  private final NormLayer norm1;
  private final DenseLayer attend;
  private final DenseLayer projection;
  private final NormLayer norm2;
  private final DenseLayer expand;
  private final DenseLayer contract;

  GptBlock(ParameterMemory memory, String name) {
    norm1 = memory.norm(name + "ln_1", Gpt.LAYER_NORM_EPSILON);
    attend = dense(memory, name + "attn.c_attn", Activation.IDENTITY);
    projection = dense(memory, name + "attn.c_proj", Activation.IDENTITY);
    norm2 = memory.norm(name + "ln_2", Gpt.LAYER_NORM_EPSILON);
    expand = dense(memory, name + "mlp.c_fc", Activation.GELU);
    contract = dense(memory, name + "mlp.c_proj", Activation.IDENTITY);
  }

  private static DenseLayer dense(ParameterMemory memory, String name, Activation activation) {
    return memory.dense(name, Dense.Layout.IN_OUT, activation);
  }

  /**
   * What a block reads and writes; n = sequences × positions rows. Without a backward pass all
   * blocks may share one object whose output is its input.
   */
  static final class Tensors {
    final Tensor input;
    final Tensor normed1;
    final Tensor statistics1;
    final Tensor qkv;
    final Tensor probabilities;
    final Tensor mixed;
    final Tensor middle;
    final Tensor normed2;
    final Tensor statistics2;
    final Tensor pre;
    final Tensor expanded;
    final Tensor output;

    Tensors(Workspace work, AttentionShape shape, Tensor input, boolean training) {
      int n = shape.rows();
      int width = shape.width();
      this.input = input;
      normed1 = work.cut(n, width);
      statistics1 = work.cut(n, 2);
      qkv = work.cut(n, 3 * width);
      probabilities = work.cut(shape.batch(), shape.heads(), shape.time(), shape.time());
      mixed = work.cut(n, width);
      middle = work.cut(n, width);
      normed2 = work.cut(n, width);
      statistics2 = work.cut(n, 2);
      pre = training ? work.cut(n, 4 * width) : null;
      expanded = work.cut(n, 4 * width);
      output = training ? work.cut(n, width) : input;
    }
  }

  /** Gradients on their way back, shared by all blocks. */
  static final class Gradients {
    /** Of the residual stream; every branch adds its own. */
    final Tensor stream;

    final Tensor width1;
    final Tensor width3;
    final Tensor width4;

    Gradients(Workspace work, AttentionShape shape) {
      int n = shape.rows();
      int width = shape.width();
      stream = work.cut(n, width);
      width1 = work.cut(n, width);
      width3 = work.cut(n, 3 * width);
      width4 = work.cut(n, 4 * width);
    }
  }

  /** Reads {@code t.input}, writes {@code t.output}. */
  void forward(Backend backend, AttentionShape shape, Tensors t) {
    norm1.forward(backend, t.input, t.normed1, t.statistics1);
    attend.forward(backend, t.normed1, null, null, t.qkv);
    backend.sequence().attentionForward(shape, t.qkv, t.probabilities, t.mixed);
    projection.forward(backend, t.mixed, t.input, null, t.middle);
    norm2.forward(backend, t.middle, t.normed2, t.statistics2);
    expand.forward(backend, t.normed2, null, t.pre, t.expanded);
    contract.forward(backend, t.expanded, t.middle, null, t.output);
  }

  /** {@code d.stream} comes in as the gradient of the output, leaves as that of the input. */
  void backward(Backend backend, AttentionShape shape, Tensors t, Gradients d) {
    contract.backward(backend, t.expanded, null, d.stream, d.width4);
    expand.backward(backend, t.normed2, t.pre, d.width4, d.width1);
    norm2.backward(backend, t.middle, t.statistics2, d.width1, d.stream);
    projection.backward(backend, t.mixed, null, d.stream, d.width1);
    backend.sequence().attentionBackward(shape, t.qkv, t.probabilities, d.width1, d.width3);
    attend.backward(backend, t.normed1, null, d.width3, d.width1);
    norm1.backward(backend, t.input, t.statistics1, d.width1, d.stream);
  }
}
