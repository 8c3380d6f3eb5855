package org.strideml.kernels;

/** {@link SequenceOperations} of a {@link CheckedBackend}: validates, touches, delegates. */
final class CheckedSequence implements SequenceOperations {
  private final CheckedBackend backend;
  private final SequenceOperations raw;

  CheckedSequence(CheckedBackend backend, SequenceOperations raw) {
    this.backend = backend;
    this.raw = raw;
  }

  @Override
  public void embeddingForward(
      Indices tokens, Tensor tokenTable, Tensor positionTable, Tensor out) {
    begin("embeddingForward");
    SequenceChecks.embeddingForward(backend, tokens, tokenTable, positionTable, out);
    CheckedBackend.touch(out);
    raw.embeddingForward(tokens, tokenTable, positionTable, out);
  }

  @Override
  public void embeddingBackward(
      Indices tokens, Tensor dOut, Tensor dTokenTable, Tensor dPositionTable) {
    begin("embeddingBackward");
    SequenceChecks.embeddingBackward(backend, tokens, dOut, dTokenTable, dPositionTable);
    CheckedBackend.touch(dTokenTable);
    CheckedBackend.touch(dPositionTable);
    raw.embeddingBackward(tokens, dOut, dTokenTable, dPositionTable);
  }

  @Override
  public void layerNormForward(
      Tensor x, Tensor gamma, Tensor beta, float epsilon, Tensor y, Tensor statistics) {
    begin("layerNormForward");
    NormChecks.layerNormForward(backend, x, gamma, beta, epsilon, y, statistics);
    CheckedBackend.touch(y);
    CheckedBackend.touch(statistics);
    raw.layerNormForward(x, gamma, beta, epsilon, y, statistics);
  }

  @Override
  public void layerNormBackward(
      Tensor x,
      Tensor gamma,
      Tensor statistics,
      Tensor dy,
      Tensor dx,
      Tensor dGamma,
      Tensor dBeta) {
    begin("layerNormBackward");
    NormChecks.layerNormBackward(backend, x, gamma, statistics, dy, dx, dGamma, dBeta);
    CheckedBackend.touch(dx);
    CheckedBackend.touch(dGamma);
    CheckedBackend.touch(dBeta);
    raw.layerNormBackward(x, gamma, statistics, dy, dx, dGamma, dBeta);
  }

  @Override
  public void rmsNormForward(Tensor x, Tensor gamma, float epsilon, Tensor y, Tensor statistics) {
    begin("rmsNormForward");
    NormChecks.rmsNormForward(backend, x, gamma, epsilon, y, statistics);
    CheckedBackend.touch(y);
    CheckedBackend.touch(statistics);
    raw.rmsNormForward(x, gamma, epsilon, y, statistics);
  }

  @Override
  public void rmsNormBackward(
      Tensor x, Tensor gamma, Tensor statistics, Tensor dy, Tensor dx, Tensor dGamma) {
    begin("rmsNormBackward");
    NormChecks.rmsNormBackward(backend, x, gamma, statistics, dy, dx, dGamma);
    CheckedBackend.touch(dx);
    CheckedBackend.touch(dGamma);
    raw.rmsNormBackward(x, gamma, statistics, dy, dx, dGamma);
  }

  @Override
  public void rotaryAngles(double base, Tensor angles) {
    begin("rotaryAngles");
    SequenceChecks.rotaryAngles(backend, base, angles);
    CheckedBackend.touch(angles);
    raw.rotaryAngles(base, angles);
  }

  @Override
  public void rotaryForward(AttentionShape shape, Tensor angles, Tensor qkv) {
    begin("rotaryForward");
    SequenceChecks.rotary(backend, "rotaryForward", shape, angles, qkv);
    CheckedBackend.touch(qkv);
    raw.rotaryForward(shape, angles, qkv);
  }

  @Override
  public void rotaryBackward(AttentionShape shape, Tensor angles, Tensor dQkv) {
    begin("rotaryBackward");
    SequenceChecks.rotary(backend, "rotaryBackward", shape, angles, dQkv);
    CheckedBackend.touch(dQkv);
    raw.rotaryBackward(shape, angles, dQkv);
  }

  @Override
  public void swigluForward(Tensor gateUp, Tensor y) {
    begin("swigluForward");
    SequenceChecks.swiglu(backend, "swigluForward", gateUp, y);
    CheckedBackend.touch(y);
    raw.swigluForward(gateUp, y);
  }

  @Override
  public void swigluBackward(Tensor gateUp, Tensor dy, Tensor dGateUp) {
    begin("swigluBackward");
    SequenceChecks.swigluBackward(backend, gateUp, dy, dGateUp);
    CheckedBackend.touch(dGateUp);
    raw.swigluBackward(gateUp, dy, dGateUp);
  }

  @Override
  public void attentionForward(AttentionShape shape, Tensor qkv, Tensor probabilities, Tensor out) {
    begin("attentionForward");
    AttentionChecks.forward(backend, shape, qkv, probabilities, out);
    CheckedBackend.touch(probabilities);
    CheckedBackend.touch(out);
    raw.attentionForward(shape, qkv, probabilities, out);
  }

  @Override
  public void attentionBackward(
      AttentionShape shape, Tensor qkv, Tensor probabilities, Tensor dOut, Tensor dQkv) {
    begin("attentionBackward");
    AttentionChecks.backward(backend, shape, qkv, probabilities, dOut, dQkv);
    CheckedBackend.touch(probabilities);
    CheckedBackend.touch(dQkv);
    raw.attentionBackward(shape, qkv, probabilities, dOut, dQkv);
  }

  @Override
  public void cachedAttention(
      AttentionShape shape, int past, Tensor qkv, Tensor keys, Tensor values, Tensor out) {
    begin("cachedAttention");
    AttentionChecks.cached(backend, shape, past, qkv, keys, values, out);
    CheckedBackend.touch(keys);
    CheckedBackend.touch(values);
    CheckedBackend.touch(out);
    raw.cachedAttention(shape, past, qkv, keys, values, out);
  }

  private void begin(String operation) {
    backend.begin(operation, Operation.SEQUENCE);
  }
}
