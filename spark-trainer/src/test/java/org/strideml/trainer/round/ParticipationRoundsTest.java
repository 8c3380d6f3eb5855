package org.strideml.trainer.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.drift.Scaffold;
import org.strideml.trainer.optim.Average;
import org.strideml.trainer.optim.OuterSgd;
import org.strideml.trainer.optim.Sgd;
import org.strideml.trainer.sync.Participation;

/** Rounds that only some workers take part in. */
class ParticipationRoundsTest {
  private static final int WORKERS = 6;

  private static Configs configs(double fraction) {
    return Configs.tiny()
        .model(new QuadraticModel(2))
        .batchSize(1)
        .optimizer(new Sgd(0.5, false, 0), 0.05)
        .sync(WORKERS, 3, new Average(), true)
        .sync(sync -> sync.with(new Participation(fraction)));
  }

  private static InMemoryRounds rounds(TrainerConfig config) {
    return new InMemoryRounds(
        config,
        new float[] {2},
        worker ->
            (batch, step) -> {
              batch.features()[0] = 1;
              batch.features()[1] = worker;
            });
  }

  /** Plain statement: each participant's three steps of momentum SGD on (x − worker)²/2. */
  @Test
  void aRoundIsTheMeanOverThoseWhoTakePart() {
    TrainerConfig config = configs(0.5).config();
    double x = 2;
    Map<Integer, Double> momentum = new HashMap<>();
    try (InMemoryRounds run = rounds(config)) {
      for (int round = 0; round < 12; round++) {
        int[] participants = config.sync().participation().of(round, WORKERS, config.seed());
        double mean = 0;
        for (int worker : participants) {
          double own = x;
          for (int h = 0; h < 3; h++) {
            double b = 0.5 * momentum.getOrDefault(worker, 0.0) + (own - worker);
            momentum.put(worker, b);
            own -= 0.05 * b;
          }
          mean += own / participants.length;
        }
        x = mean;
        run.round();
        assertThat((double) run.parameters()[0]).isCloseTo(x, within(1e-5));
      }
    }
  }

  @Test
  void whoIsAbsentKeepsItsStateToTheBit() {
    TrainerConfig config = configs(0.5).config();
    try (InMemoryRounds run = rounds(config)) {
      for (int round = 0; round < 8; round++) {
        List<WorkerState> before = List.copyOf(run.states());
        run.round();
        int[] participants = config.sync().participation().of(round, WORKERS, config.seed());
        for (int worker = 0; worker < WORKERS; worker++) {
          boolean absent = Arrays.binarySearch(participants, worker) < 0;
          assertThat(run.states().get(worker) == before.get(worker)).isEqualTo(absent);
        }
      }
    }
  }

  /** Σ c_k/K = c however few take part; without that the server's rule would be another. */
  @Test
  void scaffoldsControlsAddUp() {
    TrainerConfig config =
        configs(0.5)
            .optimizer(new Sgd(0, false, 0), 0.05)
            .sync(WORKERS, 3, new OuterSgd(1, 0), true)
            .sync(sync -> sync.with(new Participation(0.5)).with(new Scaffold()))
            .config();
    try (InMemoryRounds run = rounds(config)) {
      for (int round = 0; round < 200; round++) {
        run.round();
        double mean = 0;
        for (WorkerState state : run.states()) {
          mean += state.vector("drift.control")[0] / (double) WORKERS;
        }
        float control = run.global().vectors().get("drift.control")[0];
        assertThat((double) control).isCloseTo(mean, within(1e-5));
      }
      assertThat((double) run.parameters()[0]).as("mean of 0 to 5").isCloseTo(2.5, within(1e-3));
    }
  }

  @Test
  void onlyTheirMessagesAreCounted() {
    try (InMemoryRounds half = rounds(configs(0.5).config());
        InMemoryRounds all = rounds(configs(1).config())) {
      for (int round = 0; round < 4; round++) {
        half.round();
        all.round();
      }
      assertThat(2 * half.bytes()).isEqualTo(all.bytes());
    }
  }
}
