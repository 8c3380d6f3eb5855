package org.strideml.jobs.events;

import org.apache.spark.SparkContext;
import org.strideml.trainer.listen.EvaluationRecord;
import org.strideml.trainer.listen.RoundRecord;
import org.strideml.trainer.listen.RunStart;
import org.strideml.trainer.listen.TrainingListener;

/** Puts a run's progress on Spark's listener bus. */
public final class SparkEvents implements TrainingListener {
  private final SparkContext spark;
  private final String run;
  private final String configHash;

  /**
   * @param run name of its folder
   */
  public SparkEvents(SparkContext spark, String run, String configHash) {
    this.spark = spark;
    this.run = run;
    this.configHash = configHash;
  }

  @Override
  public void onStart(RunStart start) {
    spark
        .listenerBus()
        .post(
            new RunStarted(
                run,
                configHash,
                start.round(),
                start.totalRounds(),
                start.totalSteps(),
                start.parameters(),
                start.rows(),
                start.workers()));
  }

  @Override
  public void onRound(RoundRecord round) {
    spark
        .listenerBus()
        .post(
            new RoundDone(
                run,
                round.round(),
                round.step(),
                round.samples(),
                round.epoch(),
                round.loss(),
                round.learningRate(),
                round.syncPeriod(),
                round.perWorker().size(),
                round.bytesDown(),
                round.bytesUp(),
                round.computeSeconds(),
                round.encodeSeconds(),
                round.waitSeconds(),
                round.roundSeconds()));
  }

  @Override
  public void onEvaluation(EvaluationRecord evaluation) {
    spark
        .listenerBus()
        .post(
            new EvaluationDone(
                run,
                evaluation.round(),
                evaluation.step(),
                evaluation.quality().loss(),
                evaluation.quality().figures(),
                evaluation.best(),
                evaluation.seconds()));
  }

  /** The run has ended with this status. */
  public void ended(String status) {
    spark.listenerBus().post(new RunEnded(run, status));
  }
}
