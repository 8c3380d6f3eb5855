package org.strideml.trainer.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.drift.DeltaSgd;
import org.strideml.trainer.drift.DriftCorrection;
import org.strideml.trainer.drift.FedProx;
import org.strideml.trainer.drift.FedSpeed;
import org.strideml.trainer.drift.NoCorrection;
import org.strideml.trainer.drift.ProxSkip;
import org.strideml.trainer.drift.Sam;
import org.strideml.trainer.drift.Scaffold;
import org.strideml.trainer.optim.Average;
import org.strideml.trainer.optim.Sgd;
import org.strideml.trainer.sync.RandomPeriod;
import org.strideml.trainer.sync.SyncPolicy;

/**
 * Two workers on a/2 (x − b)² with a = (1, 3), b = (0, 1). Plain local SGD of ten steps of rate 0.1
 * ends at 0.598711; the optimum of the sum, where corrections must lead, is 0.75.
 */
class DriftTest {
  private static final double OPTIMUM = 0.75;

  private static IntFunction<BatchSource> quadratics() {
    return worker ->
        (batch, step) -> {
          batch.features()[0] = worker == 0 ? 1 : 3;
          batch.features()[1] = worker == 0 ? 0 : 1;
        };
  }

  private static TrainerConfig config(float start, DriftCorrection drift) {
    return Configs.tiny()
        .model(new QuadraticModel(start))
        .batchSize(1)
        .optimizer(new Sgd(0, false, 0), 0.1)
        .sync(2, 10, new Average(), true)
        .sync(sync -> sync.with(drift))
        .config();
  }

  private static InMemoryRounds run(TrainerConfig config) {
    return new InMemoryRounds(config, config.model().initialParameters(1), quadratics());
  }

  private static double after(InMemoryRounds run, int rounds) {
    for (int round = 0; round < rounds; round++) {
      run.round();
    }
    return run.parameters()[0];
  }

  private static double own(InMemoryRounds run, int worker, String name) {
    return run.states().get(worker).vector("drift." + name)[0];
  }

  @Test
  void plainStepsDrift() {
    try (InMemoryRounds run = run(config(0.2f, new NoCorrection()))) {
      assertThat(after(run, 200)).isCloseTo(0.598711, within(1e-6));
    }
  }

  @Test
  void scaffoldReachesTheOptimumAndItsControlVariatesAreTheGradientsThere() {
    try (InMemoryRounds run = run(config(0.2f, new Scaffold()))) {
      for (int round = 0; round < 300; round++) {
        run.round();
        double mean = (own(run, 0, "control") + own(run, 1, "control")) / 2;
        assertThat((double) run.global().vectors().get("drift.control")[0])
            .as("c is the mean of all c_k after round %d", round)
            .isCloseTo(mean, within(1e-6));
      }
      assertThat((double) run.parameters()[0]).isCloseTo(OPTIMUM, within(1e-6));
      assertThat(own(run, 0, "control")).isCloseTo(0.75, within(1e-5));
      assertThat(own(run, 1, "control")).isCloseTo(3 * (0.75 - 1), within(1e-5));
    }
  }

  @Test
  void scaffoldSendsTwiceTheBytesDown() {
    TrainerConfig config = config(0.2f, new Scaffold());
    try (InMemoryRounds plain = run(config(0.2f, new NoCorrection()));
        InMemoryRounds scaffold = run(config)) {
      plain.round();
      scaffold.round();
      Exchange exchange = new Exchange(config, config.model().layout());
      long more = 2L * exchange.plainSize(1);
      assertThat(scaffold.bytes() - plain.bytes()).isEqualTo(more);
    }
  }

  @ParameterizedTest(name = "lambda {0}: {1} after 1 round, {2} after 11, {3} after 101")
  @CsvSource({"0.1, 0.94407, 0.66575, 0.74918", "1, 0.745465, 0.75, 0.75"})
  void fedSpeedOvershootsAndReachesTheOptimum(
      double lambda, double first, double eleventh, double last) {
    try (InMemoryRounds run = run(config(0, new FedSpeed(lambda, 0)))) {
      assertThat(after(run, 1)).isCloseTo(first, within(1e-5));
      if (lambda < 1) {
        assertThat(after(run, 10)).isCloseTo(eleventh, within(1e-5));
        assertThat(after(run, 90)).isCloseTo(last, within(1e-5));
        after(run, 300);
        assertThat(own(run, 0, "prox") + own(run, 1, "prox")).as("Σh").isCloseTo(0, within(1e-4));
      } else {
        assertThat(after(run, 100)).isCloseTo(last, within(1e-5));
        assertThat(own(run, 0, "prox") + own(run, 1, "prox")).isCloseTo(0, within(1e-5));
      }
    }
  }

  /** On a/2·x² the gradient uphill is a(x + rho·sign(x)). */
  @Test
  void fedSpeedTakesTheGradientUphill() {
    TrainerConfig plain =
        Configs.tiny()
            .model(new QuadraticModel(0.5f))
            .batchSize(1)
            .optimizer(new Sgd(0, false, 0), 0.1)
            .sync(1, 1, new Average(), true)
            .config();
    TrainerConfig config =
        new Configs(plain).sync(sync -> sync.with(new FedSpeed(0, 0.2))).config();
    try (InMemoryRounds run = run(config)) {
      run.round();
      // θ_end = 0.5 − 0.1·(0.5 + 0.2); what is averaged is θ_end + (θ_end − 0.5).
      assertThat((double) run.parameters()[0]).isCloseTo(0.43 - 0.07, within(1e-6));
    }
  }

  @Test
  void proxSkipReachesTheOptimumWithCorrectionsThatAddUpToNothing() {
    TrainerConfig config =
        new Configs(config(0.2f, new ProxSkip(0.3)))
            .sync(sync -> sync.with(new SyncPolicy(new RandomPeriod(0.3, 7))))
            .config();
    try (InMemoryRounds run = run(config)) {
      for (int round = 0; round < 400; round++) {
        run.round();
        double sum = own(run, 0, "control") + own(run, 1, "control");
        assertThat(sum).as("Σh after round %d", round).isCloseTo(0, within(2e-6));
      }
      assertThat((double) run.parameters()[0]).isCloseTo(OPTIMUM, within(2e-6));
    }
    TrainerConfig uncorrected =
        new Configs(config).sync(sync -> sync.with(new NoCorrection())).config();
    try (InMemoryRounds run = run(uncorrected)) {
      assertThat(Math.abs(after(run, 400) - OPTIMUM)).isGreaterThan(0.01);
    }
  }

  @Test
  void fedProxIsPlainWithoutStrengthAndStandsStillWithMuch() {
    try (InMemoryRounds none = run(config(0.2f, new FedProx(0)));
        InMemoryRounds plain = run(config(0.2f, new NoCorrection()));
        InMemoryRounds some = run(config(0.2f, new FedProx(1)));
        InMemoryRounds strong = run(config(0.2f, new FedProx(9.9)))) {
      assertThat(after(none, 20)).isEqualTo(after(plain, 20));
      assertThat(after(some, 200)).as("less drift than plain steps").isBetween(0.6, OPTIMUM);
      double moved = after(strong, 1) - 0.2;
      assertThat(moved).isBetween(0.0, 0.2 * (after(run(config(0.2f, new NoCorrection())), 1)));
    }
  }

  @Test
  void deltaSgdFindsTheCurvature() {
    Map<Double, Double> firstSteps = Map.of(1.0, 0.2 * Math.sqrt(1.02) + 1e-8);
    for (double curvature : new double[] {3, 30}) {
      TrainerConfig config =
          Configs.tiny()
              .model(new QuadraticModel(1))
              .batchSize(1)
              .optimizer(new Sgd(0, false, 0), 123)
              .sync(1, 2, new Average(), true)
              .sync(sync -> sync.with(new DeltaSgd(0.2, 0.02, 1)))
              .config();
      IntFunction<BatchSource> parabola =
          worker ->
              (batch, step) -> {
                batch.features()[0] = (float) curvature;
                batch.features()[1] = 0;
              };
      try (InMemoryRounds run = new InMemoryRounds(config, new float[] {1}, parabola)) {
        run.round();
        double first = firstSteps.get(1.0);
        double grown = Math.sqrt(1 + 0.02 * first / 0.2) * first;
        double second = Math.min(grown, 1 / curvature) + 1e-8;
        double expected = (1 - curvature * first) * (1 - curvature * second);
        assertThat((double) run.parameters()[0]).isCloseTo(expected, within(1e-4));
      }
    }
    assertThat(List.of(new Scaffold().type(), new DeltaSgd(0.2, 0.02, 1).type()))
        .containsExactly("scaffold", "delta-sgd");
  }

  /** The gradient of a/2 (x − b)² at the point uphill is a (x + rho·sign(x − b) − b). */
  @Test
  void sharpnessAwareStepsTakeTheGradientOfThePointUphill() {
    double rho = 0.05;
    double[] ends = new double[2];
    for (int worker = 0; worker < 2; worker++) {
      double a = worker == 0 ? 1 : 3;
      double x = 0.2;
      for (int step = 0; step < 10; step++) {
        x -= 0.1 * a * (x + rho * Math.signum(x - worker) - worker);
      }
      ends[worker] = x;
    }
    try (InMemoryRounds run = run(config(0.2f, new Sam(rho)))) {
      assertThat(after(run, 1)).isCloseTo((ends[0] + ends[1]) / 2, within(1e-6));
    }
    try (InMemoryRounds run = run(config(0.2f, new Sam(0)));
        InMemoryRounds plain = run(config(0.2f, new NoCorrection()))) {
      assertThat(after(run, 3)).isEqualTo(after(plain, 3));
    }
  }
}
