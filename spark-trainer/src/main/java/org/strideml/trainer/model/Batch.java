package org.strideml.trainer.model;

import java.util.Arrays;
import org.strideml.quantization.RandomKey;

/**
 * Rows on their way into a network, each with what is to be predicted, its weight, and the random
 * bits of this visit. Arrays hold one row after another; only the first {@link #rows} rows count.
 * Reused from step to step: whoever fills a row writes all of it.
 */
public final class Batch {
  private final BatchShape shape;
  private final int capacity;
  private final float[] features;
  private final int[] ids;
  private final int[] targets;
  private final float[] values;
  private final float[] weights;
  private final SparseRows sparse;
  private RandomKey key;
  private int rows;

  /** Room for {@code capacity} rows, all of weight 1. */
  public Batch(BatchShape shape, int capacity) {
    this.shape = shape;
    this.capacity = capacity;
    this.features = new float[Math.multiplyExact(capacity, shape.features())];
    this.ids = new int[Math.multiplyExact(capacity, shape.ids())];
    this.targets = new int[Math.multiplyExact(capacity, shape.targets())];
    this.values = new float[Math.multiplyExact(capacity, shape.values())];
    this.weights = new float[capacity];
    this.sparse = new SparseRows(shape.sparse() > 0 ? capacity : 0);
    Arrays.fill(weights, 1);
    this.rows = capacity;
  }

  /**
   * @throws IllegalArgumentException when rows are of another shape
   */
  void require(BatchShape expected) {
    if (!shape.equals(expected)) {
      throw new IllegalArgumentException("rows must be " + expected + ", got " + shape);
    }
  }

  public BatchShape shape() {
    return shape;
  }

  public float[] features() {
    return features;
  }

  /** Tokens or category codes. */
  public int[] ids() {
    return ids;
  }

  /** Classes. */
  public int[] targets() {
    return targets;
  }

  /** Numbers to be predicted. */
  public float[] values() {
    return values;
  }

  /** Rows of sparse features; room for none when the model reads none. */
  public SparseRows sparse() {
    return sparse;
  }

  /** What each row's loss is multiplied with; 1 on average over the training rows. */
  public float[] weights() {
    return weights;
  }

  /**
   * Bits for what a forward pass draws, such as dropout; {@code null} in evaluation, when nothing
   * is drawn.
   */
  public RandomKey key() {
    return key;
  }

  public void setKey(RandomKey key) {
    this.key = key;
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
