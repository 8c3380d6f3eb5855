package org.strideml.trainer.optim;

/**
 * The linear scaling rule: when the batch grows k-fold, so does the learning rate (Goyal et al.,
 * 2017). It speaks of SGD that averages at every step (period 1), where the workers' batches make
 * up one large batch.
 */
public final class LinearScaling {
  private LinearScaling() {}

  /**
   * k = workers·batchSize / baseBatchSize.
   *
   * @param batchSize rows per worker and step
   * @param baseBatchSize rows per step for which the base rate was found, such as 256
   */
  public static double factor(int workers, int batchSize, int baseBatchSize) {
    Settings.positive("workers", workers);
    Settings.positive("batchSize", batchSize);
    Settings.positive("baseBatchSize", baseBatchSize);
    return (double) workers * batchSize / baseBatchSize;
  }
}
