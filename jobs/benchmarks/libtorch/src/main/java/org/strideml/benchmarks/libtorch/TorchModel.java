package org.strideml.benchmarks.libtorch;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** A model with automatic differentiation, written as a PyTorch user would. */
interface TorchModel {
  /** Leaves that collect gradients. */
  List<Tensor> parameters();

  /** Mean cross-entropy of a batch at random places of data held in memory. */
  Tensor loss();
}
