package org.strideml.jobs.config;

import java.util.List;
import org.strideml.jobs.config.ScheduleConfig.Constant;
import org.strideml.jobs.config.ScheduleConfig.Cosine;
import org.strideml.jobs.config.ScheduleConfig.Decay;
import org.strideml.jobs.config.ScheduleConfig.Scaling;
import org.strideml.jobs.config.ScheduleConfig.Step;
import org.strideml.jobs.config.ScheduleConfig.Warmup;
import org.strideml.trainer.optim.AdamW;
import org.strideml.trainer.optim.InnerOptimizer;
import org.strideml.trainer.optim.MtDao;
import org.strideml.trainer.optim.RmsProp;
import org.strideml.trainer.optim.Savic;
import org.strideml.trainer.optim.Sgd;

/** Reads how parameters move in local steps, and the learning rate. */
final class OptimizationReader {
  private enum OptimizerType {
    SGD,
    ADAMW,
    RMSPROP,
    MT_DAO,
    SAVIC
  }

  private enum DecayType {
    CONSTANT,
    COSINE,
    STEP
  }

  private final Settings settings;

  OptimizationReader(Settings settings) {
    this.settings = settings;
  }

  /** The local steps. */
  InnerOptimizer optimizer() {
    double weightDecay = settings.decimal("optimizer.weightDecay", 0);
    OptimizerType type = settings.choice("optimizer.type", OptimizerType.class);
    if (type == OptimizerType.RMSPROP) {
      return new RmsProp(
          settings.fraction("optimizer.beta2"),
          settings.positive("optimizer.epsilon"),
          weightDecay);
    }
    if (type == OptimizerType.MT_DAO) {
      return mtDao(weightDecay);
    }
    if (type == OptimizerType.SAVIC) {
      return savic(weightDecay);
    }
    if (type == OptimizerType.ADAMW) {
      return new AdamW(
          settings.fraction("optimizer.beta1"),
          settings.fraction("optimizer.beta2"),
          settings.positive("optimizer.epsilon"),
          weightDecay);
    }
    double momentum = settings.fraction("optimizer.momentum");
    boolean nesterov = settings.flag("optimizer.nesterov");
    settings.require(
        !nesterov || momentum > 0,
        "optimizer.nesterov needs optimizer.momentum above 0 (0.9 is usual)",
        "optimizer.nesterov",
        "optimizer.momentum");
    return new Sgd(momentum, nesterov && momentum > 0, weightDecay);
  }

  private InnerOptimizer savic(double weightDecay) {
    Savic.Rule rule = settings.choice("optimizer.preconditioner.rule", Savic.Rule.class);
    double probe = 1;
    if (rule == Savic.Rule.OASIS) {
      probe = settings.positive("optimizer.preconditioner.probe");
      settings.require(
          settings.text("backend.precision").equals("fp32"),
          "optimizer.preconditioner.rule = oasis needs backend.precision = fp32: it takes differences of"
              + " gradients, which bf16 rounds away",
          "optimizer.preconditioner.rule",
          "backend.precision");
    }
    settings.require(
        !settings.text("optimizer.state").equals("reset"),
        "optimizer.type = savic needs optimizer.state = average, or keep for a scale of each"
            + " worker's own: what a round has measured scales the next one",
        "optimizer.state",
        "optimizer.type");
    String model = settings.text("model.type");
    settings.require(
        !(model.equals("linear") || model.equals("fm")),
        "optimizer.type = savic is not for sparse models: a step moves few parameters, the scale is"
            + " measured for all",
        "optimizer.type",
        "model.type");
    return new Savic(
        rule,
        settings.fraction("optimizer.beta2"),
        settings.positive("optimizer.epsilon"),
        probe,
        weightDecay);
  }

  private InnerOptimizer mtDao(double weightDecay) {
    double beta2 = settings.fraction("optimizer.beta2");
    double epsilon = settings.positive("optimizer.epsilon");
    List<Double> betas = settings.decimals("optimizer.slow.betas");
    List<Double> weights = settings.decimals("optimizer.slow.weights");
    try {
      return new MtDao(betas, weights, beta2, epsilon, weightDecay);
    } catch (IllegalArgumentException e) {
      settings.require(
          false,
          "optimizer.slow: " + e.getMessage(),
          "optimizer.slow.betas",
          "optimizer.slow.weights");
      return new AdamW(0.9, beta2, epsilon, weightDecay);
    }
  }

  /** The learning rate. */
  ScheduleConfig schedule() {
    Scaling scaling = settings.choice("schedule.scaling", Scaling.class);
    boolean sgd = settings.text("optimizer.type").equals("sgd");
    settings.require(
        scaling != Scaling.LINEAR || sgd || settings.flag("schedule.anyOptimizer"),
        "schedule.scaling = linear is a rule for SGD: "
            + settings.text("optimizer.type")
            + " divides the gradient's scale out, so a larger batch does not make its steps"
            + " proportionally longer; use schedule.scaling = square-root, or none and choose"
            + " optimizer.lr, or optimizer.type = sgd; schedule.anyOptimizer = true insists",
        "schedule.scaling",
        "optimizer.type");
    settings.require(
        scaling != Scaling.SQUARE_ROOT || !sgd,
        "schedule.scaling = square-root is a rule for optimizers that divide by the gradient's"
            + " scale; use schedule.scaling = linear with optimizer.type = sgd",
        "schedule.scaling",
        "optimizer.type");
    double warmupEpochs = settings.decimal("schedule.warmupEpochs", 0);
    long warmupSteps = settings.whole("schedule.warmupSteps", 0, Long.MAX_VALUE);
    settings.require(
        warmupEpochs == 0 || warmupSteps == 0,
        "schedule.warmupEpochs and schedule.warmupSteps are both given; set one of them to 0",
        "schedule.warmupEpochs",
        "schedule.warmupSteps");
    int base = scaling == Scaling.NONE ? 0 : settings.integer("schedule.baseBatchSize", 1);
    Warmup warmup =
        scaling == Scaling.NONE ? Warmup.GRADUAL : settings.choice("schedule.warmup", Warmup.class);
    return new ScheduleConfig(
        settings.positive("optimizer.lr"),
        decay(),
        scaling,
        base,
        warmup,
        warmupEpochs,
        warmupSteps);
  }

  private Decay decay() {
    return switch (settings.choice("schedule.type", DecayType.class)) {
      case CONSTANT -> new Constant();
      case COSINE -> new Cosine(settings.decimal("schedule.finalFraction", 0, 1));
      case STEP ->
          new Step(
              settings.whole("schedule.decayEvery", 1, Long.MAX_VALUE),
              settings.positive("schedule.decayFactor"));
    };
  }
}
