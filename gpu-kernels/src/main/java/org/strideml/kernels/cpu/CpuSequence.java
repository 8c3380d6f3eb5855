package org.strideml.kernels.cpu;

import org.strideml.kernels.AttentionShape;
import org.strideml.kernels.Indices;
import org.strideml.kernels.SequenceOperations;
import org.strideml.kernels.Tensor;

/** Operations on sequences, each by a class of its own. */
final class CpuSequence implements SequenceOperations {
  private final CpuEmbedding embedding;
  private final CpuLayerNorm layerNorm;
  private final CpuRmsNorm rmsNorm;
  private final CpuRotary rotary;
  private final CpuSwiglu swiglu;
  private final CpuAttention attention;
  private final CpuCachedAttention cachedAttention;
  private final Scratch scratch;

  CpuSequence(Gemm gemm, Rows rows, Scratch scratch) {
    embedding = new CpuEmbedding(rows);
    layerNorm = new CpuLayerNorm(rows);
    rmsNorm = new CpuRmsNorm(rows);
    rotary = new CpuRotary(rows);
    swiglu = new CpuSwiglu(rows);
    attention = new CpuAttention(gemm, rows);
    cachedAttention = new CpuCachedAttention(rows);
    this.scratch = scratch;
  }

  @Override
  public void embeddingForward(
      Indices tokens, Tensor tokenTable, Tensor positionTable, Tensor out) {
    embedding.forward((CpuIndices) tokens, tokenTable, positionTable, out);
  }

  @Override
  public void embeddingBackward(
      Indices tokens, Tensor dOut, Tensor dTokenTable, Tensor dPositionTable) {
    embedding.backward((CpuIndices) tokens, dOut, dTokenTable, dPositionTable);
  }

  @Override
  public void layerNormForward(
      Tensor x, Tensor gamma, Tensor beta, float epsilon, Tensor y, Tensor statistics) {
    layerNorm.forward(x, gamma, beta, epsilon, y, statistics);
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
    layerNorm.backward(x, gamma, statistics, dy, dx, dGamma, dBeta);
  }

  @Override
  public void rmsNormForward(Tensor x, Tensor gamma, float epsilon, Tensor y, Tensor statistics) {
    rmsNorm.forward(x, gamma, epsilon, y, statistics);
  }

  @Override
  public void rmsNormBackward(
      Tensor x, Tensor gamma, Tensor statistics, Tensor dy, Tensor dx, Tensor dGamma) {
    rmsNorm.backward(x, gamma, statistics, dy, dx, dGamma);
  }

  @Override
  public void rotaryAngles(double base, Tensor angles) {
    rotary.angles(base, angles);
  }

  @Override
  public void rotaryForward(AttentionShape shape, Tensor angles, Tensor qkv) {
    rotary.turn(shape, angles, qkv, false);
  }

  @Override
  public void rotaryBackward(AttentionShape shape, Tensor angles, Tensor dQkv) {
    rotary.turn(shape, angles, dQkv, true);
  }

  @Override
  public void swigluForward(Tensor gateUp, Tensor y) {
    swiglu.forward(gateUp, y);
  }

  @Override
  public void swigluBackward(Tensor gateUp, Tensor dy, Tensor dGateUp) {
    swiglu.backward(gateUp, dy, dGateUp);
  }

  @Override
  public void attentionForward(AttentionShape shape, Tensor qkv, Tensor probabilities, Tensor out) {
    attention.forward(shape, qkv, probabilities, out);
  }

  @Override
  public void attentionBackward(
      AttentionShape shape, Tensor qkv, Tensor probabilities, Tensor dOut, Tensor dQkv) {
    Tensor dScores = scratch.of(shape.time() * shape.time());
    attention.backward(shape, qkv, probabilities, dOut, dQkv, dScores);
  }

  /** Room for a full cache at once, so that no later call has to ask for more. */
  @Override
  public void cachedAttention(
      AttentionShape shape, int past, Tensor qkv, Tensor keys, Tensor values, Tensor out) {
    Tensor scores = scratch.of(keys.extent(1));
    cachedAttention.run(shape, past, qkv, keys, values, out, scores);
  }
}
