package org.strideml.trainer.round;

import java.util.ArrayList;
import java.util.List;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.TrainerConfig.StateMode;

/**
 * Which vectors travel with θ: of the optimizer's those that its rounds bring together (DES-LOC,
 * Iacob et al., 2025; all of them in every round is Local Adam), and what a drift correction
 * shares. Up at the end of a round goes what its boundary asks for, down at the start of the next
 * comes its mean; a function of the round, so nobody has to be told.
 */
final class Travel {
  /** Prefix of the optimizer's vectors among the driver's. */
  static final String STATE = "state.";

  /** Prefix of a drift correction's vectors, at driver and workers. */
  static final String DRIFT = "drift.";

  private final TrainerConfig config;

  Travel(TrainerConfig config) {
    this.config = config;
  }

  /** All vectors of the optimizer that ever travel. */
  List<String> state() {
    return config.sync().state() == StateMode.AVERAGE
        ? config.optimizer().sharedNames()
        : List.of();
  }

  /** Vectors of the optimizer that are brought together when {@code rounds} rounds are done. */
  private List<String> due(long rounds) {
    List<String> names = new ArrayList<>();
    for (String name : state()) {
      if (rounds > 0 && rounds % config.sync().stateRounds().getOrDefault(name, 1) == 0) {
        names.add(name);
      }
    }
    return names;
  }

  /** Of the optimizer's vectors, those that workers send at the end of a round. */
  List<String> up(long round) {
    return due(round + 1);
  }

  /** Of the optimizer's vectors, those that workers are sent at the start of a round. */
  List<String> down(long round) {
    return due(round);
  }

  /** Vectors of the drift correction that workers are sent at the start of every round. */
  List<String> shared() {
    return config.sync().drift().sharedNames();
  }
}
