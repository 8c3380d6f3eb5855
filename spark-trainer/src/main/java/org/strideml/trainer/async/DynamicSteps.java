package org.strideml.trainer.async;

/**
 * Dynamic local updates (DyLU; Liu et al., 2024): slow workers make fewer steps, so that all come
 * back after about the same time: max(minimum, ⌊v_w / max v · H⌋). A worker whose speed is not
 * known makes H.
 *
 * @param minimum least number of steps, at least 1; H when that is less
 */
public record DynamicSteps(int minimum) implements LocalSteps {
  public DynamicSteps {
    if (minimum < 1) {
      throw new IllegalArgumentException("minimum must be >= 1, got " + minimum);
    }
  }

  @Override
  public String type() {
    return "dynamic";
  }

  @Override
  public int steps(int worker, int period, double[] speeds) {
    double fastest = 0;
    for (double speed : speeds) {
      fastest = Math.max(fastest, speed);
    }
    if (speeds[worker] == 0) {
      return period;
    }
    int fair = (int) Math.floor(speeds[worker] / fastest * period);
    return Math.min(period, Math.max(minimum, fair));
  }
}
