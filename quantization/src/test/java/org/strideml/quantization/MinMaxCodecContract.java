package org.strideml.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the codecs with one random uniform grid per bucket promise beside. */
abstract class MinMaxCodecContract extends CodecContract {
  static final int DRAWS = 100_000;

  abstract Codec codec(int bits, int bucketSize);

  /** Bytes before the first bucket. */
  abstract int headerSize();

  /** |x̂ − x| / δ is at most this. */
  abstract double boundInSteps();

  /** Variance of x̂ / δ for a value at a fraction f between two points. */
  abstract double varianceInSteps(double f);

  @Override
  List<Codec> codecs() {
    List<Codec> codecs = new ArrayList<>();
    for (int bits = 1; bits <= 8; bits++) {
      for (int bucketSize : new int[] {1, 3, 64, 1000, 1024, 5000}) {
        codecs.add(codec(bits, bucketSize));
      }
    }
    return codecs;
  }

  @Override
  long expectedSize(Codec codec, int length) {
    return headerSize()
        + (long) Math.ceil(length * codec.bits() / 8.0)
        + 8 * (long) Math.ceil(length / (double) codec.bucketSize());
  }

  @Override
  double errorBound(Codec codec, float min, float max) {
    if (min == max) {
      return 0;
    }
    int levels = (1 << codec.bits()) - 1;
    double delta = Math.max(((double) max - min) / levels, Float.MIN_NORMAL);
    return boundInSteps() * delta * (1 + 1e-4);
  }

  /** Tested closer below. */
  @Override
  boolean drawsMatter(Codec codec) {
    return false;
  }

  @Test
  void constantBucketsComeBackExactly() {
    for (Codec codec : codecs()) {
      for (float value : new float[] {0, 1, -3.7f, Float.MIN_VALUE, -Bucket.LIMIT}) {
        float[] values = new float[77];
        Arrays.fill(values, value);
        assertThat(roundTrip(codec, values, KEY)).as("%s of %s", codec, value).isEqualTo(values);
      }
    }
  }

  @Test
  void rejectsWhatIsNotFiniteOrTooLargeWithItsIndex() {
    float[] bad = {
      Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MAX_VALUE, -0x1.000002p126f
    };
    for (Codec codec : List.of(codec(8, 64), codec(3, 1000), codec(1, 1))) {
      for (float value : bad) {
        for (int index : new int[] {5, 68, 104}) {
          float[] values = Cases.gaussian(110, 1);
          values[index] = value;
          byte[] bytes = new byte[codec.encodedSize(100)];
          assertThatThrownBy(() -> codec.encode(values, 5, 100, KEY, bytes, 0))
              .as("%s, %s at %d", codec, value, index)
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("got " + value + " at index " + index);
        }
      }
    }
  }

  @Test
  void unbiasedWithTheVarianceOfTheFormula() {
    for (int bits : new int[] {1, 4, 8}) {
      int levels = (1 << bits) - 1;
      Codec codec = codec(bits, 16);
      // Bucket [-1, -1 + levels/4]: delta is exactly 1/4.
      double delta = 0.25;
      float[] values = new float[16];
      Arrays.fill(values, -1);
      values[1] = (float) (-1 + levels * delta);
      for (int j = 0; j < 12; j++) {
        values[j + 2] = (float) (-1 + delta * (levels / 2 + j / 12.0));
      }
      double[] sum = new double[16];
      double[] squares = new double[16];
      byte[] bytes = new byte[codec.encodedSize(16)];
      float[] decoded = new float[16];
      for (int draw = 0; draw < DRAWS; draw++) {
        codec.encode(values, 0, 16, KEY.child(draw), bytes, 0);
        codec.decode(bytes, 0, decoded, 0, 16);
        for (int i = 0; i < 16; i++) {
          double error = (decoded[i] - (double) values[i]) / delta;
          sum[i] += error;
          squares[i] += error * error;
        }
      }
      for (int i = 0; i < 16; i++) {
        double position = (values[i] + 1.0) / delta;
        double variance = varianceInSteps(position - Math.floor(position));
        String what = codec + ", value " + values[i];
        assertThat(sum[i] / DRAWS)
            .as("mean error in steps, " + what)
            .isCloseTo(0, within(4 * Math.sqrt(variance / DRAWS)));
        assertThat(squares[i] / DRAWS)
            .as("variance in squared steps, " + what)
            .isCloseTo(variance, within(variance == 0 ? 0 : 0.0035));
      }
    }
  }

  @Test
  void averagingIndependentEncodingsDividesTheVarianceAndTheSameKeyDoesNot() {
    Codec codec = codec(4, 1024);
    float[] values = Cases.gaussian(1024, 1);
    double one = meanSquareOfAverage(codec, values, 1, true);
    double sixteen = meanSquareOfAverage(codec, values, 16, true);
    double sameKey = meanSquareOfAverage(codec, values, 16, false);
    assertThat(one / sixteen).isCloseTo(16, within(1.6));
    assertThat(sameKey / one).isCloseTo(1, within(0.1));
  }

  private static double meanSquareOfAverage(
      Codec codec, float[] values, int workers, boolean independent) {
    int rounds = 2000;
    double total = 0;
    for (int round = 0; round < rounds; round++) {
      double[] error = new double[values.length];
      for (int worker = 0; worker < workers; worker++) {
        RandomKey key = KEY.child(round).child(independent ? worker : 0);
        float[] decoded = roundTrip(codec, values, key);
        for (int i = 0; i < error.length; i++) {
          error[i] += (decoded[i] - (double) values[i]) / workers;
        }
      }
      for (double e : error) {
        total += e * e / values.length / rounds;
      }
    }
    return total;
  }

  @Test
  void ratioAgainstFloats() {
    int elements = 100_000_000;
    assertThat(4.0 * elements / codec(8, 1024).encodedSize(elements))
        .isCloseTo(3.969, within(5e-4));
    assertThat(4.0 * elements / codec(4, 1024).encodedSize(elements))
        .isCloseTo(7.877, within(5e-4));
    assertThat(4.0 * elements / codec(8, 512).encodedSize(elements)).isCloseTo(3.938, within(5e-4));
    assertThat(4.0 * elements / codec(4, 128).encodedSize(elements)).isCloseTo(7.111, within(5e-4));
  }

  @Test
  void settingsOutOfRangeAreNamed() {
    assertThatThrownBy(() -> codec(9, 1024)).hasMessage("bits must be in [1, 8], got 9");
    assertThatThrownBy(() -> codec(0, 1024)).hasMessage("bits must be in [1, 8], got 0");
    assertThatThrownBy(() -> codec(8, 0)).hasMessage("bucketSize must be >= 1 (elements), got 0");
    assertThatThrownBy(() -> codec(8, 1).encodedSize(1 << 28))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more than one array holds");
  }

  @Test
  void headersThatNoEncoderWritesAreRefused() {
    Codec codec = codec(8, 64);
    float[] values = Cases.gaussian(64, 1);
    for (float delta : new float[] {-1, Float.NaN, Float.POSITIVE_INFINITY}) {
      assertHeaderRefused(codec, values, headerSize(), delta);
    }
    for (float minimum : new float[] {Float.NaN, Float.NEGATIVE_INFINITY, Float.MAX_VALUE}) {
      assertHeaderRefused(codec, values, headerSize() + 4, minimum);
    }
  }

  static void assertHeaderRefused(Codec codec, float[] values, int at, float number) {
    byte[] bytes = encode(codec, values, KEY);
    LittleEndian.putFloat(bytes, at, number);
    assertThatThrownBy(() -> codec.decode(bytes, 0, new float[values.length], 0, values.length))
        .isInstanceOfSatisfying(
            WireFormatException.class, e -> assertThat(e.offset()).isEqualTo(at));
  }
}
