package org.strideml.trainer.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.strideml.kernels.Arena;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Tensor;
import org.strideml.kernels.reference.ReferenceBackend;
import org.strideml.quantization.Message;
import org.strideml.quantization.RandomKey;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.model.Batch;
import org.strideml.trainer.model.Head;
import org.strideml.trainer.model.Network;
import org.strideml.trainer.model.SparseModel;
import org.strideml.trainer.optim.AdamW;
import org.strideml.trainer.optim.Average;
import org.strideml.trainer.optim.InnerOptimizer;
import org.strideml.trainer.optim.Nesterov;
import org.strideml.trainer.optim.Sgd;

/** Rounds of a model of which each changes little. */
class SparseRoundsTest {
  private static final int FEATURES = 3000;
  private static final SparseModel MODEL = new SparseModel(FEATURES, 4, Head.binary());

  private static BatchSource rows(int worker) {
    return (batch, step) -> {
      RandomKey key = RandomKey.of(31).child(worker).child(step);
      for (int row = 0; row < batch.rows(); row++) {
        fill(batch, row, key.child(row));
      }
    };
  }

  /** The class is whether the first feature is below the middle. */
  private static void fill(Batch batch, int row, RandomKey key) {
    batch.sparse().begin(row);
    for (int i = 0; i < 6; i++) {
      batch.sparse().add(key.below(i == 0 ? 10 : FEATURES, i), 1);
    }
    batch.targets()[row] = batch.sparse().id(batch.sparse().start(row)) < 5 ? 1 : 0;
  }

  private static Configs configs() {
    return Configs.tiny().model(MODEL);
  }

  private static float[] afterRounds(TrainerConfig config, int rounds) {
    float[] initial = config.model().initialParameters(config.seed());
    try (InMemoryRounds run = new InMemoryRounds(config, initial, SparseRoundsTest::rows)) {
      for (int round = 0; round < rounds; round++) {
        run.round();
      }
      return run.parameters();
    }
  }

  @Test
  void oneWorkerWithPeriodOneIsThePlainOptimizerToTheBit() {
    for (InnerOptimizer optimizer :
        List.of(new Sgd(0, false, 0), new Sgd(0.9, false, 0.01), new AdamW(0.9, 0.99, 1e-8, 0.1))) {
      TrainerConfig config =
          configs().optimizer(optimizer, 0.1).sync(1, 1, new Average(), true).config();
      assertThat(afterRounds(config, 25)).isEqualTo(byHand(config, 25, 1));
    }
  }

  @Test
  void plainFloatsThroughTheWireEqualAnAverageInMemoryToTheBit() {
    TrainerConfig config =
        configs().optimizer(new Sgd(0.9, false, 0), 0.1).sync(3, 4, new Average(), false).config();
    assertThat(afterRounds(config, 3)).isEqualTo(byHand(config, 3, 4));
  }

  /** No messages: one network and a mean in double. State is kept only when K = 1. */
  private static float[] byHand(TrainerConfig config, int rounds, int period) {
    int workers = config.sync().workers();
    float[] global = config.model().initialParameters(config.seed());
    try (Backend backend = ReferenceBackend.inFloat()) {
      Network network = config.model().build(backend, config.batchSize(), true);
      List<Tensor> moments = new ArrayList<>();
      for (int i = 0; i < config.optimizer().stateNames().size(); i++) {
        moments.add(backend.newArena("moment", global.length).allocate(global.length));
      }
      Tensor loss = backend.newArena("loss", Arena.capacityFor(1)).allocate(1);
      LocalStep step = new LocalStep(backend, config.optimizer(), network, moments);
      Batch batch = config.model().newBatch(config.batchSize());
      for (int round = 0; round < rounds; round++) {
        double[] sum = new double[global.length];
        for (int worker = 0; worker < workers; worker++) {
          network.parameters().write(global, 0);
          if (workers > 1) {
            moments.forEach(moment -> backend.fill(moment, 0));
          }
          for (int h = 0; h < period; h++) {
            rows(worker).fill(batch, (long) round * period + h);
            network.lossAndGradients(batch, loss);
            step.run(0.1, workers > 1 ? h : round, null);
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

  @Test
  void messagesCarryWhatARoundHasChanged() {
    for (Configs configs :
        List.of(configs(), configs().quantized(4, false), configs().quantized(4, true))) {
      TrainerConfig config = configs.sync(1, 4, new Average(), true).config();
      Exchange exchange = new Exchange(config, MODEL.layout());
      float[] initial = MODEL.initialParameters(1);
      Message start = exchange.encodeWeights(initial, 0);
      try (Replica replica = new Replica(config, exchange, ReferenceBackend.inFloat())) {
        RoundOutcome outcome =
            replica.run(
                0, new RoundSpan(0, 0, 4), start, new WorkerLayout(config).initial(), rows(0));
        // At most 4 steps of 5 rows of 6 features, each with a weight and 4 factors.
        int changed = 4 * 5 * 6 * 5;
        double bytesEach = config.compression().gradients().bits() / 8.0 + 2;
        assertThat(outcome.message().size())
            .isLessThan((int) (changed * bytesEach) + 300)
            .isLessThan(exchange.contributionSize() / 8);
      }
    }
  }

  @Test
  void lossFallsWhenChangesAreRoundedAndFedBack() {
    for (boolean errorFeedback : new boolean[] {false, true}) {
      TrainerConfig config =
          configs()
              .quantized(8, errorFeedback)
              .optimizer(new Sgd(0, false, 0), 0.5)
              .sync(2, 4, new Nesterov(0.7, 0.9), true)
              .config();
      float[] initial = MODEL.initialParameters(1);
      try (InMemoryRounds run = new InMemoryRounds(config, initial, SparseRoundsTest::rows)) {
        double first = run.round();
        double last = 0;
        for (int round = 0; round < 60; round++) {
          last = run.round();
        }
        assertThat(last).isLessThan(0.5 * first);
      }
    }
  }

  @Test
  void aRoundMustBeBegunBeforeMessagesAreAdded() {
    TrainerConfig config = configs().config();
    Exchange exchange = new Exchange(config, MODEL.layout());
    float[] values = MODEL.initialParameters(1);
    Message message = exchange.encodeParameters(values, values, 0, 0);
    GlobalModel global = GlobalModel.initial(config, exchange, values);
    assertThatThrownBy(() -> global.add(message, 1)).hasMessageContaining("base");
  }
}
