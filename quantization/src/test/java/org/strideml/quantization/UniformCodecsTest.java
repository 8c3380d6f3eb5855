package org.strideml.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The codecs of a uniform grid that the two of QSDP do not cover. */
class UniformCodecsTest {
  private abstract static class Contract extends CodecContract {
    abstract Codec codec(int bits, int bucketSize);

    abstract int headerSize();

    int fewestBits() {
      return 1;
    }

    @Override
    List<Codec> codecs() {
      List<Codec> codecs = new ArrayList<>();
      for (int bits = fewestBits(); bits <= 8; bits++) {
        for (int bucketSize : new int[] {2, 3, 64, 1000, 5000}) {
          codecs.add(codec(bits, bucketSize));
        }
      }
      return codecs;
    }

    @Override
    long expectedSize(Codec codec, int length) {
      return (long) Math.ceil(length * codec.bits() / 8.0)
          + headerSize() * (long) Math.ceil(length / (double) codec.bucketSize());
    }

    @Override
    boolean drawsMatter(Codec codec) {
      return codec.bucketSize() == 64 && codec.bits() % 3 == 2;
    }
  }

  @Nested
  class Nearest extends Contract {
    @Override
    Codec codec(int bits, int bucketSize) {
      return new NearestUniform(bits, bucketSize);
    }

    @Override
    int headerSize() {
      return 8;
    }

    @Override
    double errorBound(Codec codec, float min, float max) {
      int levels = (1 << codec.bits()) - 1;
      double delta = Math.max(((double) max - min) / levels, Float.MIN_NORMAL);
      return min == max ? 0 : 0.5 * delta * (1 + 1e-4);
    }

    @Override
    boolean random(Codec codec) {
      return false;
    }
  }

  @Nested
  class SymmetricGrid extends Contract {
    @Override
    Codec codec(int bits, int bucketSize) {
      return new Symmetric(bits, bucketSize);
    }

    @Override
    int fewestBits() {
      return 2;
    }

    @Override
    int headerSize() {
      return 4;
    }

    @Override
    double errorBound(Codec codec, float min, float max) {
      int half = (1 << codec.bits() - 1) - 1;
      double largest = Math.max(Math.abs((double) min), Math.abs(max));
      return largest == 0 ? 0 : step(largest, half) * (0.5 + 1e-4);
    }

    @Override
    boolean random(Codec codec) {
      return false;
    }
  }

  /** Of a grid around zero, its mantissa rounded up to 16 bits. */
  private static double step(double scale, int half) {
    return Math.max(scale / half, Float.MIN_NORMAL) * (1 + 0x1p-15);
  }

  @Nested
  class QsgdGrid extends Contract {
    @Override
    Codec codec(int bits, int bucketSize) {
      return new Qsgd(bits, bucketSize);
    }

    @Override
    int fewestBits() {
      return 2;
    }

    @Override
    int headerSize() {
      return 4;
    }

    /** The norm is at most √n times the largest magnitude, but no more than the limit. */
    @Override
    double errorBound(Codec codec, float min, float max) {
      int half = (1 << codec.bits() - 1) - 1;
      double largest = Math.max(Math.abs((double) min), Math.abs(max));
      double norm = Math.min(Bucket.LIMIT, largest * Math.sqrt(codec.bucketSize()));
      return largest == 0 ? 0 : step(norm, half) * (1 + 1e-4);
    }

    @Override
    boolean random(Codec codec) {
      return codec.bucketSize() > 1;
    }

    @Test
    void varianceIsWithinTheBoundOfThePaper() {
      int n = 512;
      float[] values = Cases.gaussian(n, 1);
      for (int bits : new int[] {2, 3, 4, 8}) {
        double s = (1 << bits - 1) - 1;
        double squares = 0;
        for (int draw = 0; draw < 300; draw++) {
          float[] decoded = roundTrip(codec(bits, n), values, KEY.child(draw));
          for (int i = 0; i < n; i++) {
            squares += Math.pow((double) decoded[i] - values[i], 2) / 300;
          }
        }
        double norm = Grid.norm(values, 0, n);
        assertThat(squares / (norm * norm))
            .as("%d bits", bits)
            .isLessThanOrEqualTo(Math.min(n / (s * s), Math.sqrt(n) / s) * 1.01);
      }
    }
  }

  @Nested
  class TernaryGrid extends Contract {
    @Override
    Codec codec(int bits, int bucketSize) {
      return new Ternary(bucketSize);
    }

    @Override
    int headerSize() {
      return 4;
    }

    @Override
    double errorBound(Codec codec, float min, float max) {
      double largest = Math.max(Math.abs((double) min), Math.abs(max));
      return largest == 0 ? 0 : step(largest, 1);
    }

    @Override
    boolean random(Codec codec) {
      return codec.bucketSize() > 1;
    }

    @Override
    boolean drawsMatter(Codec codec) {
      return codec.bucketSize() == 64;
    }
  }

  @Nested
  class SignBits extends Contract {
    @Override
    Codec codec(int bits, int bucketSize) {
      return new Sign(bucketSize);
    }

    @Override
    int headerSize() {
      return 4;
    }

    @Override
    double errorBound(Codec codec, float min, float max) {
      return Math.max(Math.abs((double) min), Math.abs(max));
    }

    /** 1 − ‖x‖₁²/(n‖x‖₂²), for one bucket. */
    @Override
    OptionalDouble contraction(Codec codec, float[] values) {
      double sum = 0;
      double squares = 0;
      for (float value : values) {
        sum += Math.abs((double) value);
        squares += (double) value * value;
      }
      boolean tiny = squares < 1e-60;
      return tiny || values.length > codec.bucketSize()
          ? OptionalDouble.empty()
          : OptionalDouble.of(1 - sum * sum / (values.length * squares));
    }

    @Override
    boolean random(Codec codec) {
      return false;
    }

    @Test
    void scaleIsTheMeanMagnitude() {
      assertThat(roundTrip(codec(1, 64), new float[] {3, -1, 2, -2}, KEY))
          .containsExactly(2, -2, 2, -2);
    }
  }

  @Test
  void zeroComesBackAsZeroFromGridsAroundIt() {
    float[] values = Cases.gaussian(1000, 1);
    for (int i = 0; i < values.length; i += 3) {
      values[i] = 0;
    }
    for (int bits = 2; bits <= 8; bits++) {
      for (Codec codec : List.of(new Qsgd(bits, 64), new Symmetric(bits, 64), new Ternary(64))) {
        float[] decoded = CodecContract.roundTrip(codec, values, CodecContract.KEY);
        for (int i = 0; i < values.length; i += 3) {
          assertThat(decoded[i]).as("%s, index %d", codec, i).isZero();
        }
      }
    }
  }

  @Test
  void theNormIsThatOfAPlainSum() {
    for (int length : Cases.lengths(0)) {
      float[] values = Cases.gaussian(length, 1);
      double sum = 0;
      for (float value : values) {
        sum += (double) value * value;
      }
      assertThat(Grid.norm(values, 0, length)).isCloseTo(Math.sqrt(sum), within(1e-10));
    }
  }
}
