package org.strideml.trainer.model;

import org.strideml.kernels.Backend;
import org.strideml.kernels.Dropout;
import org.strideml.kernels.Tensor;
import org.strideml.quantization.RandomKey;

/**
 * The dropouts of one pass through a {@link LanguageModel}, each with bits of its own; forward and
 * backward pass of a batch drop the same elements, because both ask its key.
 */
record Drops(float rate, RandomKey key) {
  /** Of evaluation. */
  static final Drops NONE = new Drops(0, null);

  static final int EMBEDDING = 0;
  private static final long DROPOUT = 0x64726f70; // "drop"

  /** Those of a batch; none when it has no key. */
  static Drops of(float rate, Batch batch) {
    return rate == 0 || batch.key() == null ? NONE : new Drops(rate, batch.key().child(DROPOUT));
  }

  static int attention(int layer) {
    return 1 + 2 * layer;
  }

  static int perceptron(int layer) {
    return 2 + 2 * layer;
  }

  boolean any() {
    return key != null;
  }

  /** y ← x with what this place drops set to 0, the rest scaled up; or its gradient. */
  void apply(Backend backend, int place, Tensor x, Tensor y) {
    RandomKey bits = key.child(place);
    backend.dropout(new Dropout(rate, bits.word0(), bits.word1()), x, y);
  }
}
