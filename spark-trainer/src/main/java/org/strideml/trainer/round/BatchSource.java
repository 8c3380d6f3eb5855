package org.strideml.trainer.round;

import org.strideml.trainer.model.Batch;

/** The batches of one worker, by local step; the same batch each time a step is asked for. */
@FunctionalInterface
public interface BatchSource {
  /** Overwrites {@code batch} with the rows of local step {@code step}, counted from 0. */
  void fill(Batch batch, long step);
}
