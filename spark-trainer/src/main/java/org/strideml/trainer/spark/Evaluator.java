package org.strideml.trainer.spark;

import java.io.Serializable;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.strideml.trainer.TrainerConfig.BackendChoice;
import org.strideml.trainer.data.RecordFormat;
import org.strideml.trainer.data.RowSet;
import org.strideml.trainer.data.Shard;
import org.strideml.trainer.model.Model;
import org.strideml.trainer.round.Scorer;
import org.strideml.trainer.round.Scorer.Score;

/**
 * Holds a model against held-out rows on the cluster. Rows are cut into a number of parts that the
 * caller fixes, and sums are folded in part order, so the figures do not depend on the cluster.
 */
public final class Evaluator implements AutoCloseable {
  private final JavaSparkContext spark;
  private final JavaRDD<Shard> parts;
  private final Plan plan;

  /** What every task of an evaluation knows. */
  private record Plan(
      String runId, Model model, RecordFormat format, BackendChoice backend, int batchSize)
      implements Serializable {}

  /**
   * @param runId keys executor caches
   * @param partitions parts the rows are cut into
   * @param batchSize rows per forward pass
   */
  public Evaluator(
      JavaSparkContext spark,
      RowSet source,
      String runId,
      Model model,
      BackendChoice backend,
      int partitions,
      int batchSize) {
    this.spark = spark;
    this.parts = Shards.loadEvaluation(spark, source, partitions);
    this.plan = new Plan(runId, model, source.format(), backend, batchSize);
  }

  /** Mean loss, accuracy and number of predictions. */
  public record Result(double loss, double accuracy, long predictions) {}

  public Result evaluate(float[] parameters) {
    Broadcast<float[]> broadcast = spark.broadcast(parameters);
    try {
      Plan plan = this.plan;
      double lossSum = 0;
      long correct = 0;
      long predictions = 0;
      for (double[] part : parts.map(shard -> score(plan, shard, broadcast.value())).collect()) {
        lossSum += part[0];
        correct += (long) part[1];
        predictions += (long) part[2];
      }
      return new Result(lossSum / predictions, (double) correct / predictions, predictions);
    } finally {
      broadcast.destroy();
    }
  }

  private static double[] score(Plan plan, Shard shard, float[] parameters) {
    Score score =
        ExecutorRun.of(plan.runId())
            .scorers()
            .use(
                () ->
                    ExecutorRun.place(
                        plan.backend(),
                        backend -> new Scorer(plan.model(), backend, plan.batchSize())),
                placed -> {
                  placed.content().load(parameters);
                  return placed
                      .content()
                      .score(
                          shard.size(),
                          (batch, step) -> {
                            int first = Math.toIntExact(step * batch.capacity());
                            for (int slot = 0; slot < batch.rows(); slot++) {
                              shard.fill(batch, slot, first + slot, plan.format(), null);
                            }
                          });
                });
    return new double[] {score.lossSum(), score.correct(), score.predictions()};
  }

  @Override
  public void close() {
    ExecutorRun.release(plan.runId());
    parts.unpersist(false);
  }
}
