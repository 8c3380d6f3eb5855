package org.strideml.trainer.async;

import java.io.Serializable;

/** How many local steps a worker makes between two exchanges. */
public interface LocalSteps extends Serializable {
  /** Its name in a configuration. */
  String type();

  /**
   * Local steps of the worker's next assignment.
   *
   * @param period H
   * @param speeds local steps per second by worker, 0 where nothing is known yet
   */
  int steps(int worker, int period, double[] speeds);
}
