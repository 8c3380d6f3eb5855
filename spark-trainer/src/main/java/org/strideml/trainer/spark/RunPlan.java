package org.strideml.trainer.spark;

import java.io.Serializable;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.data.RecordFormat;
import org.strideml.trainer.round.WorkerLayout;

/**
 * What every task of a run knows beforehand.
 *
 * @param runId differs between any two fits of one JVM; keys executor caches, decides no bits
 * @param config what decides the numbers
 * @param format how rows become batches
 * @param checkpoints folder of worker checkpoints, any Hadoop path; read by tasks that lost a state
 */
record RunPlan(String runId, TrainerConfig config, RecordFormat format, String checkpoints)
    implements Serializable {

  /** Workers that take part in a round, ascending. */
  int[] participants(long round) {
    return config.sync().participation().of(round, config.sync().workers(), config.seed());
  }

  /** Whether a worker takes part in a round. */
  boolean takesPart(int worker, long round) {
    int workers = config.sync().workers();
    return config.sync().participation().includes(worker, round, workers, config.seed());
  }

  /** The number of the state that a worker has before a round, whether it takes part or not. */
  long stateBefore(int worker, long round) {
    int workers = config.sync().workers();
    return config.sync().participation().since(worker, round, workers, config.seed());
  }

  /** What workers carry from round to round. */
  WorkerLayout workers() {
    return new WorkerLayout(config);
  }
}
