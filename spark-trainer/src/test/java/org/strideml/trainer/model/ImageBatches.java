package org.strideml.trainer.model;

import org.strideml.quantization.RandomKey;

/** Batches of random pixels and classes. */
public final class ImageBatches {
  private ImageBatches() {}

  /** A full batch. */
  public static Batch random(Model model, int classes, int rows, long seed) {
    RandomKey key = RandomKey.of(seed);
    Batch batch = model.newBatch(rows);
    for (int i = 0; i < batch.features().length; i++) {
      batch.features()[i] = (float) key.child(0).gaussian(i);
    }
    for (int i = 0; i < batch.targets().length; i++) {
      batch.targets()[i] = key.child(1).below(classes, i);
    }
    return batch;
  }
}
