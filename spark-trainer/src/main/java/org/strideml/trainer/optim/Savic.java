package org.strideml.trainer.optim;

import java.util.List;
import org.strideml.kernels.AdamWStep;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Tensor;
import org.strideml.quantization.RandomKey;

/**
 * Local steps scaled by a diagonal that all workers share (SAVIC: Chezhegov et al., "Local methods
 * with adaptivity via scaling", 2024). While a round lasts the diagonal stands still:
 *
 * <pre>p ← p·(1 − lr·weightDecay) − lr·g / max(floor, |D|)</pre>
 *
 * <p>At a round's end each worker measures, and what it then has is averaged over workers, which is
 * the same as averaging what they measured:
 *
 * <pre>
 * ADAM, RMSPROP:  D² ← βD² + (1−β)g²              g of the round's last step
 * OASIS:          D  ← βD  + (1−β)·z⊙∇²f(θ)z      z random signs, the Hessian's diagonal on average
 * </pre>
 *
 * <p>ADAM and OASIS divide by 1 − βʳ after r rounds, RMSPROP does not. In the first round nothing
 * has been measured and D is 1: plain SGD. The product with the Hessian is a central difference of
 * two gradients of the last batch at θ_end ± r·z with r = probe·(1 + ‖θ‖)/√n, coordinate by
 * coordinate divided by the way that was really gone in floats; for a quadratic with a diagonal
 * Hessian that is its diagonal, exactly.
 *
 * @param rule what is measured
 * @param beta of D, in [0, 1), per round
 * @param floor least scale; greater than 0
 * @param probe size of OASIS' difference relative to the weights; greater than 0
 * @param weightDecay decoupled, at least 0
 */
public record Savic(Rule rule, double beta, double floor, double probe, double weightDecay)
    implements InnerOptimizer {
  private static final List<String> STATE = List.of("gradient", "divisor", "d");
  private static final List<String> SHARED = List.of("d");
  private static final int DIVISOR = 1;
  private static final int D = 2;

  /** Where the scale comes from. */
  public enum Rule {
    /** Mean squares of gradients, corrected for their start at zero. */
    ADAM,
    /** Mean squares of gradients as they are. */
    RMSPROP,
    /** The Hessian's diagonal by Hutchinson's estimate, as in OASIS (Jahani et al., 2022). */
    OASIS
  }

  public Savic {
    Settings.inUnitInterval("beta", (float) beta);
    Settings.positive("floor", (float) floor);
    Settings.positive("probe", probe);
    Settings.nonNegative("weightDecay", weightDecay);
  }

  @Override
  public String type() {
    return "savic";
  }

  /** {@code gradient} is scratch of a step, {@code divisor} is the squared scale of the round. */
  @Override
  public List<String> stateNames() {
    return STATE;
  }

  @Override
  public List<String> sharedNames() {
    return SHARED;
  }

  @Override
  public void begin(Backend backend, long rounds, List<Tensor> state) {
    Settings.checkState(this, state);
    float[] d = state.get(D).toArray();
    double correction = rule == Rule.RMSPROP ? 1 : 1 - StrictMath.pow((float) beta, rounds);
    for (int i = 0; i < d.length; i++) {
      double scale = rounds == 0 ? 1 : Math.max(floor, scale(d[i] / correction));
      d[i] = (float) (scale * scale);
    }
    state.get(DIVISOR).write(d, 0);
  }

  private double scale(double d) {
    return rule == Rule.OASIS ? Math.abs(d) : Math.sqrt(d);
  }

  /** Adam's kernel with a first moment that is the gradient and a second one that stands still. */
  @Override
  public void step(
      Backend backend,
      double learningRate,
      long stateSteps,
      Tensor parameters,
      Tensor gradient,
      Tensor gradientScale,
      List<Tensor> state) {
    Settings.checkState(this, state);
    AdamWStep step = new AdamWStep((float) learningRate, 0, 1, 0, (float) weightDecay, 1, 1);
    backend.adamW(step, parameters, gradient, gradientScale, state.get(0), state.get(DIVISOR));
  }

  @Override
  public void end(Backend backend, GradientPass pass, RandomKey key, List<Tensor> state) {
    float[] measured = rule == Rule.OASIS ? curvature(pass, key) : squares(pass);
    float[] d = state.get(D).toArray();
    float old = (float) beta;
    for (int i = 0; i < d.length; i++) {
      d[i] = (float) (old * (double) d[i] + (1.0 - old) * measured[i]);
    }
    state.get(D).write(d, 0);
  }

  private static float[] squares(GradientPass pass) {
    float[] g = pass.gradients().toArray();
    for (int i = 0; i < g.length; i++) {
      g[i] *= g[i];
    }
    return g;
  }

  /** z⊙∇²f z; leaves parameters as they were. */
  private float[] curvature(GradientPass pass, RandomKey key) {
    float[] here = pass.parameters().toArray();
    double squares = 0;
    for (float x : here) {
      squares += (double) x * x;
    }
    double radius = probe * (1 + Math.sqrt(squares)) / Math.sqrt(here.length);
    float[] ahead = moved(here, radius, key);
    float[] behind = moved(here, -radius, key);
    float[] there = gradients(pass, ahead);
    float[] back = gradients(pass, behind);
    pass.parameters().write(here, 0);
    for (int i = 0; i < there.length; i++) {
      double way = (double) ahead[i] - behind[i];
      there[i] = way == 0 ? 0 : (float) (((double) there[i] - back[i]) / way);
    }
    return there;
  }

  private static float[] moved(float[] from, double by, RandomKey key) {
    float[] to = new float[from.length];
    for (int i = 0; i < to.length; i++) {
      to[i] = (float) ((key.bits(i) & 1) == 0 ? from[i] + by : from[i] - by);
    }
    return to;
  }

  private static float[] gradients(GradientPass pass, float[] at) {
    pass.parameters().write(at, 0);
    pass.compute();
    return pass.gradients().toArray();
  }
}
