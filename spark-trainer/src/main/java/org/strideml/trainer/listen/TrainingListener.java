package org.strideml.trainer.listen;

import org.strideml.trainer.ComputedOn;

/**
 * Hears of a run's progress on the driver, in order, on one thread. A listener that throws ends the
 * run: what it writes is part of the run.
 */
public interface TrainingListener {
  /** Before the first round. {@code round} is 0, or the checkpoint's when a run is resumed. */
  default void onStart(RunStart start) {}

  /** A backend or device takes part from now on. */
  default void onDevice(ComputedOn on) {}

  default void onRound(RoundRecord round) {}

  default void onEvaluation(EvaluationRecord evaluation) {}

  /** A checkpoint is complete on disk. */
  default void onCheckpoint(long round, String path) {}

  /** Something a person should know: a fallback taken, a state restored. One sentence. */
  default void onNotice(String notice) {}
}
