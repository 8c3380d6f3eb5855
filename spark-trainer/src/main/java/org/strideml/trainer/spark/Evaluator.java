package org.strideml.trainer.spark;

import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.strideml.trainer.TrainerConfig.BackendChoice;
import org.strideml.trainer.data.RecordFormat;
import org.strideml.trainer.data.RowSet;
import org.strideml.trainer.data.Shard;
import org.strideml.trainer.metric.Quality;
import org.strideml.trainer.metric.Tally;
import org.strideml.trainer.model.Model;
import org.strideml.trainer.round.Scorer;
import org.strideml.trainer.round.Scorer.Score;

/**
 * Holds a model against held-out rows on the cluster. Rows are cut into a number of parts that the
 * caller fixes, and sums are folded in part order, so the figures do not depend on the cluster.
 */
public final class Evaluator implements AutoCloseable {
  /** Loss, weight and predictions, before the sums of the tally. */
  private static final int FIXED = 3;

  private final JavaSparkContext spark;
  private final ShardStore shards;
  private final JavaRDD<Shard> parts;
  private final Plan plan;

  /** What every task of an evaluation knows. */
  private record Plan(
      String runId,
      Model model,
      RecordFormat format,
      double[] units,
      BackendChoice backend,
      int batchSize)
      implements Serializable {}

  /** Loads the rows for itself. */
  public Evaluator(
      JavaSparkContext spark,
      RowSet source,
      String runId,
      Model model,
      BackendChoice backend,
      int partitions,
      int batchSize) {
    this(spark, ShardStore.fresh(spark), source, runId, model, backend, partitions, batchSize);
  }

  /**
   * @param shards where the rows come from
   * @param runId keys executor caches
   * @param partitions parts the rows are cut into
   * @param batchSize rows per forward pass
   */
  public Evaluator(
      JavaSparkContext spark,
      ShardStore shards,
      RowSet source,
      String runId,
      Model model,
      BackendChoice backend,
      int partitions,
      int batchSize) {
    this.spark = spark;
    this.shards = shards;
    this.parts = shards.evaluation(source, partitions);
    this.plan =
        new Plan(
            runId,
            model,
            source.format(),
            source.preprocessing().targetUnits(),
            backend,
            batchSize);
  }

  /** Holds these weights against all rows. */
  public Quality evaluate(float[] parameters) {
    Broadcast<float[]> broadcast = spark.broadcast(parameters);
    try {
      Plan plan = this.plan;
      double loss = 0;
      double weight = 0;
      long predictions = 0;
      Tally tally = Tally.of(plan.model(), plan.units());
      for (double[] part : parts.map(shard -> score(plan, shard, broadcast.value())).collect()) {
        loss += part[0];
        weight += part[1];
        predictions += (long) part[2];
        tally.add(Arrays.copyOfRange(part, FIXED, part.length));
      }
      return quality(loss / weight, tally, predictions);
    } finally {
      broadcast.destroy();
    }
  }

  private Quality quality(double loss, Tally tally, long predictions) {
    Map<String, Double> figures = new LinkedHashMap<>(tally.figures());
    if (plan.model().batchShape().tokens() > 0) {
      figures.put("perplexity", Math.exp(loss));
    }
    return new Quality(loss, figures, tally.confusion(), predictions);
  }

  /** The numbers of a {@link Score} in one array, as they travel. */
  private static double[] score(Plan plan, Shard shard, float[] parameters) {
    Score score =
        ExecutorRun.of(plan.runId())
            .scorers()
            .use(
                plan.backend(),
                backend -> new Scorer(plan.model(), backend, plan.batchSize(), plan.units()),
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
    double[] result = new double[FIXED + score.sums().length];
    result[0] = score.loss();
    result[1] = score.weight();
    result[2] = score.predictions();
    System.arraycopy(score.sums(), 0, result, FIXED, score.sums().length);
    return result;
  }

  @Override
  public void close() {
    ExecutorRun.release(plan.runId());
    shards.giveBack(parts);
  }
}
