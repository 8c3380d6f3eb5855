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
 * Loss a/2 (x − b)² averaged over rows (a, b), with one parameter x: local SGD on it has closed
 * forms.
 */
record QuadraticModel(float start) implements Model {
  @Override
  public String type() {
    return "quadratic";
  }

  @Override
  public ParameterLayout layout() {
    return ParameterLayout.builder().add("x", 1).build();
  }

  @Override
  public Set<Operation> operations() {
    return Set.of(Operation.OPTIMIZER);
  }

  @Override
  public float[] initialParameters(long seed) {
    return new float[] {start};
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
    Arena arena = backend.newArena("quadratic", 2 * Arena.capacityFor(1));
    Tensor parameters = arena.allocate(1);
    Tensor gradients = arena.allocate(1);
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
        float x = parameters.toArray()[0];
        double gradient = 0;
        for (int row = 0; row < batch.rows(); row++) {
          gradient += batch.features()[2 * row] * (x - batch.features()[2 * row + 1]);
        }
        gradients.write(new float[] {(float) (gradient / batch.rows())}, 0);
      }

      @Override
      public void loss(Batch batch, Tensor loss) {
        float x = parameters.toArray()[0];
        double sum = 0;
        for (int row = 0; row < batch.rows(); row++) {
          double distance = x - batch.features()[2 * row + 1];
          sum += batch.features()[2 * row] / 2 * distance * distance;
        }
        loss.write(new float[] {(float) (sum / batch.rows())}, 0);
      }

      @Override
      public Tensor logits() {
        throw new IllegalStateException("a quadratic has no classes");
      }

      @Override
      public void scores(Batch batch) {
        throw new IllegalStateException("a quadratic has no classes");
      }
    };
  }
}
