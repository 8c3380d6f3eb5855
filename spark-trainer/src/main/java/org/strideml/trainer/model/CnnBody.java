package org.strideml.trainer.model;

import java.util.ArrayList;
import java.util.List;
import org.strideml.kernels.Activation;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Pooling;
import org.strideml.kernels.Tensor;

/** Convolutions and pools of a {@link Cnn}. */
final class CnnBody implements ImageBody {
  private final CnnPlan plan;

  /** A unit per convolution, null per pool. */
  private final List<ConvUnit> units = new ArrayList<>();

  CnnBody(CnnPlan plan, ParameterMemory memory) {
    this.plan = plan;
    for (CnnPlan.Step step : plan.steps()) {
      units.add(
          step.layer() instanceof Cnn.Conv conv
              ? new ConvUnit(
                  memory,
                  step.name(),
                  conv.stride(),
                  conv.padding(),
                  conv.norm(),
                  step.norm(),
                  Activation.RELU)
              : null);
    }
  }

  @Override
  public ImageBody.Pass cut(Workspace work, Tensor input, boolean training) {
    return new Pass(work, input, training);
  }

  private final class Pass implements ImageBody.Pass {
    /** What each layer reads; one more for the output of the last. */
    private final Tensor[] x;

    /** Gradients of {@link #x}; null for the input and in evaluation. */
    private final Tensor[] dx;

    private final ConvUnit.Tensors[] tensors;

    Pass(Workspace work, Tensor input, boolean training) {
      int rows = input.extent(0);
      int depth = units.size();
      int largest =
          plan.steps().stream().mapToInt(step -> step.output().features()).max().orElse(0);
      Tensor shared = work.cut(rows, largest);
      // A layer reads the gradient of one and writes that of the other.
      Tensor[] gradients = {
        training ? work.cut(rows, largest) : null, training ? work.cut(rows, largest) : null
      };
      x = new Tensor[depth + 1];
      dx = new Tensor[depth + 1];
      tensors = new ConvUnit.Tensors[depth];
      x[0] = input;
      for (int i = 0; i < depth; i++) {
        CnnPlan.Step step = plan.steps().get(i);
        if (units.get(i) == null) {
          x[i + 1] = step.output().cut(work, rows);
        } else {
          tensors[i] = units.get(i).cut(work, rows, step.input(), shared, training);
          x[i + 1] = tensors[i].output;
        }
        dx[i + 1] = training ? step.output().of(gradients[i % 2], rows) : null;
      }
    }

    @Override
    public Tensor output() {
      return x[x.length - 1];
    }

    @Override
    public Tensor dOutput() {
      return dx[dx.length - 1];
    }

    @Override
    public void forward(Backend backend, boolean learning) {
      for (int i = 0; i < tensors.length; i++) {
        if (plan.steps().get(i).layer() instanceof Cnn.Pool pool) {
          Pooling pooling = Pooling.of(pool.window());
          if (pool.type() == Cnn.PoolType.MAX) {
            backend.images().maxPoolForward(pooling, x[i], x[i + 1]);
          } else {
            backend.images().averagePoolForward(pooling, x[i], x[i + 1]);
          }
        } else {
          units.get(i).forward(backend, learning, x[i], null, tensors[i]);
        }
      }
    }

    @Override
    public void backward(Backend backend) {
      for (int i = tensors.length - 1; i >= 0; i--) {
        if (plan.steps().get(i).layer() instanceof Cnn.Pool pool) {
          if (dx[i] != null) {
            poolBackward(backend, pool, i);
          }
        } else {
          units.get(i).backward(backend, x[i], tensors[i], dx[i + 1], dx[i]);
        }
      }
    }

    private void poolBackward(Backend backend, Cnn.Pool pool, int i) {
      Pooling pooling = Pooling.of(pool.window());
      if (pool.type() == Cnn.PoolType.MAX) {
        backend.images().maxPoolBackward(pooling, x[i], dx[i + 1], dx[i]);
      } else {
        backend.images().averagePoolBackward(pooling, dx[i + 1], dx[i]);
      }
    }
  }
}
