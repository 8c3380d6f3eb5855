package org.strideml.benchmarks.libtorch;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** x·Wᵀ + b. */
final class Linear {
  private final Tensor weight;
  private final Tensor bias;

  Linear(Parameters parameters, long inputs, long outputs) {
    weight = parameters.normal(outputs, inputs);
    bias = parameters.zeros(outputs);
  }

  Tensor apply(Tensor x) {
    return torch.linear(x, weight, bias);
  }
}
