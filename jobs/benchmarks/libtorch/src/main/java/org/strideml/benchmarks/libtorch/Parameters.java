package org.strideml.benchmarks.libtorch;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Collects a model's leaves as they are made. */
final class Parameters {
  private static final double DEVIATION = 0.02;

  private final List<Tensor> all = new ArrayList<>();

  /** Normally distributed around 0. */
  Tensor normal(long... shape) {
    return keep(torch.randn(shape).mul(new Scalar(DEVIATION)));
  }

  Tensor zeros(long... shape) {
    return keep(torch.zeros(shape));
  }

  Tensor ones(long... shape) {
    return keep(torch.ones(shape));
  }

  private Tensor keep(Tensor values) {
    Tensor leaf = values.detach().requires_grad_(true);
    all.add(leaf);
    return leaf;
  }

  List<Tensor> all() {
    return List.copyOf(all);
  }
}
