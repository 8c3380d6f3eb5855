package org.strideml.jobs.config;

import org.strideml.jobs.config.ScheduleConfig.Constant;
import org.strideml.jobs.config.ScheduleConfig.Cosine;
import org.strideml.jobs.config.ScheduleConfig.Decay;
import org.strideml.jobs.config.ScheduleConfig.Scaling;
import org.strideml.jobs.config.ScheduleConfig.Step;
import org.strideml.trainer.optim.AdamW;
import org.strideml.trainer.optim.Average;
import org.strideml.trainer.optim.InnerOptimizer;
import org.strideml.trainer.optim.Nesterov;
import org.strideml.trainer.optim.OuterOptimizer;
import org.strideml.trainer.optim.Sgd;

/** Reads how parameters move: local steps, learning rate, outer step. */
final class OptimizationReader {
  private enum OptimizerType {
    SGD,
    ADAMW
  }

  private enum DecayType {
    CONSTANT,
    COSINE,
    STEP
  }

  private enum OuterType {
    AVERAGE,
    NESTEROV
  }

  private final Settings settings;

  OptimizationReader(Settings settings) {
    this.settings = settings;
  }

  /** The local steps. */
  InnerOptimizer optimizer() {
    double weightDecay = settings.decimal("optimizer.weightDecay", 0);
    if (settings.choice("optimizer.type", OptimizerType.class) == OptimizerType.ADAMW) {
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

  /** The learning rate. */
  ScheduleConfig schedule() {
    Scaling scaling = settings.choice("schedule.scaling", Scaling.class);
    settings.require(
        scaling == Scaling.NONE || settings.text("optimizer.type").equals("sgd"),
        "schedule.scaling = linear is a rule for SGD: AdamW divides the gradient's scale out, so a"
            + " larger batch does not make its steps proportionally longer; use schedule.scaling ="
            + " none and choose optimizer.lr, or optimizer.type = sgd",
        "schedule.scaling",
        "optimizer.type");
    double warmupEpochs = settings.decimal("schedule.warmupEpochs", 0);
    long warmupSteps = settings.whole("schedule.warmupSteps", 0, Long.MAX_VALUE);
    settings.require(
        warmupEpochs == 0 || warmupSteps == 0,
        "schedule.warmupEpochs and schedule.warmupSteps are both given; set one of them to 0",
        "schedule.warmupEpochs",
        "schedule.warmupSteps");
    int base = scaling == Scaling.LINEAR ? settings.integer("schedule.baseBatchSize", 1) : 0;
    return new ScheduleConfig(
        settings.positive("optimizer.lr"), decay(), scaling, base, warmupEpochs, warmupSteps);
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

  /** What the driver does with the mean. */
  OuterOptimizer outer() {
    return switch (settings.choice("sync.outer.type", OuterType.class)) {
      case AVERAGE -> new Average();
      case NESTEROV ->
          new Nesterov(
              settings.positive("sync.outer.lr"), settings.fraction("sync.outer.momentum"));
    };
  }
}
