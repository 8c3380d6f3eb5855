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

  /** What workers carry from round to round. */
  WorkerLayout workers() {
    return new WorkerLayout(config);
  }
}
