package org.strideml.kernels;

/**
 * Extents of a causal self-attention: {@code width = heads × headWidth}.
 *
 * @param batch sequences B
 * @param time positions per sequence T
 * @param heads heads h
 * @param headWidth channels per head
 */
public record AttentionShape(int batch, int time, int heads, int headWidth) {
  public int width() {
    return heads * headWidth;
  }

  public int rows() {
    return batch * time;
  }
}
