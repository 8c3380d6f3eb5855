package org.strideml.trainer;

import org.strideml.trainer.checkpoint.DriverState.Progress;
import org.strideml.trainer.listen.EvaluationRecord;
import org.strideml.trainer.metric.Quality;

/** Holds the model against held-out rows, keeps the best one, knows when patience is at its end. */
final class Validation {
  private final RunContext run;
  private float[] best;

  Validation(RunContext run) {
    this.run = run;
    this.best = run.start().best();
  }

  /** Evaluates and tells; the progress afterwards. */
  Progress evaluate(float[] parameters, Progress before) {
    long begin = System.nanoTime();
    Quality result = run.evaluator().evaluate(parameters);
    boolean isBest = result.loss() < before.bestLoss();
    if (isBest) {
      best = parameters.clone();
    }
    Progress progress = before.evaluated(result.loss(), isBest);
    run.listeners()
        .onEvaluation(
            new EvaluationRecord(
                progress.round(),
                progress.step(),
                result,
                isBest,
                (System.nanoTime() - begin) * 1e-9));
    return progress;
  }

  /** Whether the run should end. */
  boolean enough(Progress progress) {
    return watches() && progress.sinceBest() >= patience();
  }

  /** The best parameters, for a checkpoint; empty when nobody asks for them. */
  float[] best() {
    return watches() ? best : new float[0];
  }

  /** The model to keep, of a run that ends with {@code last}. */
  float[] kept(float[] last) {
    return watches() && best.length > 0 ? best : last;
  }

  /** Why the run ends before its last step. */
  String explanation() {
    return "evaluation loss has not fallen for " + patience() + " evaluations";
  }

  private boolean watches() {
    return patience() > 0;
  }

  private int patience() {
    return run.config().evaluation().patience();
  }
}
