package org.strideml.kernels;

/** Demands of attention. */
final class AttentionChecks {
  private AttentionChecks() {}

  static void forward(
      CheckedBackend backend, AttentionShape shape, Tensor qkv, Tensor probabilities, Tensor out) {
    String op = "attentionForward";
    attention(backend, op, shape, qkv, probabilities, out);
    Requirements.apart(op, "out", out, "qkv", qkv);
    Requirements.apart(op, "out", out, "probabilities", probabilities);
    Requirements.apart(op, "probabilities", probabilities, "qkv", qkv);
  }

  static void backward(
      CheckedBackend backend,
      AttentionShape shape,
      Tensor qkv,
      Tensor probabilities,
      Tensor dOut,
      Tensor dQkv) {
    String op = "attentionBackward";
    attention(backend, op, shape, qkv, probabilities, dOut);
    backend.writes(op, "dQkv", dQkv);
    Requirements.matrix(op, "dQkv", dQkv, shape.rows(), 3 * shape.width(), qkv);
    Requirements.apart(op, "dQkv", dQkv, "qkv", qkv);
    Requirements.apart(op, "dQkv", dQkv, "probabilities", probabilities);
    Requirements.apart(op, "dQkv", dQkv, "dOut", dOut);
    Requirements.apart(op, "probabilities", probabilities, "qkv", qkv);
    Requirements.apart(op, "probabilities", probabilities, "dOut", dOut);
  }

  static void cached(
      CheckedBackend backend,
      AttentionShape shape,
      int past,
      Tensor qkv,
      Tensor keys,
      Tensor values,
      Tensor out) {
    String op = "cachedAttention";
    qkv(backend, op, "qkv", shape, qkv);
    backend.writes(op, "keys", keys);
    backend.writes(op, "values", values);
    backend.writes(op, "out", out);
    Requirements.that(past >= 0, op, "past must be >= 0", past);
    Requirements.that(
        keys.rank() == 3
            && keys.extent(0) == shape.batch()
            && keys.extent(1) - past >= shape.time()
            && keys.columns() == shape.width(),
        op,
        "keys must be [B, capacity >= past + T, D]",
        shape,
        keys);
    Requirements.matrix(op, "values", values, keys.rows(), keys.columns(), keys);
    matrixOf(op, "out", out, shape, shape.rows(), shape.width());
    Requirements.apart(op, "keys", keys, "qkv", qkv);
    Requirements.apart(op, "values", values, "qkv", qkv);
    Requirements.apart(op, "values", values, "keys", keys);
    Requirements.apart(op, "out", out, "qkv", qkv);
    Requirements.apart(op, "out", out, "keys", keys);
    Requirements.apart(op, "out", out, "values", values);
  }

  /** A tensor of queries, keys and values, or of their gradients. */
  static void qkv(
      CheckedBackend backend, String op, String role, AttentionShape shape, Tensor qkv) {
    backend.writes(op, role, qkv);
    Requirements.that(
        shape.batch() > 0 && shape.time() > 0 && shape.heads() > 0 && shape.headWidth() > 0,
        op,
        "extents must be >= 1",
        shape);
    matrixOf(op, role, qkv, shape, shape.rows(), 3 * shape.width());
  }

  private static void attention(
      CheckedBackend backend,
      String op,
      AttentionShape shape,
      Tensor qkv,
      Tensor probabilities,
      Tensor out) {
    qkv(backend, op, "qkv", shape, qkv);
    backend.writes(op, "probabilities", probabilities);
    backend.writes(op, "out", out);
    matrixOf(op, "out", out, shape, shape.rows(), shape.width());
    int squares = shape.batch() * shape.heads() * shape.time();
    matrixOf(op, "probabilities", probabilities, shape, squares, shape.time());
  }

  private static void matrixOf(
      String op, String role, Tensor tensor, AttentionShape shape, int rows, int columns) {
    if (tensor.rows() != rows || tensor.columns() != columns) {
      throw new IllegalArgumentException(
          String.format(
              "%s: %s must be [%d, %d] for %s, got %s", op, role, rows, columns, shape, tensor));
    }
  }
}
