package org.strideml.kernels.reference;

import org.strideml.kernels.AttentionShape;
import org.strideml.kernels.Indices;
import org.strideml.kernels.SequenceOperations;
import org.strideml.kernels.Tensor;

/** Operations on sequences, each by its loops. */
final class ReferenceSequence implements SequenceOperations {
  @Override
  public void embeddingForward(
      Indices tokens, Tensor tokenTable, Tensor positionTable, Tensor out) {
    EmbeddingLoops.forward((ReferenceIndices) tokens, tokenTable, positionTable, out);
  }

  @Override
  public void embeddingBackward(
      Indices tokens, Tensor dOut, Tensor dTokenTable, Tensor dPositionTable) {
    EmbeddingLoops.backward((ReferenceIndices) tokens, dOut, dTokenTable, dPositionTable);
  }

  @Override
  public void layerNormForward(
      Tensor x, Tensor gamma, Tensor beta, float epsilon, Tensor y, Tensor statistics) {
    LayerNormLoops.forward(x, gamma, beta, epsilon, y, statistics);
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
    LayerNormLoops.backward(x, gamma, statistics, dy, dx, dGamma, dBeta);
  }

  @Override
  public void rmsNormForward(Tensor x, Tensor gamma, float epsilon, Tensor y, Tensor statistics) {
    RmsNormLoops.forward(x, gamma, epsilon, y, statistics);
  }

  @Override
  public void rmsNormBackward(
      Tensor x, Tensor gamma, Tensor statistics, Tensor dy, Tensor dx, Tensor dGamma) {
    RmsNormLoops.backward(x, gamma, statistics, dy, dx, dGamma);
  }

  @Override
  public void rotaryAngles(double base, Tensor angles) {
    RotaryLoops.angles(base, angles);
  }

  @Override
  public void rotaryForward(AttentionShape shape, Tensor angles, Tensor qkv) {
    RotaryLoops.turn(shape, angles, qkv, 1);
  }

  @Override
  public void rotaryBackward(AttentionShape shape, Tensor angles, Tensor dQkv) {
    RotaryLoops.turn(shape, angles, dQkv, -1);
  }

  @Override
  public void swigluForward(Tensor gateUp, Tensor y) {
    SwigluLoops.forward(gateUp, y);
  }

  @Override
  public void swigluBackward(Tensor gateUp, Tensor dy, Tensor dGateUp) {
    SwigluLoops.backward(gateUp, dy, dGateUp);
  }

  @Override
  public void attentionForward(AttentionShape shape, Tensor qkv, Tensor probabilities, Tensor out) {
    new AttentionLoops(shape, qkv, probabilities).forward(out);
  }

  @Override
  public void attentionBackward(
      AttentionShape shape, Tensor qkv, Tensor probabilities, Tensor dOut, Tensor dQkv) {
    new AttentionLoops(shape, qkv, probabilities).backward(dOut, dQkv);
  }

  @Override
  public void cachedAttention(
      AttentionShape shape, int past, Tensor qkv, Tensor keys, Tensor values, Tensor out) {
    new CachedAttentionLoops(shape, keys, values).run(past, qkv, out);
  }
}
