package org.strideml.trainer.drift;

import java.util.List;
import java.util.Map;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Tensor;
import org.strideml.trainer.optim.GradientPass;

/**
 * ProxSkip, as Scaffnew (Mishchenko et al., 2022): steps along g − h_k, and workers meet after a
 * step with probability p, by a shared coin. When they have met at θ,
 *
 * <pre>h_k ← h_k + (p/η)(θ − θ_end,k)</pre>
 *
 * <p>Σ h_k stays 0, so the mean of θ_end − (η/p)h_k is the plain mean. A worker learns θ at the
 * start of its next round and brings h_k up to date then.
 *
 * @param probability p of the sync policy
 */
public record ProxSkip(double probability) implements DriftCorrection {
  private static final List<String> NAMES = List.of("control", "end");

  @Override
  public String type() {
    return "proxskip";
  }

  @Override
  public List<String> workerNames() {
    return NAMES;
  }

  @Override
  public LocalDrift open(Backend backend, int size) {
    Vectors vectors = new Vectors(backend, size);
    Tensor correction = vectors.vector("control variate");
    return new LocalDrift() {
      private float[] control = {};

      @Override
      public void begin(
          DriftRound round, float[] start, Map<String, float[]> own, Map<String, float[]> shared) {
        control = own.get("control").clone();
        float[] before = own.get("end");
        double factor = probability / round.rateBefore();
        for (int i = 0; i < size && round.round() > 0; i++) {
          control[i] += (float) (factor * ((double) start[i] - before[i]));
        }
        correction.write(control, 0);
      }

      @Override
      public double direction(GradientPass pass, double learningRate) {
        pass.compute();
        vectors.add(-1, correction, pass.gradients());
        return learningRate;
      }

      @Override
      public void end(float[] start, float[] end, Map<String, float[]> own) {
        own.put("control", control);
        own.put("end", java.util.Arrays.copyOf(end, size));
      }
    };
  }
}
