package org.strideml.kernels;

/** Demands of clipping and of the optimizer steps. */
final class OptimizerChecks {
  private OptimizerChecks() {}

  static void clipScale(CheckedBackend backend, Tensor gradient, float maxNorm, Tensor scale) {
    String op = "clipScale";
    backend.reads(op, "gradient", gradient);
    backend.writes(op, "scale", scale);
    Requirements.size(op, "scale", scale, 1);
    Requirements.apart(op, "scale", scale, "gradient", gradient);
    if (!(maxNorm > 0)) {
      throw new IllegalArgumentException(op + ": maxNorm must be > 0, got " + maxNorm);
    }
  }

  static void sgd(
      CheckedBackend backend,
      SgdStep step,
      Tensor parameters,
      Tensor gradient,
      Tensor gradientScale,
      Tensor momentum) {
    String op = "sgd";
    common(backend, op, parameters, gradient, gradientScale);
    if (momentum == null) {
      Requirements.that(step.momentum() == 0, op, "a momentum buffer must be given", step, "null");
    } else {
      state(backend, op, "momentum", momentum, parameters, gradient);
      scaleApart(op, "momentum", momentum, gradientScale);
    }
  }

  static void adamW(
      CheckedBackend backend,
      AdamWStep step,
      Tensor parameters,
      Tensor gradient,
      Tensor gradientScale,
      Tensor m,
      Tensor v) {
    String op = "adamW";
    common(backend, op, parameters, gradient, gradientScale);
    state(backend, op, "m", m, parameters, gradient);
    state(backend, op, "v", v, parameters, gradient);
    Requirements.apart(op, "m", m, "v", v);
    scaleApart(op, "m", m, gradientScale);
    scaleApart(op, "v", v, gradientScale);
    Requirements.that(
        step.correction1() > 0 && step.correction2() > 0, op, "corrections must be > 0", step);
  }

  private static void common(
      CheckedBackend backend, String op, Tensor parameters, Tensor gradient, Tensor gradientScale) {
    backend.writes(op, "parameters", parameters);
    backend.reads(op, "gradient", gradient);
    Requirements.sameSize(op, "gradient", gradient, "parameters", parameters);
    Requirements.apart(op, "parameters", parameters, "gradient", gradient);
    if (gradientScale != null) {
      backend.reads(op, "gradientScale", gradientScale);
      Requirements.size(op, "gradientScale", gradientScale, 1);
      scaleApart(op, "parameters", parameters, gradientScale);
    }
  }

  private static void state(
      CheckedBackend backend,
      String op,
      String role,
      Tensor state,
      Tensor parameters,
      Tensor gradient) {
    backend.writes(op, role, state);
    Requirements.sameSize(op, role, state, "parameters", parameters);
    Requirements.apart(op, role, state, "parameters", parameters);
    Requirements.apart(op, role, state, "gradient", gradient);
  }

  private static void scaleApart(String op, String role, Tensor written, Tensor gradientScale) {
    Requirements.apart(op, role, written, "gradientScale", gradientScale);
  }
}
