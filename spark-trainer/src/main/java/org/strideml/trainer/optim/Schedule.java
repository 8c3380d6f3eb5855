package org.strideml.trainer.optim;

import java.io.Serializable;

/** Learning rate as a function of the local step, counted from 0 over the whole run. */
@FunctionalInterface
public interface Schedule extends Serializable {
  double at(long step);

  /** Steps at the beginning during which the rate climbs to its top. */
  default long warmupSteps() {
    return 0;
  }
}
