package org.strideml.trainer.drift;

import org.strideml.kernels.Arena;
import org.strideml.kernels.Backend;
import org.strideml.kernels.SgdStep;
import org.strideml.kernels.Tensor;

/** Vectors in a backend's memory, and the little arithmetic that corrections do with them. */
final class Vectors {
  /** Far below any norm, and a normal float. */
  private static final float TINY = 1e-30f;

  private final Backend backend;
  private final int size;
  private final Tensor scale;

  Vectors(Backend backend, int size) {
    this.backend = backend;
    this.size = size;
    this.scale = tensor("norm", 1);
  }

  Tensor vector(String name) {
    return tensor(name, size);
  }

  private Tensor tensor(String name, int length) {
    return backend.newArena(name, Arena.capacityFor(length)).allocate(length);
  }

  /** y ← y + a·x: an SGD step of rate −a. */
  void add(double a, Tensor x, Tensor y) {
    backend.sgd(new SgdStep((float) -a, 0, false, 0), y, x, null, null);
  }

  /** y ← x. */
  void copy(Tensor x, Tensor y) {
    backend.copy(x, y);
  }

  /** ‖x‖₂, brought to the host. */
  double norm(Tensor x) {
    backend.clipScale(x, TINY, scale);
    float factor = scale.toArray()[0];
    return factor == 1 ? 0 : (double) TINY / factor;
  }
}
