package org.strideml.trainer.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.strideml.quantization.RandomKey;

class NoiseScaleTest {
  /** A gradient of norm 5 whose rows have noise of variance 4 in each of 50 coordinates. */
  @Test
  void findsSignalAndNoise() {
    int width = 50;
    int workers = 4;
    int rows = 16;
    NoiseScale scale = new NoiseScale(new float[NoiseScale.size()]);
    assertThat(scale.rows()).isNaN();
    for (int round = 0; round < 400; round++) {
      double[] mean = new double[width];
      double squares = 0;
      for (int k = 0; k < workers; k++) {
        for (int i = 0; i < width; i++) {
          double noise = 2 / Math.sqrt(rows) * RandomKey.of(round).child(k).gaussian(i);
          double gradient = (i == 0 ? 5 : 0) + noise;
          mean[i] += gradient / workers;
          squares += gradient * gradient / workers;
        }
      }
      double square = 0;
      for (double value : mean) {
        square += value * value;
      }
      scale.add(workers, rows, squares, square);
    }
    // S / |G|² = 50 · 4 / 25.
    assertThat(scale.rows()).isCloseTo(8, within(1.0));
  }

  @Test
  void nothingButNoiseIsInfinite() {
    NoiseScale scale = new NoiseScale(new float[NoiseScale.size()]);
    scale.add(4, 1, 1, 0.2);
    assertThat(scale.rows()).isInfinite();
  }
}
