package org.strideml.trainer.optim;

/**
 * The square-root scaling rule for adaptive optimizers (Malladi et al., 2022): of a batch κ times
 * as large, the learning rate is √κ times as high, averages forget κ times as fast, ε is √κ times
 * smaller, and the same number of examples takes κ times fewer steps. It holds while gradient noise
 * dominates and κ(1−β) stays well below 1.
 */
public final class SquareRootScaling {
  private SquareRootScaling() {}

  /** √κ with κ = workers·batchSize / baseBatchSize. */
  public static double factor(int workers, int batchSize, int baseBatchSize) {
    return Math.sqrt(LinearScaling.factor(workers, batchSize, baseBatchSize));
  }

  /** 1 − κ(1 − β). */
  static double decay(String name, double beta, double factor) {
    double scaled = 1 - factor * (1 - beta);
    if (!(scaled >= 0)) {
      throw new IllegalArgumentException(
          "the square-root rule needs κ·(1 − %s) below 1, got %s times 1 − %s; raise %s or the base batch"
              .formatted(name, factor, beta, name));
    }
    return scaled;
  }
}
