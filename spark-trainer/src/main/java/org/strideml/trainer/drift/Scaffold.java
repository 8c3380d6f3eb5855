package org.strideml.trainer.drift;

import java.util.List;
import java.util.Map;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Tensor;
import org.strideml.trainer.optim.GradientPass;

/**
 * SCAFFOLD, option II (Karimireddy et al., 2020): steps along g − c_k + c, where c_k is what worker
 * k's gradients were on the round's average and c their mean over workers. With Δ_k = θ_start −
 * θ_end and Ση the round's learning rates,
 *
 * <pre>
 * c_k ← c_k − c + Δ_k/Ση      c ← c + s·mean(c_k' − c_k) = (1 − s)·c + s·mean(Δ_k)/Ση
 * </pre>
 *
 * <p>where means are over those who took part in the round, a share s of all workers.
 *
 * <p>Made for plain SGD, whose Δ/Ση is a mean gradient. c travels down with θ; up goes Δ alone,
 * from which the driver knows the rest.
 */
public record Scaffold() implements DriftCorrection {
  private static final List<String> CONTROL = List.of("control");

  @Override
  public String type() {
    return "scaffold";
  }

  @Override
  public List<String> workerNames() {
    return CONTROL;
  }

  @Override
  public List<String> sharedNames() {
    return CONTROL;
  }

  @Override
  public void fold(
      DriftRound round, double share, float[] meanChange, Map<String, float[]> shared) {
    float[] control = shared.get("control");
    for (int i = 0; i < control.length; i++) {
      double seen = meanChange[i] / round.rateSum();
      control[i] = (float) ((1 - share) * control[i] + share * seen);
    }
  }

  @Override
  public LocalDrift open(Backend backend, int size) {
    Vectors vectors = new Vectors(backend, size);
    Tensor correction = vectors.vector("control variate");
    return new LocalDrift() {
      private final float[] difference = new float[size];
      private double rateSum;

      @Override
      public void begin(
          DriftRound round, float[] start, Map<String, float[]> own, Map<String, float[]> shared) {
        float[] control = own.get("control");
        float[] mean = shared.get("control");
        for (int i = 0; i < size; i++) {
          difference[i] = mean[i] - control[i];
        }
        correction.write(difference, 0);
        rateSum = round.rateSum();
      }

      @Override
      public double direction(GradientPass pass, double learningRate) {
        pass.compute();
        vectors.add(1, correction, pass.gradients());
        return learningRate;
      }

      @Override
      public void end(float[] start, float[] end, Map<String, float[]> own) {
        float[] control = new float[size];
        for (int i = 0; i < size; i++) {
          control[i] = (float) (((double) start[i] - end[i]) / rateSum - difference[i]);
        }
        own.put("control", control);
      }
    };
  }
}
