package org.strideml.trainer.spark;

import java.io.Serializable;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.data.RecordFormat;

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

  /** Whether workers carry anything from round to round. */
  boolean hasWorkerState() {
    return moments() > 0 || config.compression().errorFeedback();
  }

  /** Optimizer vectors a worker carries. */
  int moments() {
    return config.sync().state() == TrainerConfig.StateMode.KEEP
        ? config.optimizer().stateNames().size()
        : 0;
  }
}
