package org.strideml.benchmarks;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.strideml.quantization.Message;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.data.RecordFormat;
import org.strideml.trainer.data.Shard;
import org.strideml.trainer.round.Exchange;
import org.strideml.trainer.round.GlobalModel;
import org.strideml.trainer.round.RoundSpan;
import org.strideml.trainer.spark.SparkRounds;

/** Rounds as the trainer makes them, one at a time. */
final class SparkTraining implements AutoCloseable {
  private final TrainerConfig config;
  private final Exchange exchange;
  private final SparkRounds sparkRounds;
  private final GlobalModel global;
  private long round;

  /**
   * @param shards partition k is worker k's
   * @param name unique among trainings of this process
   */
  SparkTraining(
      JavaSparkContext spark,
      JavaRDD<Shard> shards,
      String name,
      TrainerConfig config,
      RecordFormat format) {
    this.config = config;
    exchange = new Exchange(config, config.model().layout());
    String checkpoints = System.getProperty("java.io.tmpdir");
    sparkRounds = new SparkRounds(spark, shards, name, config, format, checkpoints);
    global = GlobalModel.initial(config, exchange, config.model().initialParameters(config.seed()));
  }

  /** Plays the next round; its time in nanoseconds. */
  double nanos() throws Exception {
    long start = System.nanoTime();
    Message message = global.encode(round);
    int period = config.sync().policy().steps(config.beginning());
    RoundSpan span = new RoundSpan(round, round * period, period);
    global.begin(span, message);
    sparkRounds.run(
        span,
        message,
        false,
        contribution -> {
          if (!Double.isFinite(contribution.meanLoss())) {
            throw new IllegalStateException(
                "loss " + contribution.meanLoss() + " in round " + round);
          }
          global.add(contribution.message(), contribution.rows());
        });
    global.step();
    round++;
    return System.nanoTime() - start;
  }

  Exchange exchange() {
    return exchange;
  }

  /** θ itself, not a copy. */
  float[] parameters() {
    return global.parameters();
  }

  @Override
  public void close() {
    sparkRounds.close();
  }
}
