package org.strideml.quantization;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Gradient descent whose iterate lives on a grid: f(θ) = ‖Aθ − y‖²/2n with n = 60, d = 20, Gaussian
 * A and y = Aθ*, θ ← Q(θ − η∇f(θ)), steps of 0.1. Nearest rounding swallows updates below half a
 * step and stalls; both random roundings leave a noise floor.
 */
class ParabolaTest {
  private static final int ROWS = 60;
  private static final int COLUMNS = 20;
  private static final int STEPS = 600;
  private static final float DELTA = 0.1f;
  private static final int BITS = 8;
  private static final RandomKey DATA = RandomKey.of(3);

  private final float[][] matrix = new float[ROWS][COLUMNS];
  private final float[] wanted = new float[ROWS];

  ParabolaTest() {
    for (int row = 0; row < ROWS; row++) {
      for (int column = 0; column < COLUMNS; column++) {
        matrix[row][column] = (float) DATA.gaussian(row * COLUMNS + column);
        wanted[row] += matrix[row][column] * (float) DATA.child(1).gaussian(column);
      }
    }
  }

  @Test
  void randomRoundingOfTheIterateIsTenTimesBetterThanNearest() {
    for (float rate : new float[] {0.02f, 0.1f}) {
      double nearest = meanLoss(rate, (bucket, step) -> new Rounding.Nearest(0), false);
      double shift = meanLoss(rate, (bucket, step) -> new Rounding.Nearest(shift(step)), true);
      double coin =
          meanLoss(rate, (bucket, step) -> new Rounding.CoinFlip(key(step), 0, COLUMNS), false);
      assertThat(nearest).as("nearest / shift at rate %s", rate).isGreaterThan(10 * shift);
      assertThat(nearest).as("nearest / coin at rate %s", rate).isGreaterThan(10 * coin);
      // Each step adds δ²/12 per coordinate and damps by (1 − ηλ)²: mean loss dδ²/48η for small ηλ.
      double floor = COLUMNS * DELTA * DELTA / (48 * rate);
      assertThat(shift).as("noise floor at rate %s", rate).isLessThan(2 * floor);
    }
  }

  private static RandomKey key(int step) {
    return RandomKey.of(8).child(step);
  }

  private static float shift(int step) {
    return 0.5f - key(step).uniform(0);
  }

  private interface RoundingAt {
    Rounding rounding(Bucket bucket, int step);
  }

  /** Mean of the last hundred losses. */
  private double meanLoss(float rate, RoundingAt roundings, boolean shifted) {
    Bucket bucket = new Bucket(Grid.RANGE, BITS, new PlainLoops());
    bucket.delta = DELTA;
    bucket.inverse = 1 / DELTA;
    // The grid is fixed, as in the theorem: 256 points around zero.
    bucket.minimum = -12.8f;
    float[] point = new float[COLUMNS];
    byte[] codes = new byte[COLUMNS];
    double total = 0;
    for (int step = 0; step < STEPS; step++) {
      double loss = descend(point, rate);
      if (step >= STEPS - 100) {
        total += loss / 100;
      }
      roundings.rounding(bucket, step).round(point, 0, COLUMNS, bucket, codes, 0);
      bucket.restore(codes, 0, COLUMNS, shifted ? shift(step) : 0, point, 0);
    }
    return total;
  }

  /** One exact gradient step; returns the loss before it. */
  private double descend(float[] point, float rate) {
    double loss = 0;
    float[] gradient = new float[COLUMNS];
    for (int row = 0; row < ROWS; row++) {
      double residual = -wanted[row];
      for (int column = 0; column < COLUMNS; column++) {
        residual += matrix[row][column] * point[column];
      }
      loss += residual * residual / (2 * ROWS);
      for (int column = 0; column < COLUMNS; column++) {
        gradient[column] += (float) (residual * matrix[row][column] / ROWS);
      }
    }
    for (int column = 0; column < COLUMNS; column++) {
      point[column] -= rate * gradient[column];
    }
    return loss;
  }
}
