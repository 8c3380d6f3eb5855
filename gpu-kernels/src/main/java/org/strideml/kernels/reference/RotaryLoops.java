package org.strideml.kernels.reference;

import org.strideml.kernels.AttentionShape;
import org.strideml.kernels.Tensor;

/** Rotary positions. */
final class RotaryLoops {
  private RotaryLoops() {}

  static void angles(double base, Tensor anglesTensor) {
    View angles = View.of(anglesTensor);
    int half = anglesTensor.columns() / 2;
    for (int t = 0; t < anglesTensor.rows(); t++) {
      for (int i = 0; i < half; i++) {
        double angle = t * StrictMath.pow(base, -(double) i / half);
        angles.set(t, i, StrictMath.cos(angle));
        angles.set(t, half + i, StrictMath.sin(angle));
      }
    }
  }

  /** By the angles when {@code direction} is 1, back when it is −1. */
  static void turn(AttentionShape shape, Tensor anglesTensor, Tensor qkvTensor, int direction) {
    View angles = View.of(anglesTensor);
    View qkv = View.of(qkvTensor);
    int half = shape.headWidth() / 2;
    for (int row = 0; row < shape.rows(); row++) {
      int t = row % shape.time();
      // Queries and keys lie side by side: twice as many heads.
      for (int head = 0; head < 2 * shape.heads(); head++) {
        for (int i = 0; i < half; i++) {
          int column = head * shape.headWidth() + i;
          double cosine = angles.at(t, i);
          double sine = direction * angles.at(t, half + i);
          double first = qkv.at(row, column);
          double second = qkv.at(row, column + half);
          qkv.set(row, column, first * cosine - second * sine);
          qkv.set(row, column + half, second * cosine + first * sine);
        }
      }
    }
  }
}
