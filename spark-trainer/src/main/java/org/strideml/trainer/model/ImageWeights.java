package org.strideml.trainer.model;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.strideml.quantization.RandomKey;

/** Fresh weights of image models; every tensor has random bits of its own. */
final class ImageWeights {
  private static final long INITIAL_WEIGHTS = 0x696e6974; // "init"

  private ImageWeights() {}

  /** As PyTorch's {@code Conv2d} and {@code Linear}: weights and biases uniform in ±1/√fan-in. */
  static float[] uniform(ParameterLayout layout, long seed) {
    return fill(layout, seed, slice -> 0);
  }

  /**
   * As torchvision's ResNet: convolutions normal with variance 2 / (outputs · kernel size), the
   * rest as {@link #uniform}.
   */
  static float[] residual(ParameterLayout layout, long seed) {
    return fill(
        layout,
        seed,
        slice -> {
          int[] shape = slice.shape();
          return shape.length == 4 ? Math.sqrt(2.0 / (shape[0] * shape[2] * shape[3])) : 0;
        });
  }

  /**
   * @param deviation of a normal distribution; 0 for a uniform one
   */
  private static float[] fill(
      ParameterLayout layout, long seed, ToDoubleFunction<ParameterSlice> deviation) {
    float[] parameters = new float[layout.size()];
    List<ParameterSlice> slices = layout.slices();
    RandomKey root = RandomKey.of(seed).child(INITIAL_WEIGHTS);
    double bound = 0;
    for (int tensor = 0; tensor < slices.size(); tensor++) {
      ParameterSlice slice = slices.get(tensor);
      RandomKey key = root.child(tensor);
      double normal = deviation.applyAsDouble(slice);
      boolean norm = isNorm(slices, tensor);
      if (slice.rank() > 1) {
        int fanIn = slice.size() / slice.shape()[0];
        bound = 1 / Math.sqrt(fanIn);
      }
      for (int i = 0; i < slice.size(); i++) {
        double value;
        if (norm) {
          value = startsAtOne(slice) ? 1 : 0;
        } else if (normal > 0) {
          value = normal * key.gaussian(i);
        } else {
          // A bias follows its weight, whose fan-in is its own.
          value = (2.0 * key.uniform(i) - 1) * bound;
        }
        parameters[slice.offset() + i] = (float) value;
      }
    }
    return parameters;
  }

  /**
   * Whether a tensor belongs to a normalization: of one axis, and no bias of a matrix before it.
   */
  private static boolean isNorm(List<ParameterSlice> slices, int tensor) {
    ParameterSlice slice = slices.get(tensor);
    if (slice.rank() > 1) {
      return false;
    }
    ParameterSlice before = slices.get(tensor - 1);
    String owner = slice.name().replaceFirst("\\.bias$", "");
    return !(before.rank() > 1 && before.name().equals(owner + ".weight"));
  }

  private static boolean startsAtOne(ParameterSlice slice) {
    return slice.name().endsWith(".weight") || slice.name().endsWith(".running_var");
  }
}
