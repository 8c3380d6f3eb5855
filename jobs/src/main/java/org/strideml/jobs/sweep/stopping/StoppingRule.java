package org.strideml.jobs.sweep.stopping;

import java.util.Optional;
import org.strideml.jobs.sweep.result.Rung;

/**
 * Decides about trials by their evaluations. Values come with the sign turned so that less is
 * better. What a rule decides depends on the order in which trials report; any thread may call.
 */
public interface StoppingRule {
  /**
   * Hears of one evaluation of a trial that is training, the earlier ones first.
   *
   * @param trial id
   * @param time of the evaluation, in rounds or steps
   * @param loss less is better
   * @return a decision, when one was due
   */
  Optional<Rung> report(String trial, long time, double loss);

  /** Every trial comes to its end. */
  StoppingRule NONE = (trial, time, loss) -> Optional.empty();
}
