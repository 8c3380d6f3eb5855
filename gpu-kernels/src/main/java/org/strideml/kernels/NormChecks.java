package org.strideml.kernels;

/** Demands of layer and RMS normalization. */
final class NormChecks {
  private NormChecks() {}

  static void layerNormForward(
      CheckedBackend backend,
      Tensor x,
      Tensor gamma,
      Tensor beta,
      float epsilon,
      Tensor y,
      Tensor statistics) {
    String op = "layerNormForward";
    common(backend, op, x, gamma, epsilon, y, statistics, 2);
    backend.reads(op, "beta", beta);
    Requirements.sameSize(op, "beta", beta, "gamma", gamma);
    outputs(op, x, gamma, y, statistics);
    Requirements.apart(op, "y", y, "beta", beta);
    Requirements.apart(op, "statistics", statistics, "beta", beta);
  }

  static void rmsNormForward(
      CheckedBackend backend, Tensor x, Tensor gamma, float epsilon, Tensor y, Tensor statistics) {
    String op = "rmsNormForward";
    common(backend, op, x, gamma, epsilon, y, statistics, 1);
    outputs(op, x, gamma, y, statistics);
  }

  private static void outputs(String op, Tensor x, Tensor gamma, Tensor y, Tensor statistics) {
    Requirements.apart(op, "y", y, "x", x);
    Requirements.apart(op, "y", y, "gamma", gamma);
    Requirements.apart(op, "statistics", statistics, "x", x);
    Requirements.apart(op, "statistics", statistics, "y", y);
    Requirements.apart(op, "statistics", statistics, "gamma", gamma);
  }

  static void layerNormBackward(
      CheckedBackend backend,
      Tensor x,
      Tensor gamma,
      Tensor statistics,
      Tensor dy,
      Tensor dx,
      Tensor dGamma,
      Tensor dBeta) {
    String op = "layerNormBackward";
    common(backend, op, x, gamma, 0, dx, statistics, 2);
    backend.reads(op, "dy", dy);
    Requirements.matrix(op, "dy", dy, x.rows(), x.columns(), x);
    gradient(backend, op, "dx", dx, x, gamma, statistics, dy);
    gradient(backend, op, "dGamma", dGamma, x, gamma, statistics, dy);
    gradient(backend, op, "dBeta", dBeta, x, gamma, statistics, dy);
    Requirements.apart(op, "dGamma", dGamma, "dx", dx);
    Requirements.apart(op, "dBeta", dBeta, "dx", dx);
    Requirements.apart(op, "dBeta", dBeta, "dGamma", dGamma);
    Requirements.sameSize(op, "dGamma", dGamma, "gamma", gamma);
    Requirements.sameSize(op, "dBeta", dBeta, "gamma", gamma);
  }

  static void rmsNormBackward(
      CheckedBackend backend,
      Tensor x,
      Tensor gamma,
      Tensor statistics,
      Tensor dy,
      Tensor dx,
      Tensor dGamma) {
    String op = "rmsNormBackward";
    common(backend, op, x, gamma, 0, dx, statistics, 1);
    backend.reads(op, "dy", dy);
    Requirements.matrix(op, "dy", dy, x.rows(), x.columns(), x);
    gradient(backend, op, "dx", dx, x, gamma, statistics, dy);
    gradient(backend, op, "dGamma", dGamma, x, gamma, statistics, dy);
    Requirements.apart(op, "dGamma", dGamma, "dx", dx);
    Requirements.sameSize(op, "dGamma", dGamma, "gamma", gamma);
  }

  private static void gradient(
      CheckedBackend backend,
      String op,
      String role,
      Tensor gradient,
      Tensor x,
      Tensor gamma,
      Tensor statistics,
      Tensor dy) {
    backend.writes(op, role, gradient);
    Requirements.apart(op, role, gradient, "x", x);
    Requirements.apart(op, role, gradient, "gamma", gamma);
    Requirements.apart(op, role, gradient, "statistics", statistics);
    Requirements.apart(op, role, gradient, "dy", dy);
  }

  /** {@code figures} are what a row's statistics hold. */
  private static void common(
      CheckedBackend backend,
      String op,
      Tensor x,
      Tensor gamma,
      float epsilon,
      Tensor y,
      Tensor statistics,
      int figures) {
    backend.reads(op, "x", x);
    backend.reads(op, "gamma", gamma);
    backend.writes(op, "result", y);
    backend.writes(op, "statistics", statistics);
    Requirements.that(x.size() > 0, op, "x must be [n >= 1, D >= 1]", x);
    Requirements.that(
        gamma.size() == x.columns(), op, "gamma must have as many elements as a row", x, gamma);
    Requirements.matrix(op, "result", y, x.rows(), x.columns(), x);
    Requirements.matrix(op, "statistics", statistics, x.rows(), figures, x);
    if (!(epsilon >= 0)) {
      throw new IllegalArgumentException(op + ": epsilon must be >= 0, got " + epsilon);
    }
  }
}
