package org.strideml.trainer.model;

import java.io.Serializable;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Operation;

/**
 * A convolutional network of images: convolutions, each with normalization and ReLU, and pools in
 * any order; then dense layers with ReLU between them.
 *
 * <p>Parameters are named and laid out as PyTorch's {@code Sequential(Conv2d, BatchNorm2d or
 * GroupNorm, ReLU, MaxPool2d, …, Flatten, Linear, ReLU, …, Linear)}: a convolution has a bias
 * exactly when no normalization follows. Fresh weights and biases are uniform in ±1/√fan-in, as
 * PyTorch draws them.
 *
 * @param input extents of an image
 * @param layers front to back
 * @param hidden units of the hidden dense layers
 * @param head what is predicted
 */
public record Cnn(ImageShape input, List<Layer> layers, List<Integer> hidden, Head head)
    implements Model {

  /** A convolution or a pool. */
  public sealed interface Layer extends Serializable {}

  /**
   * A convolution, its normalization and ReLU.
   *
   * @param channels outputs
   * @param kernel height and width of the window
   * @param stride pixels between two outputs
   * @param padding zeros on each side
   */
  public record Conv(int channels, int kernel, int stride, int padding, Normalization norm)
      implements Layer {
    public Conv {
      Sizes.positive("channels", channels);
      Sizes.positive("kernel", kernel);
      Sizes.positive("stride", stride);
      if (padding < 0 || padding >= kernel) {
        throw new IllegalArgumentException(
            "padding must be in [0, kernel), got " + padding + " for kernel " + kernel);
      }
      norm.requireFits(channels);
    }
  }

  /**
   * Windows side by side.
   *
   * @param window height and width
   */
  public record Pool(PoolType type, int window) implements Layer {
    public Pool {
      Objects.requireNonNull(type, "type");
      Sizes.positive("window", window);
    }
  }

  /** What becomes of a window. */
  public enum PoolType {
    MAX,
    AVERAGE
  }

  public Cnn {
    Objects.requireNonNull(input, "input");
    Objects.requireNonNull(head, "head");
    layers = List.copyOf(layers);
    hidden = List.copyOf(hidden);
    hidden.forEach(size -> Sizes.positive("hidden layer size", size));
    new CnnPlan(input, layers, hidden, head.outputs());
  }

  @Override
  public String type() {
    return "cnn";
  }

  /** Names and extents of everything in order. */
  public CnnPlan plan() {
    return new CnnPlan(input, layers, hidden, head.outputs());
  }

  @Override
  public ParameterLayout layout() {
    return plan().layout();
  }

  @Override
  public Set<Operation> operations() {
    return EnumSet.of(Operation.DENSE, Operation.LOSS, Operation.OPTIMIZER, Operation.IMAGE);
  }

  @Override
  public float[] initialParameters(long seed) {
    return ImageWeights.uniform(layout(), seed);
  }

  @Override
  public BatchShape batchShape() {
    return head.rowOf(input.features(), 0);
  }

  @Override
  public Network build(Backend backend, int rows, boolean training) {
    CnnPlan plan = plan();
    return new ImageNetwork(
        this, input, memory -> new CnnBody(plan, memory), plan.dense(), backend, rows, training);
  }
}
