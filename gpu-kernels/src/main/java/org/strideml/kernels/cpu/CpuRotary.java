package org.strideml.kernels.cpu;

import org.strideml.kernels.AttentionShape;
import org.strideml.kernels.Tensor;

/** Rotary positions. */
final class CpuRotary {
  private final DecoderRows rows;
  private final Row cosines = new Row();
  private final Row sines = new Row();
  private final Row first = new Row();
  private final Row second = new Row();

  CpuRotary(Rows rows) {
    this.rows = rows.decoder();
  }

  /** {@link StrictMath}, so that every processor gets the same angles. */
  void angles(double base, Tensor angles) {
    int half = angles.columns() / 2;
    cosines.of(angles);
    for (int t = 0; t < angles.rows(); t++) {
      cosines.at(t);
      for (int i = 0; i < half; i++) {
        double angle = t * StrictMath.pow(base, -(double) i / half);
        cosines.set(i, (float) StrictMath.cos(angle));
        cosines.set(half + i, (float) StrictMath.sin(angle));
      }
    }
  }

  void turn(AttentionShape shape, Tensor angles, Tensor qkv, boolean back) {
    int width = shape.headWidth();
    int half = width / 2;
    cosines.of(angles);
    sines.of(angles);
    first.of(qkv);
    second.of(qkv);
    for (int row = 0; row < shape.rows(); row++) {
      int t = row % shape.time();
      cosines.from(t * width);
      sines.from(t * width + half);
      // Queries and keys lie side by side: twice as many heads.
      for (int head = 0; head < 2 * shape.heads(); head++) {
        int column = row * 3 * shape.width() + head * width;
        rows.rotate(cosines, sines, back, first.from(column), second.from(column + half), half);
      }
    }
  }
}
