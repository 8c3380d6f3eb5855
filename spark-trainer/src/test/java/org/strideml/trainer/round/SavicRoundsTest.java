package org.strideml.trainer.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.optim.Average;
import org.strideml.trainer.optim.InnerOptimizer;
import org.strideml.trainer.optim.Savic;
import org.strideml.trainer.optim.Sgd;

/**
 * SAVIC against its plain statement in doubles: two workers with a quadratic each, one scale that
 * both share and that stands still during a round.
 */
class SavicRoundsTest {
  private static final int PERIOD = 3;
  private static final double RATE = 0.05;
  private static final double START = 2;
  private static final double BETA = 0.75f;
  private static final double FLOOR = 0.5f;

  private static double curvature(int worker) {
    return worker == 0 ? 3 : 0.25;
  }

  private static double minimum(int worker, long step) {
    return (worker == 0 ? 1 : -3) + 0.5 * Math.cos(step);
  }

  private static double[] reference(Savic.Rule rule, int rounds) {
    double x = START;
    double d = 0;
    double[] afterRounds = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      double corrected = rule == Savic.Rule.RMSPROP ? d : d / (1 - Math.pow(BETA, round));
      double size = rule == Savic.Rule.OASIS ? Math.abs(corrected) : Math.sqrt(corrected);
      double scale = round == 0 ? 1 : Math.max(FLOOR, size);
      double mean = 0;
      double measured = 0;
      for (int worker = 0; worker < 2; worker++) {
        double own = x;
        double g = 0;
        for (int h = 0; h < PERIOD; h++) {
          g = curvature(worker) * (own - minimum(worker, (long) round * PERIOD + h));
          own -= RATE * g / scale;
        }
        mean += own / 2;
        measured += (rule == Savic.Rule.OASIS ? curvature(worker) : g * g) / 2;
      }
      x = mean;
      d = BETA * d + (1 - BETA) * measured;
      afterRounds[round] = x;
    }
    return afterRounds;
  }

  private static InMemoryRounds rounds(TrainerConfig config, double factor) {
    return new InMemoryRounds(
        config,
        new float[] {(float) START},
        worker ->
            (batch, step) -> {
              batch.features()[0] = (float) (factor * curvature(worker));
              batch.features()[1] = (float) minimum(worker, step);
            });
  }

  private static Configs configs(InnerOptimizer optimizer) {
    return Configs.tiny()
        .model(new QuadraticModel((float) START))
        .batchSize(1)
        .optimizer(optimizer, RATE)
        .sync(2, PERIOD, new Average(), true);
  }

  private static TrainerConfig shared(Savic.Rule rule) {
    return configs(new Savic(rule, BETA, FLOOR, 0.01, 0))
        .sync(sync -> sync.averagingState(Map.of()))
        .config();
  }

  private static double[] run(TrainerConfig config, int count) {
    return run(config, count, 1);
  }

  private static double[] run(TrainerConfig config, int count, double factor) {
    double[] after = new double[count];
    try (InMemoryRounds run = rounds(config, factor)) {
      for (int round = 0; round < count; round++) {
        run.round();
        after[round] = run.parameters()[0];
      }
    }
    return after;
  }

  @ParameterizedTest
  @EnumSource(Savic.Rule.class)
  void everyRoundIsThatOfThePlainStatement(Savic.Rule rule) {
    assertThat(run(shared(rule), 14)).containsExactly(reference(rule, 14), within(5e-6));
  }

  /** Otherwise the comparison above could not tell one from another. */
  @Test
  void everyRuleGoesElsewhere() {
    for (Savic.Rule one : Savic.Rule.values()) {
      for (Savic.Rule other : Savic.Rule.values()) {
        double apart = 0;
        for (int round = 0; round < 14; round++) {
          double difference = reference(one, 14)[round] - reference(other, 14)[round];
          apart = Math.max(apart, Math.abs(difference));
        }
        assertThat(one == other || apart > 1e-3).as("%s and %s", one, other).isTrue();
      }
    }
  }

  /** Each worker's own scale leads elsewhere, so it matters that it is shared. */
  @Test
  void aScaleOfItsOwnIsAnotherMethod() {
    Savic optimizer = new Savic(Savic.Rule.OASIS, BETA, FLOOR, 0.01, 0);
    double own = run(configs(optimizer).config(), 14)[13];
    assertThat(Math.abs(own - reference(Savic.Rule.OASIS, 14)[13])).isGreaterThan(1e-2);
  }

  /** Gradients stay below the floor of 1, so D is 1 in every round. */
  @Test
  void aScaleOfOneIsLocalSgdBitForBit() {
    Savic optimizer = new Savic(Savic.Rule.ADAM, BETA, 1, 1, 0);
    TrainerConfig scaled = configs(optimizer).sync(sync -> sync.averagingState(Map.of())).config();
    double[] plain = run(configs(new Sgd(0, false, 0)).config(), 14, 0.1);
    assertThat(run(scaled, 14, 0.1)).isEqualTo(plain);
  }

  /** One more vector each way in every round, down from the second on. */
  @Test
  void bytesCountTheScale() {
    TrainerConfig with = shared(Savic.Rule.ADAM);
    TrainerConfig without = configs(new Sgd(0, false, 0)).config();
    Exchange exchange = new Exchange(with, with.model().layout());
    assertThat(exchange.plainRoundSize(with) - exchange.plainRoundSize(without))
        .isEqualTo(2 * exchange.plainSize(1));
    try (InMemoryRounds shared = rounds(with, 1);
        InMemoryRounds plain = rounds(without, 1)) {
      for (int round = 0; round < 5; round++) {
        shared.round();
        plain.round();
      }
      long vectors = 2 * (5 + 4);
      long vector = exchange.plainSize(1);
      assertThat(shared.bytes() - plain.bytes())
          .isBetween(vectors * vector, vectors * (vector + 5 * Integer.BYTES));
    }
  }
}
