package org.strideml.quantization;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LearnedLevelsTest extends CodecContract {
  @Override
  List<Codec> codecs() {
    List<Codec> codecs = new ArrayList<>();
    for (int bits : new int[] {1, 2, 4, 8}) {
      codecs.add(new LearnedLevels(bits, 64, 2, true));
      codecs.add(new LearnedLevels(bits, 1000, 2, false));
    }
    return codecs;
  }

  @Override
  long expectedSize(Codec codec, int length) {
    return (4L << codec.bits())
        + (long) Math.ceil(length * codec.bits() / 8.0)
        + 8 * (long) Math.ceil(length / (double) codec.bucketSize());
  }

  @Override
  double errorBound(Codec codec, float min, float max) {
    // Levels 0 and 1 stay, whatever lies between.
    return min == max ? 0 : Math.max((double) max - min, Float.MIN_NORMAL) * (1 + 1e-6);
  }

  /** The fit draws, so keys matter even where rounding does not; one bit has nothing to fit. */
  @Override
  boolean random(Codec codec) {
    return codec.bits() > 1 || codec.unbiased();
  }

  @Override
  boolean madeOfBitsAndBucketSize() {
    return false;
  }

  /** Each encoding fits its levels. */
  @Override
  boolean drawsMatter(Codec codec) {
    return false;
  }

  @Test
  void unbiasedBetweenFittedLevels() {
    Codec codec = new LearnedLevels(3, 64, 1 << 20, true);
    float[] values = Cases.gaussian(12, 1);
    float[] state = new float[codec.stateSize(12)];
    byte[] bytes = new byte[codec.encodedSize(12)];
    float[] decoded = new float[12];
    double[] sum = new double[12];
    double[] squares = new double[12];
    int draws = 100_000;
    for (int draw = 0; draw < draws; draw++) {
      codec.encode(values, 0, 12, KEY.child(draw), state, 0, bytes, 0);
      codec.decode(bytes, 0, decoded, 0, 12);
      for (int i = 0; i < 12; i++) {
        double error = (double) decoded[i] - values[i];
        sum[i] += error;
        squares[i] += error * error;
      }
    }
    for (int i = 0; i < 12; i++) {
      double deviation = Math.sqrt(squares[i] / draws);
      assertThat(Math.abs(sum[i] / draws))
          .isLessThanOrEqualTo(4 * deviation / Math.sqrt(draws) + 8 * Math.ulp(4f));
    }
  }

  /** What they are for: on bell-shaped values four bits err less than an even grid. */
  @Test
  void errLessThanEvenLevels() {
    float[] values = Cases.gaussian(1 << 16, 1);
    for (int bits : new int[] {3, 4, 5}) {
      double even = error(new NearestUniform(bits, 1024), values);
      double learned = error(new LearnedLevels(bits, 1024, 1, false), values);
      assertThat(learned).as("%d bits", bits).isLessThan(0.8 * even);
      double flipped = error(new StochasticUniform(bits, 1024), values);
      double learnedFlipped = error(new LearnedLevels(bits, 1024, 1, true), values);
      assertThat(learnedFlipped).as("%d bits", bits).isLessThan(0.95 * flipped);
    }
  }

  private static double error(Codec codec, float[] values) {
    float[] decoded = roundTrip(codec, values, KEY);
    double error = 0;
    for (int i = 0; i < values.length; i++) {
      error += Math.pow(decoded[i] - values[i], 2);
    }
    return error;
  }

  @Test
  void levelsChangeOnScheduleOnly() {
    Codec codec = new LearnedLevels(3, 64, 3, true);
    float[] state = new float[codec.stateSize(500)];
    byte[] bytes = new byte[codec.encodedSize(500)];
    List<List<Float>> levels = new ArrayList<>();
    for (int message = 0; message < 7; message++) {
      float[] values = Cases.gaussian(500, 1 + message);
      codec.encode(values, 0, 500, KEY.child(message), state, 0, bytes, 0);
      List<Float> own = new ArrayList<>();
      for (int j = 0; j < 8; j++) {
        own.add(LittleEndian.getFloat(bytes, 4 * j));
      }
      levels.add(own);
    }
    for (int message = 1; message < 7; message++) {
      assertThat(levels.get(message).equals(levels.get(message - 1))).isEqualTo(message % 3 != 0);
    }
  }
}
