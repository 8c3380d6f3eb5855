package org.strideml.trainer.model;

/**
 * Examples on their way into a network: either {@code features} (rows × width floats) or {@code
 * tokens} (rows × context ids), and {@code targets} (one class per row, or one next token per
 * position). Reused from step to step; only the first {@link #rows} rows count.
 */
public final class Batch {
  private final float[] features;
  private final int[] tokens;
  private final int[] targets;
  private final int capacity;
  private int rows;

  private Batch(float[] features, int[] tokens, int[] targets, int capacity) {
    this.features = features;
    this.tokens = tokens;
    this.targets = targets;
    this.capacity = capacity;
    this.rows = capacity;
  }

  /** Room for {@code capacity} rows of {@code width} floats and one class each. */
  public static Batch ofFeatures(int capacity, int width) {
    return new Batch(
        new float[Math.multiplyExact(capacity, width)], new int[0], new int[capacity], capacity);
  }

  /** Room for {@code capacity} sequences of {@code context} tokens and as many next tokens. */
  public static Batch ofTokens(int capacity, int context) {
    int size = Math.multiplyExact(capacity, context);
    return new Batch(new float[0], new int[size], new int[size], capacity);
  }

  public float[] features() {
    return features;
  }

  public int[] tokens() {
    return tokens;
  }

  public int[] targets() {
    return targets;
  }

  public int capacity() {
    return capacity;
  }

  /** Rows that count. */
  public int rows() {
    return rows;
  }

  public void setRows(int rows) {
    if (rows < 0 || rows > capacity) {
      throw new IllegalArgumentException("rows must be in [0, " + capacity + "], got " + rows);
    }
    this.rows = rows;
  }
}
