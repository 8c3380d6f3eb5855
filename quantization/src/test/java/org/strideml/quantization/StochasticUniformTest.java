package org.strideml.quantization;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StochasticUniformTest extends MinMaxCodecContract {
  @Override
  Codec codec(int bits, int bucketSize) {
    return new StochasticUniform(bits, bucketSize);
  }

  @Override
  int headerSize() {
    return 0;
  }

  @Override
  double boundInSteps() {
    return 1;
  }

  @Override
  double varianceInSteps(double f) {
    return f * (1 - f);
  }

  /** Minimum and maximum of a bucket are points of its grid and draw nothing. */
  @Override
  boolean random(Codec codec) {
    return codec.bucketSize() > 2;
  }

  @Test
  void pointsOfTheGridComeBackExactly() {
    for (int bits = 1; bits <= 8; bits++) {
      int levels = (1 << bits) - 1;
      float[] values = new float[levels + 1];
      for (int i = 0; i <= levels; i++) {
        values[i] = -3 + 0.125f * i;
      }
      for (int draw = 0; draw < 20_000; draw++) {
        assertThat(roundTrip(codec(bits, 256), values, KEY.child(draw))).isEqualTo(values);
      }
    }
  }
}
