package org.strideml.trainer.model;

import java.util.EnumSet;
import java.util.Set;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Operation;

/** A decoder-only transformer: predicts each token of a text from those before it. */
public sealed interface LanguageModel extends Model permits Gpt, Llama {
  /** Blocks of attention and perceptron. */
  int layers();

  /** Attention heads per block. */
  int heads();

  /** Channels of the residual stream; a multiple of {@link #heads}. */
  int width();

  /** Channels within a perceptron. */
  int hidden();

  /** Most positions of a sequence. */
  int context();

  /** Number of tokens. */
  int vocabulary();

  /**
   * Share of elements zeroed in training, after the embedding and after both branches of every
   * block; attention probabilities are left alone.
   */
  float dropout();

  @Override
  default Head head() {
    return Head.multiclass(vocabulary());
  }

  @Override
  default BatchShape batchShape() {
    return BatchShape.ofTokens(context());
  }

  @Override
  default Set<Operation> operations() {
    return EnumSet.of(Operation.DENSE, Operation.LOSS, Operation.OPTIMIZER, Operation.SEQUENCE);
  }

  @Override
  default Network build(Backend backend, int rows, boolean training) {
    return new DecoderNetwork(this, backend, rows, training);
  }

  /** The same architecture for evaluation. */
  LanguageModel withoutDropout();

  /** The same architecture with another {@link #context}. */
  LanguageModel withContext(int positions);
}
