package org.strideml.jobs.run;

import org.strideml.trainer.listen.TrainingListener;

/** Follows one run from outside: hears of it while it trains, and how it ended. */
public interface RunWatcher extends TrainingListener {
  /**
   * The run has ended, well or not, and its {@code summary.json} is written. Called once, also when
   * the run failed before {@link #onStart}.
   */
  default void onEnd(Summary summary) {}
}
