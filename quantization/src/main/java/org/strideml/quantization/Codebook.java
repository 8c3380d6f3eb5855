package org.strideml.quantization;

import java.util.Arrays;

/**
 * A finite set of numbers and what each is called on the wire; finds the nearest, or the two around
 * a value.
 *
 * <p>Values are looked up in a table over cells of equal width and from there on by comparing, so
 * that a codec's loop takes about one comparison a value. Immutable.
 */
final class Codebook {
  private static final int CELLS = 4096;

  private final float[] levels;
  private final byte[] names;
  private final float[] byName;
  private final float[] middles;
  private final short[] nearestCells;
  private final short[] belowCells;
  private final float origin;
  private final float cellsPerUnit;

  /**
   * @param levels ascending, at least two, no two equal
   * @param names on the wire, below 2^bits
   */
  Codebook(float[] levels, byte[] names, int bits) {
    this.levels = levels;
    this.names = names;
    this.byName = new float[1 << bits];
    Arrays.fill(byName, Float.NaN);
    for (int i = 0; i < levels.length; i++) {
      byName[names[i] & 0xff] = levels[i];
    }
    this.middles = new float[levels.length - 1];
    for (int i = 0; i < middles.length; i++) {
      middles[i] = (levels[i] + levels[i + 1]) / 2;
    }
    this.origin = levels[0];
    this.cellsPerUnit = CELLS / (levels[levels.length - 1] - origin);
    this.nearestCells = cells(middles);
    this.belowCells = cells(Arrays.copyOfRange(levels, 1, levels.length));
  }

  /** Levels called 0, 1, … in ascending order. */
  static Codebook ordered(float[] levels, int bits) {
    byte[] names = new byte[levels.length];
    for (int i = 0; i < names.length; i++) {
      names[i] = (byte) i;
    }
    return new Codebook(levels, names, bits);
  }

  /**
   * The numbers of a small floating-point format, sign, exponent and mantissa from the high bit on,
   * scaled so that the largest is 1. Both zeros count as the positive one.
   *
   * @param bias of the exponent; exponent 0 means subnormals
   * @param most the greatest bit pattern that is a number, without sign
   */
  static Codebook floats(int exponentBits, int mantissaBits, int bias, int most) {
    int bits = 1 + exponentBits + mantissaBits;
    float largest = magnitude(most, mantissaBits, bias);
    float[] levels = new float[2 * most + 1];
    byte[] names = new byte[2 * most + 1];
    for (int pattern = 0; pattern <= most; pattern++) {
      float level = magnitude(pattern, mantissaBits, bias) / largest;
      levels[most + pattern] = level;
      names[most + pattern] = (byte) pattern;
      if (pattern > 0) {
        levels[most - pattern] = -level;
        names[most - pattern] = (byte) (pattern | 1 << bits - 1);
      }
    }
    return new Codebook(levels, names, bits);
  }

  private static float magnitude(int pattern, int mantissaBits, int bias) {
    int exponent = pattern >>> mantissaBits;
    float mantissa = (pattern & (1 << mantissaBits) - 1) / (float) (1 << mantissaBits);
    return exponent == 0
        ? Math.scalb(mantissa, 1 - bias)
        : Math.scalb(1 + mantissa, exponent - bias);
  }

  /** For each cell how many of the bounds lie certainly below it. */
  private short[] cells(float[] bounds) {
    short[] cells = new short[CELLS];
    int below = 0;
    for (int cell = 0; cell < CELLS; cell++) {
      // A cell's worth of room for the rounding of cell numbers.
      float from = origin + (cell - 1) / cellsPerUnit;
      while (below < bounds.length && bounds[below] < from) {
        below++;
      }
      cells[cell] = (short) below;
    }
    return cells;
  }

  private int cell(float value) {
    return Math.max(0, Math.min((int) ((value - origin) * cellsPerUnit), CELLS - 1));
  }

  /** The name of the level nearest to a finite value, the lower one of two as near. */
  byte nearest(float value) {
    int i = nearestCells[cell(value)];
    while (i < middles.length && middles[i] < value) {
      i++;
    }
    return names[i];
  }

  /**
   * The name of the level below a value, or of the one above with a probability that makes the mean
   * right; of the outermost level beyond it.
   *
   * @param draw uniform in [0, 1)
   */
  byte around(float value, float draw) {
    int i = belowCells[cell(value)];
    while (i < levels.length - 2 && levels[i + 1] < value) {
      i++;
    }
    float fraction = (value - levels[i]) / (levels[i + 1] - levels[i]);
    return names[draw < fraction ? i + 1 : i];
  }

  /** The level of that name; NaN when there is none. */
  float level(int name) {
    return byName[name];
  }

  /** Widest distance between two neighbours. */
  float widestGap() {
    float widest = 0;
    for (int i = 1; i < levels.length; i++) {
      widest = Math.max(widest, levels[i] - levels[i - 1]);
    }
    return widest;
  }
}
