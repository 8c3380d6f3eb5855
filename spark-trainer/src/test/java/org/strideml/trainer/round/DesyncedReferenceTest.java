package org.strideml.trainer.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.strideml.trainer.optim.AdamW;
import org.strideml.trainer.optim.Average;

/**
 * DES-LOC against its plain statement in doubles: two workers, each with a quadratic of its own,
 * and three counters of steps that say when x, m and v become the workers' mean.
 */
class DesyncedReferenceTest {
  private static final int WORKERS = 2;
  private static final int PERIOD = 3;
  private static final double RATE = 0.05;
  private static final double START = 2;

  /** Short memories, so that averages in other rounds lead elsewhere. */
  private static final AdamW ADAM = new AdamW(0.9f, 0.95f, 1e-8f, 0);

  /** A worker's quadratic a/2 (x − b)² at a step. */
  private interface Rows {
    double curvature(int worker, long step);

    default double minimum(int worker, long step) {
      return (worker == 0 ? 1 : -3) + 0.5 * Math.cos(step);
    }
  }

  private static final Rows UNLIKE = (worker, step) -> worker == 0 ? 1 : 0.1;

  /** Nothing to learn for worker 1, such as at a pixel that its rows never light. */
  private static final Rows BLIND = (worker, step) -> worker == 0 ? 1 : 0;

  /** Periods in steps; all are averaged before the step of that number, the first being step 0. */
  private static double[] reference(Rows rows, int everyM, int everyV, int rounds) {
    double[] x = {START, START};
    double[] m = new double[WORKERS];
    double[] v = new double[WORKERS];
    double[] afterRounds = new double[rounds];
    for (int t = 0; t < rounds * PERIOD; t++) {
      if (t % everyM == 0) {
        average(m);
      }
      if (t % everyV == 0) {
        average(v);
      }
      if (t % PERIOD == 0) {
        average(x);
      }
      for (int k = 0; k < WORKERS; k++) {
        double g = rows.curvature(k, t) * (x[k] - rows.minimum(k, t));
        m[k] = ADAM.beta1() * m[k] + (1 - ADAM.beta1()) * g;
        v[k] = ADAM.beta2() * v[k] + (1 - ADAM.beta2()) * g * g;
        double first = m[k] / (1 - Math.pow(ADAM.beta1(), t + 1));
        double second = v[k] / (1 - Math.pow(ADAM.beta2(), t + 1));
        x[k] -= RATE * first / (Math.sqrt(second) + ADAM.epsilon());
      }
      if ((t + 1) % PERIOD == 0) {
        afterRounds[t / PERIOD] = (x[0] + x[1]) / 2;
      }
    }
    return afterRounds;
  }

  private static void average(double[] values) {
    double mean = (values[0] + values[1]) / 2;
    values[0] = mean;
    values[1] = mean;
  }

  private static double[] trainer(Rows rows, int roundsM, int roundsV, int rounds) {
    Configs configs =
        Configs.tiny()
            .model(new QuadraticModel((float) START))
            .batchSize(1)
            .optimizer(ADAM, RATE)
            .sync(WORKERS, PERIOD, new Average(), true)
            .sync(sync -> sync.averagingState(Map.of("m", roundsM, "v", roundsV)));
    double[] afterRounds = new double[rounds];
    try (InMemoryRounds run =
        new InMemoryRounds(
            configs.config(),
            new float[] {(float) START},
            worker ->
                (batch, step) -> {
                  batch.features()[0] = (float) rows.curvature(worker, step);
                  batch.features()[1] = (float) rows.minimum(worker, step);
                })) {
      for (int round = 0; round < rounds; round++) {
        run.round();
        afterRounds[round] = run.parameters()[0];
      }
    }
    return afterRounds;
  }

  @ParameterizedTest(name = "m every {0} rounds, v every {1}")
  @CsvSource({"1, 1", "2, 3", "3, 2", "3, 6", "6, 3", "1, 5", "5, 1", "50, 50"})
  void everyRoundIsThatOfThePlainStatement(int roundsM, int roundsV) {
    double[] expected = reference(UNLIKE, roundsM * PERIOD, roundsV * PERIOD, 14);
    double[] actual = trainer(UNLIKE, roundsM, roundsV, 14);
    assertThat(actual).containsExactly(expected, within(5e-6));
  }

  /** Otherwise the comparison above could not tell one from another. */
  @Test
  void everyChoiceOfRoundsGoesElsewhere() {
    List<double[]> ways =
        List.of(
            reference(UNLIKE, PERIOD, PERIOD, 14),
            reference(UNLIKE, 2 * PERIOD, 3 * PERIOD, 14),
            reference(UNLIKE, 3 * PERIOD, 2 * PERIOD, 14),
            reference(UNLIKE, 3 * PERIOD, 6 * PERIOD, 14),
            reference(UNLIKE, 6 * PERIOD, 3 * PERIOD, 14),
            reference(UNLIKE, 50 * PERIOD, 50 * PERIOD, 14));
    for (int i = 0; i < ways.size(); i++) {
      for (int j = 0; j < i; j++) {
        double apart = 0;
        for (int round = 0; round < 14; round++) {
          apart = Math.max(apart, Math.abs(ways.get(i)[round] - ways.get(j)[round]));
        }
        assertThat(apart).isGreaterThan(1e-3);
      }
    }
  }

  /**
   * A worker whose gradients were all 0 has v = 0; once m is averaged and v is not, its step is
   * learningRate · m / epsilon. That is what the method says, so the trainer must do it, too.
   */
  @Test
  void theMeanOfMBesideAVOfZerosLeapsByTheReciprocalOfEpsilon() {
    double[] expected = reference(BLIND, 3 * PERIOD, 6 * PERIOD, 4);
    double[] actual = trainer(BLIND, 3, 6, 4);
    assertThat(actual[2]).isCloseTo(expected[2], within(5e-6));
    assertThat(Math.abs(expected[3])).as("three rounds, then m is averaged").isGreaterThan(1e5);
    assertThat(actual[3] / expected[3]).isCloseTo(1, within(1e-5));
  }

  @Test
  void itDoesNotWhereVTravelsAsOftenAsM() {
    for (int rounds : new int[] {1, 3}) {
      double[] expected = reference(BLIND, 6 * PERIOD, rounds * PERIOD, 14);
      assertThat(trainer(BLIND, 6, rounds, 14)).containsExactly(expected, within(5e-6));
      assertThat(expected[13]).isBetween(-5.0, 5.0);
    }
  }
}
