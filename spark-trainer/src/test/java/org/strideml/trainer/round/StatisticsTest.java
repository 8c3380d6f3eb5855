package org.strideml.trainer.round;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.strideml.kernels.Arena;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Tensor;
import org.strideml.kernels.reference.ReferenceBackend;
import org.strideml.quantization.Message;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.model.Batch;
import org.strideml.trainer.model.Cnn;
import org.strideml.trainer.model.Head;
import org.strideml.trainer.model.ImageBatches;
import org.strideml.trainer.model.ImageShape;
import org.strideml.trainer.model.Network;
import org.strideml.trainer.model.Normalization;
import org.strideml.trainer.optim.AdamW;
import org.strideml.trainer.optim.Average;
import org.strideml.trainer.optim.Nesterov;
import org.strideml.trainer.optim.Sgd;
import org.strideml.trainer.sync.Aggregation;
import org.strideml.trainer.sync.WeightedMean;

/**
 * Running statistics of batch normalization in rounds: averaged, exact, out of optimizers' reach.
 */
class StatisticsTest {
  private static final Cnn MODEL =
      new Cnn(
          new ImageShape(2, 4, 4),
          List.of(new Cnn.Conv(16, 3, 1, 1, Normalization.batch())),
          List.of(),
          Head.multiclass(3));
  private static final int TRAINED = MODEL.layout().trainableSize();

  private static Batch batch(TrainerConfig config, int worker, long step) {
    return ImageBatches.random(MODEL, 3, config.batchSize(), 100 * step + worker);
  }

  private static BatchSource images(TrainerConfig config, int worker) {
    return (target, step) -> {
      Batch source = batch(config, worker, step);
      System.arraycopy(source.features(), 0, target.features(), 0, source.features().length);
      System.arraycopy(source.targets(), 0, target.targets(), 0, source.targets().length);
    };
  }

  private static float[] afterARound(TrainerConfig config) {
    float[] initial = MODEL.initialParameters(config.seed());
    try (InMemoryRounds run =
        new InMemoryRounds(config, initial, worker -> images(config, worker))) {
      run.round();
      return run.parameters();
    }
  }

  private static float[] statistics(float[] parameters) {
    return Arrays.copyOfRange(parameters, TRAINED, parameters.length);
  }

  /** What travels and what the outer step is. */
  private enum Setting {
    PARAMETERS,
    NESTEROV,
    QUANTIZED,
    QUANTIZED_NESTEROV_WITH_FEEDBACK;

    TrainerConfig config() {
      // A rate of 0 keeps the weights, so that both workers' statistics can be told by hand.
      Configs plain = Configs.tiny().model(MODEL).optimizer(new Sgd(0.9, false, 0.1), 0);
      Nesterov nesterov = new Nesterov(0.7, 0.9);
      return switch (this) {
        case PARAMETERS -> plain.sync(2, 3, new Average(), true).config();
        case NESTEROV -> plain.sync(2, 3, nesterov, true).config();
        case QUANTIZED -> plain.sync(2, 3, new Average(), true).quantized(8, false).config();
        case QUANTIZED_NESTEROV_WITH_FEEDBACK ->
            plain.sync(2, 3, nesterov, true).quantized(8, true).config();
      };
    }
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void areTheMeanOfTheWorkersToTheBit(Setting setting) {
    TrainerConfig config = setting.config();
    // Weights as workers see them, since statistics depend on these.
    Exchange exchange = new Exchange(config, MODEL.layout());
    float[] initial = MODEL.initialParameters(config.seed());
    float[] seen = new float[initial.length];
    exchange.decodeWeights(exchange.encodeWeights(initial, 0), seen);
    assertThat(statistics(seen)).isEqualTo(statistics(initial));

    Aggregation.Fold mean = new WeightedMean().open(seen.length);
    try (Backend backend = ReferenceBackend.inFloat()) {
      Network network = MODEL.build(backend, config.batchSize(), true);
      Tensor loss = backend.newArena("loss", Arena.capacityFor(1)).allocate(1);
      for (int worker = 0; worker < 2; worker++) {
        network.parameters().write(seen, 0);
        for (int step = 0; step < 3; step++) {
          network.lossAndGradients(batch(config, worker, step), loss);
        }
        mean.add(network.parameters().toArray(), 3L * config.batchSize());
      }
    }
    float[] expected = new float[seen.length];
    mean.finish(expected);
    assertThat(statistics(expected)).isNotEqualTo(statistics(initial));
    assertThat(statistics(afterARound(config))).isEqualTo(statistics(expected));
  }

  @Test
  void optimizersAndClippingSeeOnlyWhatIsTrained() {
    assertThat(MODEL.layout().size()).isEqualTo(TRAINED + 32);
    try (Backend backend = ReferenceBackend.inFloat()) {
      assertThat(MODEL.build(backend, 2, true).gradients().size()).isEqualTo(TRAINED);
    }
    TrainerConfig config =
        Configs.tiny()
            .model(MODEL)
            .optimizer(new AdamW(0.9, 0.999, 1e-8, 0.5), 0.01)
            .sync(1, 3, new Average(), true)
            .config();
    Exchange exchange = new Exchange(config, MODEL.layout());
    float[] initial = MODEL.initialParameters(1);
    try (Replica replica = new Replica(config, exchange, ReferenceBackend.inFloat())) {
      RoundOutcome outcome =
          replica.run(
              0,
              new RoundSpan(0, 0, 3),
              exchange.encodeWeights(initial, 0),
              new WorkerLayout(config).initial(),
              images(config, 0));
      assertThat(outcome.endState().vectors().values())
          .hasSize(2)
          .allSatisfy(moment -> assertThat(moment).hasSize(TRAINED));
    }
  }

  /** Weight decay and momentum of the outer step would otherwise move what they should not. */
  @Test
  void theOuterOptimizersMomentumStaysZeroForThem() {
    TrainerConfig config = Setting.NESTEROV.config();
    Exchange exchange = new Exchange(config, MODEL.layout());
    float[] parameters = MODEL.initialParameters(1);
    GlobalModel global = GlobalModel.initial(config, exchange, parameters);
    try (Replica replica = new Replica(config, exchange, ReferenceBackend.inFloat())) {
      Message message = exchange.encodeWeights(parameters, 0);
      WorkerState start = new WorkerLayout(config).initial();
      RoundOutcome outcome =
          replica.run(0, new RoundSpan(0, 0, 3), message, start, images(config, 0));
      global.begin(new RoundSpan(0, 0, 3), message);
      global.add(outcome.message(), outcome.rows());
      global.step();
    }
    assertThat(statistics(global.vectors().get("outer.momentum"))).containsOnly(0);
  }
}
