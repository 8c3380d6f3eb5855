package org.strideml.trainer.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.strideml.kernels.Arena;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Tensor;
import org.strideml.kernels.reference.ReferenceBackend;
import org.strideml.quantization.RandomKey;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.model.Batch;
import org.strideml.trainer.model.Network;
import org.strideml.trainer.optim.Average;
import org.strideml.trainer.optim.Nesterov;
import org.strideml.trainer.optim.OuterOptimizer;
import org.strideml.trainer.optim.Sgd;

/** Identities that averaging of local steps must satisfy, with the numbers closed forms give. */
class RoundInvariantsTest {
  private static final double[] CURVATURE = {1, 3};
  private static final double[] OPTIMUM = {0, 1};

  /** Two workers on a/2 (x − b)² with a = (1, 3), b = (0, 1). */
  private static IntFunction<BatchSource> quadratics() {
    return worker ->
        (batch, step) -> {
          batch.features()[0] = (float) CURVATURE[worker];
          batch.features()[1] = (float) OPTIMUM[worker];
        };
  }

  /** Random rows of eight features, a function of worker, step and row. */
  private static BatchSource rows(int worker) {
    return (batch, step) -> {
      RandomKey key = RandomKey.of(31).child(worker).child(step);
      for (int row = 0; row < batch.rows(); row++) {
        fill(batch, row, key.child(row));
      }
    };
  }

  private static void fill(Batch batch, int row, RandomKey key) {
    for (int i = 0; i < 8; i++) {
      batch.features()[row * 8 + i] = (float) key.gaussian(i);
    }
    batch.targets()[row] = key.below(3, 100);
  }

  private static float[] initial(TrainerConfig config) {
    return config.model().initialParameters(config.seed());
  }

  private static float[] afterRounds(
      TrainerConfig config, int rounds, IntFunction<BatchSource> batches) {
    try (InMemoryRounds run = new InMemoryRounds(config, initial(config), batches)) {
      for (int round = 0; round < rounds; round++) {
        run.round();
      }
      return run.parameters();
    }
  }

  @ParameterizedTest(name = "H={0} ends at {1}")
  @CsvSource({"1, 0.75", "10, 0.598711"})
  void localStepsDriftToTheFixedPointOfTheClosedForm(int period, double fixedPoint) {
    Configs configs =
        Configs.tiny()
            .model(new QuadraticModel(0.2f))
            .batchSize(1)
            .optimizer(new Sgd(0, false, 0), 0.1)
            .sync(2, period, new Average(), true);
    float[] end = afterRounds(configs.config(), 200, quadratics());
    assertThat((double) end[0]).isCloseTo(fixedPoint, within(1e-6));
  }

  @Test
  void plainFloatsThroughTheWireEqualAnAverageInMemoryToTheBit() {
    TrainerConfig config =
        Configs.tiny()
            .optimizer(new Sgd(0.9, false, 0), 0.1)
            .sync(3, 4, new Average(), false)
            .config();
    assertThat(afterRounds(config, 3, RoundInvariantsTest::rows))
        .isEqualTo(averagedByHand(config, 3));
  }

  /** Local SGD without messages: one network, plain arrays, a mean in double. */
  private static float[] averagedByHand(TrainerConfig config, int rounds) {
    int workers = config.sync().workers();
    int period = config.sync().policy().steps(config.beginning());
    float[] global = initial(config);
    try (Backend backend = ReferenceBackend.inFloat()) {
      Network network = config.model().build(backend, config.batchSize(), true);
      Arena arena = backend.newArena("momentum", Arena.capacityFor(global.length, 1));
      Tensor momentum = arena.allocate(global.length);
      Tensor loss = arena.allocate(1);
      Batch batch = config.model().newBatch(config.batchSize());
      for (int round = 0; round < rounds; round++) {
        double[] sum = new double[global.length];
        for (int worker = 0; worker < workers; worker++) {
          network.parameters().write(global, 0);
          backend.fill(momentum, 0);
          for (int h = 0; h < period; h++) {
            rows(worker).fill(batch, (long) round * period + h);
            network.lossAndGradients(batch, loss);
            config
                .optimizer()
                .step(
                    backend,
                    0.1,
                    h,
                    network.parameters(),
                    network.gradients(),
                    null,
                    List.of(momentum));
          }
          float[] end = network.parameters().toArray();
          for (int i = 0; i < end.length; i++) {
            sum[i] += 20.0 * end[i];
          }
        }
        for (int i = 0; i < global.length; i++) {
          global[i] = (float) (sum[i] / (20.0 * workers));
        }
      }
    }
    return global;
  }

  @ParameterizedTest(name = "momentum {0}, Nesterov {1}")
  @CsvSource({"0, false", "0.9, false", "0.9, true"})
  void withPeriodOneLinearOptimizersEqualOneWorkerOnTheUnionBatch(
      double momentum, boolean nesterov) {
    Configs configs = Configs.tiny().optimizer(new Sgd(momentum, nesterov, 1e-2), 0.1);
    float[] four =
        afterRounds(
            configs.batchSize(5).sync(4, 1, new Average(), true).config(),
            12,
            RoundInvariantsTest::rows);
    float[] one =
        afterRounds(
            configs.batchSize(20).sync(1, 1, new Average(), true).config(),
            12,
            worker ->
                (batch, step) -> {
                  for (int row = 0; row < 20; row++) {
                    RandomKey key = RandomKey.of(31).child(row / 5).child(step);
                    fill(batch, row, key.child(row % 5));
                  }
                });
    for (int i = 0; i < one.length; i++) {
      assertThat((double) four[i]).as("parameter %d", i).isCloseTo(one[i], within(2e-6));
    }
  }

  @Test
  void nesterovWithoutMomentumAndUnitRateIsAveraging() {
    assertThat(outer(new Nesterov(1, 0))).containsExactly(outer(new Average()), within(1e-6f));
  }

  private static float[] outer(OuterOptimizer outer) {
    return afterRounds(
        Configs.tiny().sync(3, 4, outer, true).config(), 5, RoundInvariantsTest::rows);
  }

  @Test
  void oneWorkerWithUnitInnerStepMakesTheOuterNesterovOrdinaryNesterov() {
    Configs one = Configs.tiny().model(new QuadraticModel(1)).batchSize(1);
    IntFunction<BatchSource> unit =
        worker ->
            (batch, step) -> {
              batch.features()[0] = 1;
              batch.features()[1] = 0;
            };
    float[] outer =
        afterRounds(
            one.optimizer(new Sgd(0, false, 0), 1)
                .sync(1, 1, new Nesterov(0.1, 0.9), true)
                .config(),
            3,
            unit);
    // Gradient x, learning rate 0.1, momentum 0.9, from 1: 0.81, 0.5751, 0.327321.
    assertThat((double) outer[0]).isCloseTo(0.327321, within(1e-6));
  }

  @Test
  void oneWorkerWithoutOuterMomentumIsLookahead() {
    Configs configs =
        Configs.tiny()
            .model(new QuadraticModel(1))
            .batchSize(1)
            .optimizer(new Sgd(0, false, 0), 0.1);
    IntFunction<BatchSource> unit =
        worker ->
            (batch, step) -> {
              batch.features()[0] = 1;
              batch.features()[1] = 0;
            };
    float[] end = afterRounds(configs.sync(1, 5, new Nesterov(0.5, 0), true).config(), 3, unit);
    // Slow weights go half of the way that five fast steps of factor 0.9 have gone.
    double round = 0.5 + 0.5 * Math.pow(0.9, 5);
    assertThat((double) end[0]).isCloseTo(Math.pow(round, 3), within(1e-6));
  }

  @Test
  void identicalWorkersAverageToOneOfThemToTheBit() {
    Configs configs = Configs.tiny().optimizer(new Sgd(0.9, true, 0), 0.1);
    float[] one =
        afterRounds(configs.sync(1, 4, new Average(), true).config(), 3, RoundInvariantsTest::rows);
    float[] five =
        afterRounds(configs.sync(5, 4, new Average(), true).config(), 3, worker -> rows(0));
    assertThat(five).isEqualTo(one);
  }
}
