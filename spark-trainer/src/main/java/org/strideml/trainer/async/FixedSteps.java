package org.strideml.trainer.async;

/** The same for everybody. */
public record FixedSteps() implements LocalSteps {
  @Override
  public String type() {
    return "fixed";
  }

  @Override
  public int steps(int worker, int period, double[] speeds) {
    return period;
  }
}
