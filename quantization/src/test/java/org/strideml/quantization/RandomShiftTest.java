package org.strideml.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RandomShiftTest extends MinMaxCodecContract {
  @Override
  Codec codec(int bits, int bucketSize) {
    return new RandomShift(bits, bucketSize);
  }

  @Override
  int headerSize() {
    return 4;
  }

  @Override
  double boundInSteps() {
    return 0.5;
  }

  @Override
  double varianceInSteps(double f) {
    return 1 / 12.0;
  }

  @Override
  boolean random(Codec codec) {
    return true;
  }

  @Test
  void varianceIsATwelfthOfTheSquaredStep() {
    Codec codec = codec(4, 1024);
    float[] values = Cases.gaussian(256, 1);
    values[0] = -4;
    values[1] = 3.5f;
    double total = 0;
    int rounds = 20_000;
    for (int round = 0; round < rounds; round++) {
      float[] decoded = roundTrip(codec, values, KEY.child(round));
      for (int i = 0; i < values.length; i++) {
        double error = (decoded[i] - values[i]) / 0.5;
        total += error * error / values.length / rounds;
      }
    }
    assertThat(total).isCloseTo(0.0833, within(0.001));
  }

  @Test
  void oneShiftServesTheWholeCall() {
    // 0 is the minimum of every bucket, so its error is the shift itself, in steps of 1/255.
    float[] values = new float[64];
    for (int i = 1; i < 64; i += 2) {
      values[i] = 1;
    }
    float[] decoded = roundTrip(codec(8, 2), values, KEY);
    for (int i = 0; i < 64; i += 2) {
      assertThat(decoded[i]).isEqualTo(decoded[0]);
    }
    assertThat(decoded[0]).isNotZero();
  }

  @Test
  void aShiftBeyondHalfAStepIsRefused() {
    assertHeaderRefused(codec(8, 64), Cases.gaussian(64, 1), 0, 0.6f);
    assertHeaderRefused(codec(8, 64), Cases.gaussian(64, 1), 0, Float.NaN);
  }
}
