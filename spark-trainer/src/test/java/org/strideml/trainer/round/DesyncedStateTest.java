package org.strideml.trainer.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.strideml.quantization.RandomKey;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.optim.AdamW;
import org.strideml.trainer.optim.Average;

/** Optimizer state that travels: Local Adam, and DES-LOC with rounds of its own for each moment. */
class DesyncedStateTest {
  private static final AdamW ADAM = new AdamW(0.9, 0.999, 1e-8, 0);

  private static IntFunction<BatchSource> rows(boolean same) {
    return worker ->
        (batch, step) -> {
          RandomKey key = RandomKey.of(31).child(same ? 0 : worker).child(step);
          for (int row = 0; row < batch.rows(); row++) {
            RandomKey bits = key.child(row);
            for (int i = 0; i < 8; i++) {
              batch.features()[row * 8 + i] = (float) bits.gaussian(i);
            }
            batch.targets()[row] = bits.below(3, 100);
          }
        };
  }

  private static Configs adam(int workers, int period) {
    return Configs.tiny().optimizer(ADAM, 0.01).sync(workers, period, new Average(), true);
  }

  private static InMemoryRounds run(TrainerConfig config, boolean same, int rounds) {
    InMemoryRounds run =
        new InMemoryRounds(config, config.model().initialParameters(1), rows(same));
    for (int round = 0; round < rounds; round++) {
      run.round();
    }
    return run;
  }

  @Test
  void localAdamOnTheSameRowsIsOneAdam() {
    try (InMemoryRounds alone = run(adam(1, 1).config(), true, 12);
        InMemoryRounds three =
            run(adam(3, 1).sync(sync -> sync.averagingState(Map.of())).config(), true, 12)) {
      assertThat(three.parameters()).isEqualTo(alone.parameters());
    }
  }

  @Test
  void afterEveryRoundAllWorkersHaveTheMeanOfTheirMoments() {
    TrainerConfig config = adam(3, 4).sync(sync -> sync.averagingState(Map.of())).config();
    try (InMemoryRounds run = run(config, false, 3)) {
      double mean = 0;
      for (WorkerState state : run.states()) {
        mean += state.vector("v")[5] / 3.0;
      }
      assertThat((double) run.global().vectors().get("state.v")[5]).isCloseTo(mean, within(1e-9));
    }
  }

  /** (1/K_x + 1/K_u + 1/K_v) with K_u = 3K_x, K_v = 6K_x is half of Local Adam's 3/K_x. */
  @Test
  void threeAndSixTimesAsSeldomIsHalfTheBytes() {
    Configs configs = adam(2, 4);
    TrainerConfig local = configs.sync(sync -> sync.averagingState(Map.of())).config();
    TrainerConfig desynced =
        configs.sync(sync -> sync.averagingState(Map.of("m", 3, "v", 6))).config();
    // Twelve rounds and the first message of the next, so that what went up has come down again.
    try (InMemoryRounds keeping = run(configs.config(), false, 12);
        InMemoryRounds averaging = run(local, false, 12);
        InMemoryRounds desynchronized = run(desynced, false, 12)) {
      long theta = keeping.bytes();
      long vector = new Exchange(local, local.model().layout()).plainSize(147);
      // 147 parameters, all trained. Up 12 and 12, down 11 and 11: the means of round 12 come
      // later.
      long adam = 2 * vector * (12 + 12 + 11 + 11);
      long desloc = 2 * vector * (4 + 2 + 3 + 1);
      assertThat(averaging.bytes() - theta).isEqualTo(adam);
      assertThat(desynchronized.bytes() - theta).isEqualTo(desloc);
      Exchange exchange = new Exchange(desynced, desynced.model().layout());
      double perRound = exchange.plainRoundSize(desynced);
      double perRoundLocal = exchange.plainRoundSize(local);
      assertThat(perRoundLocal / perRound).as("3 against 1.5").isCloseTo(2, within(0.01));
    }
  }

  /** (1 + 1/3 + 1/6)/256 floats per parameter and step against 1: 170.7 times less. */
  @Test
  void aRoundOf256StepsIs170TimesLessThanAveragingAtEveryStep() {
    TrainerConfig desynced =
        adam(2, 256).sync(sync -> sync.averagingState(Map.of("m", 3, "v", 6))).config();
    TrainerConfig parallel = adam(2, 1).config();
    Exchange exchange = new Exchange(desynced, desynced.model().layout());
    double perStep = exchange.plainRoundSize(desynced) / 256.0;
    double ratio =
        new Exchange(parallel, parallel.model().layout()).plainRoundSize(parallel) / perStep;
    assertThat(ratio).isCloseTo(170.7, within(0.1));
  }

  @Test
  void aWorkerReplacedByTheMeanChangesNothing() {
    TrainerConfig config = adam(3, 4).sync(sync -> sync.averagingState(Map.of())).config();
    try (InMemoryRounds whole = run(config, false, 4);
        InMemoryRounds replaced = run(config, false, 2)) {
      WorkerState lost = replaced.states().get(1);
      replaced
          .states()
          .set(
              1,
              new WorkerState(
                  lost.round(), lost.steps(), new WorkerLayout(config).initial().vectors()));
      replaced.round();
      replaced.round();
      assertThat(replaced.parameters()).isEqualTo(whole.parameters());
    }
  }
}
