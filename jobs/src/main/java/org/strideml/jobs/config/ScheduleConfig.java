package org.strideml.jobs.config;

import org.strideml.trainer.optim.InnerOptimizer;
import org.strideml.trainer.optim.LinearScaling;
import org.strideml.trainer.optim.Schedule;
import org.strideml.trainer.optim.Schedules;
import org.strideml.trainer.optim.SquareRootScaling;

/**
 * The learning rate over a run, before the run's length in steps is known.
 *
 * @param lr optimizer.lr
 * @param decay what happens after the warm-up
 * @param scaling whether lr is for {@code baseBatchSize} rows and grows with the batch
 * @param baseBatchSize rows per step for which lr was chosen
 * @param warmup shape of the warm-up when the rate is scaled; without scaling it climbs from 0
 * @param warmupEpochs passes over the data, 0 when {@code warmupSteps} says it
 * @param warmupSteps local steps, 0 when {@code warmupEpochs} says it
 */
public record ScheduleConfig(
    double lr,
    Decay decay,
    Scaling scaling,
    int baseBatchSize,
    Warmup warmup,
    double warmupEpochs,
    long warmupSteps) {

  /** Rule for scaling the rate with the batch. */
  public enum Scaling {
    NONE,
    LINEAR,
    SQUARE_ROOT
  }

  /** How the rate gets from that of the base batch to the scaled one. */
  public enum Warmup {
    GRADUAL,
    CONSTANT
  }

  /** What the rate does after it has reached its top. */
  public sealed interface Decay {
    /** The schedule of a run of {@code steps} local steps that reaches {@code peak}. */
    Schedule from(double peak, long warmup, long steps);
  }

  record Constant() implements Decay {
    @Override
    public Schedule from(double peak, long warmup, long steps) {
      return Schedules.constant(peak);
    }
  }

  record Cosine(double finalFraction) implements Decay {
    @Override
    public Schedule from(double peak, long warmup, long steps) {
      return Schedules.cosine(peak, warmup, steps, finalFraction);
    }
  }

  record Step(long every, double factor) implements Decay {
    @Override
    public Schedule from(double peak, long warmup, long steps) {
      return Schedules.step(peak, every, factor);
    }
  }

  /**
   * @param steps local steps per worker in the whole run
   * @param stepsPerEpoch local steps per worker in one pass over the data
   * @throws ConfigException when the warm-up is not shorter than the run
   */
  public Schedule schedule(int workers, int batchSize, long steps, double stepsPerEpoch) {
    long warmup = warmupSteps > 0 ? warmupSteps : Math.round(warmupEpochs * stepsPerEpoch);
    if (warmup > 0 && warmup >= steps) {
      throw new ConfigException(
          "warm-up must be shorter than the run, got %d of %d local steps (%s); shorten it or train longer"
              .formatted(
                  warmup,
                  steps,
                  warmupSteps > 0 ? "schedule.warmupSteps" : "schedule.warmupEpochs"));
    }
    if (scaling == Scaling.NONE) {
      return Schedules.warmup(warmup, decay.from(lr, warmup, steps));
    }
    double factor =
        scaling == Scaling.LINEAR
            ? LinearScaling.factor(workers, batchSize, baseBatchSize)
            : SquareRootScaling.factor(workers, batchSize, baseBatchSize);
    Schedule scaled = decay.from(lr * factor, warmup, steps);
    return this.warmup == Warmup.GRADUAL
        ? Schedules.gradualWarmup(lr, warmup, scaled)
        : Schedules.constantWarmup(lr, warmup, scaled);
  }

  /**
   * The optimizer for the batch of all workers together.
   *
   * @throws ConfigException when the square-root rule does not reach that far
   */
  public InnerOptimizer optimizer(InnerOptimizer chosen, int workers, int batchSize) {
    if (scaling != Scaling.SQUARE_ROOT) {
      return chosen;
    }
    try {
      return chosen.forBatch(LinearScaling.factor(workers, batchSize, baseBatchSize));
    } catch (IllegalArgumentException e) {
      throw new ConfigException("schedule.scaling = square-root: " + e.getMessage());
    }
  }
}
