package org.strideml.kernels;

/**
 * Products with few non-zero entries, for tables too large to pass over in each step.
 *
 * <p>Letters in shapes: X is a {@link SparseMatrix} of n rows and F columns, of which T are
 * touched. A <em>table</em> is F × w, a <em>block</em> holds the T touched rows of one, T × w, by
 * place. {@link #gather} and {@link #scatter} are all that ever sees the table; everything else,
 * and any optimizer, runs on blocks. Work and memory of a step grow with entries and T, not with F.
 *
 * <p>Sums run in the order of entries, front to back, so the same inputs give the same bits.
 */
public interface SparseOperations {
  /**
   * block[t] ← table[column t].
   *
   * @param table F × w
   * @param block T × w
   */
  void gather(SparseMatrix x, Tensor table, Tensor block);

  /** table[column t] ← block[t]; rows that are not touched stay as they are. */
  void scatter(SparseMatrix x, Tensor block, Tensor table);

  /**
   * y ← X·table + bias.
   *
   * @param block T × w
   * @param bias w, added to each row
   * @param y n × w
   */
  void productForward(SparseMatrix x, Tensor block, Tensor bias, Tensor y);

  /** Gradients of {@link #productForward}: dBlock ← Xᵀ·dy at the touched rows, dBias ← Σ_i dy_i. */
  void productBackward(SparseMatrix x, Tensor dy, Tensor dBlock, Tensor dBias);

  /**
   * Pairwise interactions of a factorization machine (Rendle 2010): y_i ← y_i + Σ_{a&lt;b} ⟨v_a,
   * v_b⟩ x_ia x_ib, by the identity ½ Σ_f ((Σ_a v_af x_ia)² − Σ_a v_af² x_ia²), in O(entries · k).
   * Two entries of one column count as two features.
   *
   * @param block T × k, the vectors v of the touched columns
   * @param sums n × k, receives Σ_a v_af x_ia for the backward pass
   * @param y n × 1; <em>adds to</em> it
   */
  void interactionForward(SparseMatrix x, Tensor block, Tensor sums, Tensor y);

  /**
   * Gradient of {@link #interactionForward}: dBlock_af ← Σ_i dy_i x_ia (sums_if − v_af x_ia).
   *
   * @param sums what the forward pass stored
   * @param dy n × 1
   * @param dBlock T × k
   */
  void interactionBackward(SparseMatrix x, Tensor block, Tensor sums, Tensor dy, Tensor dBlock);
}
