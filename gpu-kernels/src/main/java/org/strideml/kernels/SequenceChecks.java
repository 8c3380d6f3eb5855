package org.strideml.kernels;

/** Demands of the operations a sequence model needs beside dense layers. */
final class SequenceChecks {
  private SequenceChecks() {}

  static void embeddingForward(
      CheckedBackend backend, Indices tokens, Tensor tokenTable, Tensor positionTable, Tensor out) {
    String op = "embeddingForward";
    embedding(backend, op, tokens, tokenTable, positionTable, out);
    Requirements.apart(op, "out", out, "tokenTable", tokenTable);
    Requirements.apart(op, "out", out, "positionTable", positionTable);
  }

  static void embeddingBackward(
      CheckedBackend backend,
      Indices tokens,
      Tensor dOut,
      Tensor dTokenTable,
      Tensor dPositionTable) {
    String op = "embeddingBackward";
    embedding(backend, op, tokens, dTokenTable, dPositionTable, dOut);
    Requirements.apart(op, "dTokenTable", dTokenTable, "dOut", dOut);
    Requirements.apart(op, "dPositionTable", dPositionTable, "dOut", dOut);
    Requirements.apart(op, "dPositionTable", dPositionTable, "dTokenTable", dTokenTable);
  }

  private static void embedding(
      CheckedBackend backend,
      String op,
      Indices tokens,
      Tensor tokenTable,
      Tensor positionTable,
      Tensor out) {
    backend.reads(op, "tokens", tokens);
    backend.reads(op, "token table", tokenTable);
    backend.reads(op, "position table", positionTable);
    backend.writes(op, "out", out);
    Requirements.that(
        out.rank() == 3 && out.size() > 0, op, "out must be [B >= 1, T >= 1, D >= 1]", out);
    Requirements.that(tokenTable.rank() == 2, op, "token table must be [V, D]", tokenTable);
    Requirements.columns(op, "token table", tokenTable, out.extent(2), out);
    Requirements.columns(op, "position table", positionTable, out.extent(2), out);
    Requirements.that(
        positionTable.rows() >= out.extent(1),
        op,
        "position table must have a row for each position",
        out,
        positionTable);
    Requirements.indices(op, "tokens", tokens, out.rows(), tokenTable.rows());
  }

  static void layerNormForward(
      CheckedBackend backend,
      Tensor x,
      Tensor gamma,
      Tensor beta,
      float epsilon,
      Tensor y,
      Tensor statistics) {
    String op = "layerNormForward";
    layerNorm(backend, op, x, gamma, y, statistics);
    backend.reads(op, "beta", beta);
    Requirements.sameSize(op, "beta", beta, "gamma", gamma);
    if (!(epsilon >= 0)) {
      throw new IllegalArgumentException(op + ": epsilon must be >= 0, got " + epsilon);
    }
    Requirements.apart(op, "y", y, "x", x);
    Requirements.apart(op, "y", y, "gamma", gamma);
    Requirements.apart(op, "y", y, "beta", beta);
    Requirements.apart(op, "statistics", statistics, "x", x);
    Requirements.apart(op, "statistics", statistics, "y", y);
    Requirements.apart(op, "statistics", statistics, "gamma", gamma);
    Requirements.apart(op, "statistics", statistics, "beta", beta);
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
    layerNorm(backend, op, x, gamma, dx, statistics);
    backend.reads(op, "dy", dy);
    Requirements.matrix(op, "dy", dy, x.rows(), x.columns(), x);
    layerNormGradient(backend, op, "dx", dx, x, gamma, statistics, dy);
    layerNormGradient(backend, op, "dGamma", dGamma, x, gamma, statistics, dy);
    layerNormGradient(backend, op, "dBeta", dBeta, x, gamma, statistics, dy);
    Requirements.apart(op, "dGamma", dGamma, "dx", dx);
    Requirements.apart(op, "dBeta", dBeta, "dx", dx);
    Requirements.apart(op, "dBeta", dBeta, "dGamma", dGamma);
    Requirements.sameSize(op, "dGamma", dGamma, "gamma", gamma);
    Requirements.sameSize(op, "dBeta", dBeta, "gamma", gamma);
  }

  private static void layerNormGradient(
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

  private static void layerNorm(
      CheckedBackend backend, String op, Tensor x, Tensor gamma, Tensor y, Tensor statistics) {
    backend.reads(op, "x", x);
    backend.reads(op, "gamma", gamma);
    backend.writes(op, "result", y);
    backend.writes(op, "statistics", statistics);
    Requirements.that(x.size() > 0, op, "x must be [n >= 1, D >= 1]", x);
    Requirements.that(
        gamma.size() == x.columns(), op, "gamma must have as many elements as a row", x, gamma);
    Requirements.matrix(op, "result", y, x.rows(), x.columns(), x);
    Requirements.matrix(op, "statistics", statistics, x.rows(), 2, x);
  }

  static void attentionForward(
      CheckedBackend backend, AttentionShape shape, Tensor qkv, Tensor probabilities, Tensor out) {
    String op = "attentionForward";
    attention(backend, op, shape, qkv, probabilities, out);
    Requirements.apart(op, "out", out, "qkv", qkv);
    Requirements.apart(op, "out", out, "probabilities", probabilities);
    Requirements.apart(op, "probabilities", probabilities, "qkv", qkv);
  }

  static void attentionBackward(
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
  }

  private static void attention(
      CheckedBackend backend,
      String op,
      AttentionShape shape,
      Tensor qkv,
      Tensor probabilities,
      Tensor out) {
    backend.reads(op, "qkv", qkv);
    backend.writes(op, "probabilities", probabilities);
    backend.writes(op, "out", out);
    Requirements.that(
        shape.batch() > 0 && shape.time() > 0 && shape.heads() > 0 && shape.headWidth() > 0,
        op,
        "extents must be >= 1",
        shape);
    matrixOf(op, "qkv", qkv, shape, shape.rows(), 3 * shape.width());
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
