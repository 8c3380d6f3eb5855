package org.strideml.trainer.model;

import org.strideml.kernels.Activation;
import org.strideml.kernels.Backend;
import org.strideml.kernels.BatchNorm;
import org.strideml.kernels.GroupNorm;
import org.strideml.kernels.Tensor;

/**
 * A normalization of images with its activation, and where its gradients go; see {@link
 * org.strideml.kernels.ImageOperations}.
 */
interface ImageNorm {
  /** PyTorch's default. */
  float MOMENTUM = 0.1f;

  /** Rows of two that a batch's statistics take. */
  int statistics(int rows);

  /**
   * y ← f(norm(x) [+ residual]).
   *
   * @param learning whether by the batch's own statistics, where that makes a difference
   */
  void forward(
      Backend backend, boolean learning, Tensor x, Tensor residual, Tensor y, Tensor statistics);

  /** Masks {@code dy} by f, writes {@code dx} and the parameters' gradients. */
  void backward(Backend backend, Tensor x, Tensor y, Tensor statistics, Tensor dy, Tensor dx);

  /** The normalization {@code name}; {@code null} for none. */
  static ImageNorm of(ParameterMemory memory, Normalization norm, String name, Activation f) {
    return switch (norm.type()) {
      case NONE -> null;
      case GROUP -> new OfGroups(memory, name, norm.groups(), f);
      case BATCH -> new OfBatch(memory, name, f);
    };
  }

  /** Over groups of channels. */
  final class OfGroups implements ImageNorm {
    private final GroupNorm layer;
    private final Tensor dGamma;
    private final Tensor dBeta;

    private OfGroups(ParameterMemory memory, String name, int groups, Activation f) {
      Tensor gamma = memory.parameter(name + ".weight");
      Tensor beta = memory.parameter(name + ".bias");
      layer = new GroupNorm(gamma, beta, groups, Normalization.EPSILON, f);
      dGamma = memory.gradient(name + ".weight");
      dBeta = memory.gradient(name + ".bias");
    }

    @Override
    public int statistics(int rows) {
      return rows * layer.groups();
    }

    @Override
    public void forward(
        Backend backend, boolean learning, Tensor x, Tensor residual, Tensor y, Tensor statistics) {
      backend.images().groupNormForward(layer, x, residual, y, statistics);
    }

    @Override
    public void backward(
        Backend backend, Tensor x, Tensor y, Tensor statistics, Tensor dy, Tensor dx) {
      backend.images().groupNormBackward(layer, x, y, statistics, dy, dx, dGamma, dBeta);
    }
  }

  /** Over the batch. */
  final class OfBatch implements ImageNorm {
    private final BatchNorm layer;
    private final Tensor dGamma;
    private final Tensor dBeta;

    private OfBatch(ParameterMemory memory, String name, Activation f) {
      layer =
          new BatchNorm(
              memory.parameter(name + ".weight"),
              memory.parameter(name + ".bias"),
              memory.parameter(name + ".running_mean"),
              memory.parameter(name + ".running_var"),
              MOMENTUM,
              Normalization.EPSILON,
              f);
      dGamma = memory.gradient(name + ".weight");
      dBeta = memory.gradient(name + ".bias");
    }

    @Override
    public int statistics(int rows) {
      return layer.channels();
    }

    @Override
    public void forward(
        Backend backend, boolean learning, Tensor x, Tensor residual, Tensor y, Tensor statistics) {
      if (learning) {
        backend.images().batchNormForward(layer, x, residual, y, statistics);
      } else {
        backend.images().batchNormEvaluate(layer, x, residual, y);
      }
    }

    @Override
    public void backward(
        Backend backend, Tensor x, Tensor y, Tensor statistics, Tensor dy, Tensor dx) {
      backend.images().batchNormBackward(layer, x, y, statistics, dy, dx, dGamma, dBeta);
    }
  }
}
