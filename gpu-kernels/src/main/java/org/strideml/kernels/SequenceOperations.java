package org.strideml.kernels;

/**
 * What models of sequences need beside dense layers, from {@link Backend#sequence}.
 *
 * <p>Letters in shapes: B sequences, T positions, n = B·T rows, D width, V tokens, H hidden width.
 * Everything {@link Backend} says of tensors, overlap and repeatability holds here too.
 */
public interface SequenceOperations {
  /**
   * out[b,t] ← tokenTable[tokens[b·T+t]] + positionTable[t].
   *
   * @param tokens the first n = B·T are row numbers of {@code tokenTable}
   * @param tokenTable V × D
   * @param positionTable at least T × D, or {@code null} for none
   * @param out B × T × D
   */
  void embeddingForward(Indices tokens, Tensor tokenTable, Tensor positionTable, Tensor out);

  /**
   * Gradients of {@link #embeddingForward}. <em>Adds to</em> {@code dTokenTable} (a tied output
   * layer has written there before); overwrites {@code dPositionTable}, which is {@code null}
   * exactly when there is no such table. Sums in row order.
   */
  void embeddingBackward(Indices tokens, Tensor dOut, Tensor dTokenTable, Tensor dPositionTable);

  /**
   * y ← (x − mean)·rstd·gamma + beta per row, rstd = 1/√(variance + epsilon), biased variance.
   *
   * @param statistics n × 2, receives mean and rstd of each row
   */
  void layerNormForward(
      Tensor x, Tensor gamma, Tensor beta, float epsilon, Tensor y, Tensor statistics);

  /**
   * Gradients of {@link #layerNormForward}; <em>adds to</em> {@code dx}, which carries the residual
   * branch's gradient.
   */
  void layerNormBackward(
      Tensor x, Tensor gamma, Tensor statistics, Tensor dy, Tensor dx, Tensor dGamma, Tensor dBeta);

  /**
   * y ← x·rstd·gamma per row, rstd = 1/√(mean(x²) + epsilon) (Zhang and Sennrich, 2019).
   *
   * @param statistics n × 1, receives rstd of each row
   */
  void rmsNormForward(Tensor x, Tensor gamma, float epsilon, Tensor y, Tensor statistics);

  /**
   * Gradients of {@link #rmsNormForward}; <em>adds to</em> {@code dx}, which carries the residual
   * branch's gradient.
   */
  void rmsNormBackward(
      Tensor x, Tensor gamma, Tensor statistics, Tensor dy, Tensor dx, Tensor dGamma);

  /**
   * Angles of rotary positions: row t holds cos(t·θᵢ) for every i below w/2, then sin(t·θᵢ), with
   * θᵢ = base^(−2i/w). Computed in double, the same on every machine.
   *
   * @param angles positions × w, the width of a head, which is even
   */
  void rotaryAngles(double base, Tensor angles);

  /**
   * Turns queries and keys by their positions, in place: with c and s of {@link #rotaryAngles},
   * (xᵢ, xᵢ₊w⁄₂) ← (xᵢ·cᵢ − xᵢ₊w⁄₂·sᵢ, xᵢ₊w⁄₂·cᵢ + xᵢ·sᵢ) in every head (Su et al., 2021, in the
   * order of Hugging Face's Llama). Values stay.
   *
   * @param angles at least T × headWidth, its first row for the first position of each sequence
   * @param qkv n × 3D as in {@link #attentionForward}
   */
  void rotaryForward(AttentionShape shape, Tensor angles, Tensor qkv);

  /** Gradient of {@link #rotaryForward}, in place: turns back. */
  void rotaryBackward(AttentionShape shape, Tensor angles, Tensor dQkv);

  /**
   * y ← silu(gate) ⊙ up with silu(g) = g / (1 + exp(−g)) (Shazeer, 2020).
   *
   * @param gateUp n × 2H, gates and ups side by side in each row
   * @param y n × H
   */
  void swigluForward(Tensor gateUp, Tensor y);

  /** Gradient of {@link #swigluForward}: dGateUp from dy. */
  void swigluBackward(Tensor gateUp, Tensor dy, Tensor dGateUp);

  /**
   * Causal softmax(q·kᵀ/√headWidth)·v per sequence and head.
   *
   * @param qkv n × 3D: queries, keys, values side by side, heads side by side within each
   * @param probabilities B × heads × T × T, kept for the backward pass; zero above the diagonal
   * @param out n × D
   */
  void attentionForward(AttentionShape shape, Tensor qkv, Tensor probabilities, Tensor out);

  /**
   * Gradients of {@link #attentionForward}: dQkv from dOut.
   *
   * @param probabilities may be used up: what they hold afterwards is not defined
   */
  void attentionBackward(
      AttentionShape shape, Tensor qkv, Tensor probabilities, Tensor dOut, Tensor dQkv);

  /**
   * {@link #attentionForward} of T new positions that follow {@code past} earlier ones, whose keys
   * and values were kept. Writes the new ones beside them, then lets every new position look at all
   * up to itself. Nothing is kept for a backward pass.
   *
   * @param shape of the new positions
   * @param qkv n × 3D of the new positions
   * @param keys B × capacity × D with capacity at least past + T
   * @param values as {@code keys}
   * @param out n × D
   */
  void cachedAttention(
      AttentionShape shape, int past, Tensor qkv, Tensor keys, Tensor values, Tensor out);
}
