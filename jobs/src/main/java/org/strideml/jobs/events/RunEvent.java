package org.strideml.jobs.events;

import org.apache.spark.ml.MLEvent;

/** What happens to a run, for Spark's listeners. Unlike Spark's own MLEvents it is logged. */
public interface RunEvent extends MLEvent {
  /** Name of the run's folder. */
  String run();

  @Override
  default boolean logEvent() {
    return true;
  }
}
