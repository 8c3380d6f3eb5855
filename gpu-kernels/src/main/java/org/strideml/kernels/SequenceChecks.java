package org.strideml.kernels;

/** Demands of {@link SequenceOperations} without norms and attention. */
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
    Requirements.apart(op, "dOut", dOut, "dPositionTable", dPositionTable);
    Requirements.apart(op, "dTokenTable", dTokenTable, "dPositionTable", dPositionTable);
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
    backend.writes(op, "out", out);
    Requirements.that(
        out.rank() == 3 && out.size() > 0, op, "out must be [B >= 1, T >= 1, D >= 1]", out);
    Requirements.that(tokenTable.rank() == 2, op, "token table must be [V, D]", tokenTable);
    Requirements.columns(op, "token table", tokenTable, out.extent(2), out);
    Requirements.indices(op, "tokens", tokens, out.rows(), tokenTable.rows());
    if (positionTable != null) {
      backend.reads(op, "position table", positionTable);
      Requirements.columns(op, "position table", positionTable, out.extent(2), out);
      Requirements.that(
          positionTable.rows() >= out.extent(1),
          op,
          "position table must have a row for each position",
          out,
          positionTable);
    }
  }

  static void rotaryAngles(CheckedBackend backend, double base, Tensor angles) {
    String op = "rotaryAngles";
    backend.writes(op, "angles", angles);
    Requirements.that(base > 0, op, "base must be > 0", base);
    Requirements.that(
        angles.size() > 0 && angles.columns() % 2 == 0,
        op,
        "angles must be [positions >= 1, an even width >= 2]",
        angles);
  }

  static void rotary(
      CheckedBackend backend, String op, AttentionShape shape, Tensor angles, Tensor qkv) {
    backend.reads(op, "angles", angles);
    AttentionChecks.qkv(backend, op, "qkv", shape, qkv);
    Requirements.that(shape.headWidth() % 2 == 0, op, "headWidth must be even", shape);
    Requirements.that(
        angles.columns() == shape.headWidth() && angles.rows() >= shape.time(),
        op,
        "angles must have a row of headWidth for each position",
        shape,
        angles);
    Requirements.apart(op, "qkv", qkv, "angles", angles);
  }

  static void swiglu(CheckedBackend backend, String op, Tensor gateUp, Tensor y) {
    backend.reads(op, "gateUp", gateUp);
    backend.writes(op, "y", y);
    Requirements.that(y.size() > 0, op, "y must be [n >= 1, H >= 1]", y);
    Requirements.matrix(op, "gateUp", gateUp, y.rows(), 2 * y.columns(), y);
    Requirements.apart(op, "y", y, "gateUp", gateUp);
  }

  static void swigluBackward(CheckedBackend backend, Tensor gateUp, Tensor dy, Tensor dGateUp) {
    String op = "swigluBackward";
    swiglu(backend, op, gateUp, dy);
    backend.writes(op, "dGateUp", dGateUp);
    Requirements.matrix(op, "dGateUp", dGateUp, gateUp.rows(), gateUp.columns(), gateUp);
    Requirements.apart(op, "dGateUp", dGateUp, "gateUp", gateUp);
    Requirements.apart(op, "dGateUp", dGateUp, "dy", dy);
  }
}
