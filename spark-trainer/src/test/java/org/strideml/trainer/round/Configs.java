package org.strideml.trainer.round;

import java.util.List;
import java.util.function.UnaryOperator;
import org.strideml.kernels.Activation;
import org.strideml.kernels.Precision;
import org.strideml.quantization.Codec;
import org.strideml.quantization.Codecs;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.model.Head;
import org.strideml.trainer.model.Mlp;
import org.strideml.trainer.model.Model;
import org.strideml.trainer.optim.Average;
import org.strideml.trainer.optim.InnerOptimizer;
import org.strideml.trainer.optim.OuterOptimizer;
import org.strideml.trainer.optim.Schedules;
import org.strideml.trainer.optim.Sgd;
import org.strideml.trainer.sync.SyncMode;

/** Small configurations for tests, changed one setting at a time. */
public record Configs(TrainerConfig config) {
  private static final Codec NONE = Codecs.of("none", 0, 0);

  /** Tiny MLP, plain SGD, two workers, H=4, nothing quantized, reference backend. */
  public static Configs tiny() {
    return new Configs(
        new TrainerConfig(
            7,
            Mlp.of(8, List.of(12), Head.multiclass(3), Activation.TANH),
            new Sgd(0, false, 0),
            0,
            Schedules.constant(0.1),
            TrainerConfig.Sync.every(4, 2, new Average(), TrainerConfig.StateMode.KEEP, 64L << 20),
            new TrainerConfig.Compression(NONE, NONE, false, 16),
            new TrainerConfig.BackendChoice("reference", "auto", Precision.FP32),
            5,
            40,
            new TrainerConfig.Evaluation(0, 16, 0),
            0));
  }

  public Configs model(Model model) {
    TrainerConfig c = config;
    return with(model, c.optimizer(), c.schedule().at(0), c.sync(), c.compression(), c.backend());
  }

  public Configs optimizer(InnerOptimizer optimizer, double learningRate) {
    TrainerConfig c = config;
    return with(c.model(), optimizer, learningRate, c.sync(), c.compression(), c.backend());
  }

  public Configs sync(int workers, int period, OuterOptimizer outer, boolean keep) {
    TrainerConfig c = config;
    TrainerConfig.Sync sync =
        TrainerConfig.Sync.every(
            period,
            workers,
            outer,
            keep ? TrainerConfig.StateMode.KEEP : TrainerConfig.StateMode.RESET,
            c.sync().pendingBytes());
    return with(c.model(), c.optimizer(), c.schedule().at(0), sync, c.compression(), c.backend());
  }

  /** Another mode, with other things alike. */
  public Configs mode(SyncMode mode) {
    TrainerConfig c = config;
    TrainerConfig.Sync sync = c.sync().in(mode);
    return with(c.model(), c.optimizer(), c.schedule().at(0), sync, c.compression(), c.backend());
  }

  /** The same, meeting as {@code change} says. */
  public Configs sync(UnaryOperator<TrainerConfig.Sync> change) {
    TrainerConfig c = config;
    return with(
        c.model(),
        c.optimizer(),
        c.schedule().at(0),
        change.apply(c.sync()),
        c.compression(),
        c.backend());
  }

  public Configs pendingBytes(long bytes) {
    TrainerConfig.Sync s = config.sync();
    TrainerConfig.Sync sync =
        new TrainerConfig.Sync(
            s.mode(),
            s.workers(),
            s.participation(),
            s.policy(),
            s.aggregation(),
            s.outer(),
            s.drift(),
            s.streaming(),
            s.state(),
            s.stateRounds(),
            bytes);
    TrainerConfig c = config;
    return with(c.model(), c.optimizer(), c.schedule().at(0), sync, c.compression(), c.backend());
  }

  public Configs quantized(int bits, boolean errorFeedback) {
    return compressed(
        new TrainerConfig.Compression(
            Codecs.of("random-shift", bits, 64),
            Codecs.of("stochastic", bits, 64),
            errorFeedback,
            16));
  }

  public Configs compressed(TrainerConfig.Compression compression) {
    TrainerConfig c = config;
    return with(c.model(), c.optimizer(), c.schedule().at(0), c.sync(), compression, c.backend());
  }

  public Configs backend(String type) {
    return backend(new TrainerConfig.BackendChoice(type, "auto", Precision.FP32));
  }

  public Configs backend(TrainerConfig.BackendChoice backend) {
    TrainerConfig c = config;
    return with(c.model(), c.optimizer(), c.schedule().at(0), c.sync(), c.compression(), backend);
  }

  public Configs batchSize(int batchSize) {
    return runs(batchSize, config.steps(), config.evaluation(), config.checkpointEvery());
  }

  public Configs steps(long steps) {
    return runs(config.batchSize(), steps, config.evaluation(), config.checkpointEvery());
  }

  public Configs checkpointEvery(int rounds) {
    return runs(config.batchSize(), config.steps(), config.evaluation(), rounds);
  }

  public Configs evaluation(int every, int patience) {
    return runs(
        config.batchSize(),
        config.steps(),
        new TrainerConfig.Evaluation(every, 16, patience),
        config.checkpointEvery());
  }

  private Configs runs(
      int batchSize, long steps, TrainerConfig.Evaluation evaluation, int checkpointEvery) {
    TrainerConfig c = config;
    return new Configs(
        new TrainerConfig(
            c.seed(),
            c.model(),
            c.optimizer(),
            c.clipNorm(),
            c.schedule(),
            c.sync(),
            c.compression(),
            c.backend(),
            batchSize,
            steps,
            evaluation,
            checkpointEvery));
  }

  private Configs with(
      Model model,
      InnerOptimizer optimizer,
      double learningRate,
      TrainerConfig.Sync sync,
      TrainerConfig.Compression compression,
      TrainerConfig.BackendChoice backend) {
    TrainerConfig c = config;
    return new Configs(
        new TrainerConfig(
            c.seed(),
            model,
            optimizer,
            c.clipNorm(),
            Schedules.constant(learningRate),
            sync,
            compression,
            backend,
            c.batchSize(),
            c.steps(),
            c.evaluation(),
            c.checkpointEvery()));
  }
}
