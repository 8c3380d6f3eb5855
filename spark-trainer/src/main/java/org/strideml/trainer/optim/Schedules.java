package org.strideml.trainer.optim;

import java.util.List;

/**
 * Learning-rate schedules: pure functions of the local step, the same bits on every machine.
 *
 * <p><b>How warm-up and decay compose.</b> All schedules count steps from the start of the run. A
 * warm-up replaces the first W steps of the schedule it is put before and changes nothing after
 * them. Milestones and periods of {@link #step} and {@link #multistep} therefore count the warm-up
 * in, as Goyal et al. count their epochs; {@link #cosine} is told where its descent begins, so that
 * a cosine after W steps of warm-up starts at its peak at step W:
 *
 * <pre>{@code
 * warmup(5, cosine(0.4, 5, 20, 0))             // 0, 0.08, … 0.32, 0.4, … → 0 at step 20
 * gradualWarmup(0.1, 500, multistep(0.8, List.of(3000L, 6000L), 0.1))
 * }</pre>
 *
 * <p>The peak a warm-up rises to is the schedule's rate at step 0.
 */
public final class Schedules {
  private Schedules() {}

  /** The same rate at every step. */
  public static Schedule constant(double learningRate) {
    return new Constant(learningRate);
  }

  /**
   * Half a cosine from the full rate at step {@code begin} to {@code minRatio} times it at step
   * {@code end}; flat before and after:
   *
   * <p>lr·(minRatio + (1 − minRatio)·½(1 + cos(π·(step − begin)/(end − begin)))).
   *
   * @param begin first step of the descent, usually the number of warm-up steps
   * @param end steps of the whole run; greater than {@code begin}
   * @param minRatio in [0, 1]
   */
  public static Schedule cosine(double learningRate, long begin, long end, double minRatio) {
    return new Cosine(learningRate, begin, end, minRatio);
  }

  /** lr·gammaⁿ with n = ⌊step / every⌋. */
  public static Schedule step(double learningRate, long every, double gamma) {
    return new Step(learningRate, every, gamma);
  }

  /**
   * lr·gammaⁿ with n the number of milestones at or before the step.
   *
   * @param milestones steps, strictly increasing
   */
  public static Schedule multistep(double learningRate, List<Long> milestones, double gamma) {
    return new Multistep(learningRate, milestones, gamma);
  }

  /** Linear from zero: peak·step/steps for the first {@code steps} steps, then {@code schedule}. */
  public static Schedule warmup(long steps, Schedule schedule) {
    return steps == 0 ? schedule : new Warmup(steps, schedule);
  }

  /**
   * Linear from the rate of the base batch (Goyal et al., 2017, section 2.2): with i the step, W =
   * {@code steps} and η̂ the peak, base + (η̂ − base)·(i + 1)/W for i &lt; W, which is η̂ at i = W
   * − 1; then {@code schedule}.
   *
   * @param baseRate η, the rate that suits the base batch size
   */
  public static Schedule gradualWarmup(double baseRate, long steps, Schedule schedule) {
    return steps == 0 ? schedule : new GradualWarmup(baseRate, steps, schedule);
  }

  /**
   * The rate of the base batch for the first {@code steps} steps, then {@code schedule} at once;
   * Goyal et al. found it worse than a gradual one.
   */
  public static Schedule constantWarmup(double baseRate, long steps, Schedule schedule) {
    return steps == 0 ? schedule : new ConstantWarmup(baseRate, steps, schedule);
  }

  private record Constant(double learningRate) implements Schedule {
    Constant {
      Settings.nonNegative("learningRate", learningRate);
    }

    @Override
    public double at(long step) {
      return learningRate;
    }
  }

  private record Cosine(double learningRate, long begin, long end, double minRatio)
      implements Schedule {
    Cosine {
      Settings.nonNegative("learningRate", learningRate);
      if (begin < 0 || end <= begin) {
        throw new IllegalArgumentException(
            "a cosine needs 0 <= begin < end, got begin "
                + begin
                + " and end "
                + end
                + "; warm-up must be shorter than the run");
      }
      if (!(minRatio >= 0 && minRatio <= 1)) {
        throw new IllegalArgumentException("minRatio must be in [0, 1], got " + minRatio);
      }
    }

    @Override
    public double at(long step) {
      double part = (double) (Math.min(Math.max(step, begin), end) - begin) / (end - begin);
      double fall = 0.5 * (1 + StrictMath.cos(Math.PI * part));
      return learningRate * (minRatio + (1 - minRatio) * fall);
    }
  }

  private record Step(double learningRate, long every, double gamma) implements Schedule {
    Step {
      Settings.nonNegative("learningRate", learningRate);
      Settings.positive("every", every);
      Settings.positive("gamma", gamma);
    }

    @Override
    public double at(long step) {
      return learningRate * StrictMath.pow(gamma, step / every);
    }
  }

  private record Multistep(double learningRate, List<Long> milestones, double gamma)
      implements Schedule {
    Multistep {
      milestones = List.copyOf(milestones);
      Settings.nonNegative("learningRate", learningRate);
      Settings.positive("gamma", gamma);
      for (int i = 0; i < milestones.size(); i++) {
        if (milestones.get(i) < 0 || (i > 0 && milestones.get(i) <= milestones.get(i - 1))) {
          throw new IllegalArgumentException(
              "milestones must be >= 0 and strictly increasing, got " + milestones);
        }
      }
    }

    @Override
    public double at(long step) {
      int passed = 0;
      while (passed < milestones.size() && milestones.get(passed) <= step) {
        passed++;
      }
      return learningRate * StrictMath.pow(gamma, passed);
    }
  }

  private record Warmup(long steps, Schedule schedule) implements Schedule {
    Warmup {
      Settings.positive("warm-up steps", steps);
    }

    @Override
    public double at(long step) {
      return step < steps ? schedule.at(0) * step / steps : schedule.at(step);
    }

    @Override
    public long warmupSteps() {
      return steps;
    }
  }

  private record GradualWarmup(double baseRate, long steps, Schedule schedule) implements Schedule {
    GradualWarmup {
      Settings.nonNegative("baseRate", baseRate);
      Settings.positive("warm-up steps", steps);
    }

    @Override
    public double at(long step) {
      if (step >= steps) {
        return schedule.at(step);
      }
      double part = (step + 1.0) / steps;
      // This form of the line is exact at both ends.
      return baseRate * (1 - part) + schedule.at(0) * part;
    }

    @Override
    public long warmupSteps() {
      return steps;
    }
  }

  private record ConstantWarmup(double baseRate, long steps, Schedule schedule)
      implements Schedule {
    ConstantWarmup {
      Settings.nonNegative("baseRate", baseRate);
      Settings.positive("warm-up steps", steps);
    }

    @Override
    public double at(long step) {
      return step < steps ? baseRate : schedule.at(step);
    }

    @Override
    public long warmupSteps() {
      return steps;
    }
  }
}
