package org.strideml.trainer;

import java.util.Set;
import org.strideml.trainer.checkpoint.DriverState.Progress;

/**
 * How a run ended.
 *
 * @param status why it ended
 * @param parameters the model to keep: the best one when early stopping watched, else the last one;
 *     after divergence the last finite one
 * @param progress counters, from the run's first start on
 * @param bytesFp32 what the same exchange would have been in plain floats, both ways
 * @param noiseScale gradient noise scale in rows, see {@link
 *     org.strideml.trainer.round.NoiseScale}; NaN when it is not known
 * @param computedOn backends and devices that took part since the last start
 * @param explanation one sentence for a person
 */
public record TrainingResult(
    Status status,
    float[] parameters,
    Progress progress,
    long bytesFp32,
    double noiseScale,
    Set<ComputedOn> computedOn,
    String explanation) {

  /** Why a run ended. */
  public enum Status {
    /** All steps were made. */
    COMPLETED,
    /** Evaluation loss had stopped falling. */
    EARLY_STOPPED,
    /** Loss or parameters were not finite any more. */
    DIVERGED,
    /** It was asked to stop and can go on from its last checkpoint. */
    STOPPED,
    /** Somebody who watched has ended it for good, see {@link Trainer#prune}. */
    PRUNED
  }
}
