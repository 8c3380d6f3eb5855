package org.strideml.trainer.sync;

import java.io.Serializable;

/** How many local steps lie between two synchronizations. */
public interface SyncPeriod extends Serializable {
  /** Its name in a configuration. */
  String type();

  /** The H that tables name such a run by: that of most rounds, or that of the first ones. */
  long base();

  /**
   * Local steps of the round that begins at {@code at}; the trainer cuts what is longer than the
   * rest of the run.
   */
  long steps(SyncPoint at);
}
