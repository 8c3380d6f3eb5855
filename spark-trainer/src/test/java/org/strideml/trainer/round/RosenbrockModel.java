package org.strideml.trainer.round;

import java.util.Set;
import org.strideml.kernels.Arena;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Operation;
import org.strideml.kernels.Tensor;
import org.strideml.trainer.model.Batch;
import org.strideml.trainer.model.BatchShape;
import org.strideml.trainer.model.Head;
import org.strideml.trainer.model.Model;
import org.strideml.trainer.model.Network;
import org.strideml.trainer.model.ParameterLayout;

/**
 * Rosenbrock's (1 − x)² + 100(y − x²)²; a row is what is added to its gradient. Batches have one
 * row.
 */
record RosenbrockModel(float startX, float startY) implements Model {
  static double value(float x, float y) {
    double bend = y - (double) x * x;
    return (1.0 - x) * (1.0 - x) + 100 * bend * bend;
  }

  @Override
  public String type() {
    return "rosenbrock";
  }

  @Override
  public ParameterLayout layout() {
    return ParameterLayout.builder().add("x", 2).build();
  }

  @Override
  public Set<Operation> operations() {
    return Set.of(Operation.OPTIMIZER);
  }

  @Override
  public float[] initialParameters(long seed) {
    return new float[] {startX, startY};
  }

  @Override
  public Head head() {
    return Head.regression(1);
  }

  @Override
  public BatchShape batchShape() {
    return BatchShape.ofFeatures(2);
  }

  @Override
  public Network build(Backend backend, int rows, boolean training) {
    Arena arena = backend.newArena("rosenbrock", 2 * Arena.capacityFor(2));
    Tensor parameters = arena.allocate(2);
    Tensor gradients = arena.allocate(2);
    float[] at = new float[2];
    float[] gradient = new float[2];
    float[] result = new float[1];
    return new Network() {
      @Override
      public Tensor parameters() {
        return parameters;
      }

      @Override
      public Tensor gradients() {
        return gradients;
      }

      @Override
      public void lossAndGradients(Batch batch, Tensor loss) {
        loss(batch, loss);
        double bend = at[1] - (double) at[0] * at[0];
        gradient[0] = (float) (-2 * (1 - at[0]) - 400 * at[0] * bend + batch.features()[0]);
        gradient[1] = (float) (200 * bend + batch.features()[1]);
        gradients.write(gradient, 0);
      }

      @Override
      public void loss(Batch batch, Tensor loss) {
        parameters.read(at, 0);
        result[0] = (float) value(at[0], at[1]);
        loss.write(result, 0);
      }

      @Override
      public Tensor logits() {
        throw new IllegalStateException("a function has no classes");
      }

      @Override
      public void scores(Batch batch) {
        throw new IllegalStateException("a function has no classes");
      }
    };
  }
}
