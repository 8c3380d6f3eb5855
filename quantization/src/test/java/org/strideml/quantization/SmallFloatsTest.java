package org.strideml.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Codecs of small floating-point formats. */
class SmallFloatsTest {
  @Nested
  class Half extends CodecContract {
    @Override
    List<Codec> codecs() {
      return List.of(new Fp16());
    }

    @Override
    long expectedSize(Codec codec, int length) {
      return 2L * length;
    }

    @Override
    double errorBound(Codec codec, float min, float max) {
      double largest = Math.max(Math.abs((double) min), Math.abs(max));
      return Math.max(0x1p-11 * largest, 0x1p-25);
    }

    @Override
    float limit() {
      return Fp16.LIMIT;
    }

    @Override
    boolean random(Codec codec) {
      return false;
    }

    /** Every number of the format comes back as itself. */
    @Test
    void everyHalfIsExact() {
      for (int half = 0; half < 1 << 16; half++) {
        if ((half & 0x7c00) != 0x7c00) {
          byte[] bytes = {(byte) half, (byte) (half >>> 8)};
          float[] value = new float[1];
          new Fp16().decode(bytes, 0, value, 0, 1);
          assertThat(PlainFp16.half(value[0])).isEqualTo((short) half);
          assertThat(value[0]).isEqualTo(decimal(half));
        }
      }
    }

    private float decimal(int half) {
      int exponent = half >>> 10 & 0x1f;
      double mantissa = (half & 0x3ff) / 1024.0;
      double magnitude =
          exponent == 0 ? mantissa * 0x1p-14 : (1 + mantissa) * Math.pow(2, exponent - 15);
      return (float) (half >>> 15 == 0 ? magnitude : -magnitude);
    }

    @Test
    void tiesGoToEven() {
      assertThat(PlainFp16.half(1 + 0x1p-11f)).isEqualTo(PlainFp16.half(1));
      assertThat(PlainFp16.half(1 + 3 * 0x1p-11f)).isEqualTo(PlainFp16.half(1 + 0x1p-9f));
      assertThat(PlainFp16.half(0x1p-25f)).isEqualTo((short) 0);
      assertThat(PlainFp16.half(0x1.8p-24f)).isEqualTo((short) 2);
    }

    @Test
    void whatIsTooLargeIsNamed() {
      float[] values = {1, 65505};
      assertThatThrownBy(() -> new Fp16().encode(values, 0, 2, KEY, new byte[4], 0))
          .hasMessageContaining("within ±65504.0 to be quantized, got 65505.0 at index 1");
    }
  }

  @Nested
  class Brain extends CodecContract {
    @Override
    List<Codec> codecs() {
      return List.of(new Bf16());
    }

    @Override
    long expectedSize(Codec codec, int length) {
      return 2L * length;
    }

    @Override
    double errorBound(Codec codec, float min, float max) {
      double largest = Math.max(Math.abs((double) min), Math.abs(max));
      return Math.max(0x1p-8 * largest, 0x1p-134);
    }

    @Override
    boolean random(Codec codec) {
      return false;
    }
  }

  private abstract static class Scaled extends CodecContract {
    abstract Codec codec(int bucketSize, boolean stochastic);

    abstract Codebook codebook();

    @Override
    List<Codec> codecs() {
      return List.of(
          codec(1, false), codec(64, false), codec(1000, false), codec(64, true), codec(7, true));
    }

    @Override
    long expectedSize(Codec codec, int length) {
      return (long) Math.ceil(length * codec.bits() / 8.0)
          + 4 * (long) Math.ceil(length / (double) codec.bucketSize());
    }

    @Override
    double errorBound(Codec codec, float min, float max) {
      double largest = Math.max(Math.abs((double) min), Math.abs(max));
      double share = ((CodebookCodec) codec).stochastic() ? 1 : 0.5;
      return Math.max(share * codebook().widestGap() * largest * (1 + 1e-5), Float.MIN_NORMAL);
    }

    @Override
    boolean random(Codec codec) {
      return ((CodebookCodec) codec).stochastic();
    }

    @Override
    boolean madeOfBitsAndBucketSize() {
      return false;
    }

    @Test
    void everyNumberOfTheFormatComesBack() {
      int names = 1 << codecs().get(0).bits();
      for (boolean stochastic : new boolean[] {false, true}) {
        for (int name = 0; name < names; name++) {
          float level = codebook().level(name);
          if (!Float.isNaN(level)) {
            float[] decoded = roundTrip(codec(64, stochastic), new float[] {1, level, -1}, KEY);
            assertThat(decoded).containsExactly(1, level, -1);
          }
        }
      }
    }

    @Test
    void nearestIsNearest() {
      for (int i = 0; i < 20_000; i++) {
        float value = 2 * KEY.uniform(i) - 1;
        if (i % 2 == 0) {
          value *= (float) Math.pow(2, -20 * KEY.uniform(~i));
        }
        float found = codebook().level(codebook().nearest(value) & 0xff);
        for (int name = 0; name < 1 << codecs().get(0).bits(); name++) {
          float other = codebook().level(name);
          if (Math.abs(other - value) < Math.abs(found - value)) {
            throw new AssertionError(value + " is nearer to " + other + " than to " + found);
          }
        }
      }
    }
  }

  @Nested
  class E4m3 extends Scaled {
    @Override
    Codec codec(int bucketSize, boolean stochastic) {
      return new Fp8E4m3(bucketSize, stochastic);
    }

    @Override
    Codebook codebook() {
      return new Fp8E4m3(1, false).codebook();
    }

    @Test
    void patternsAreThoseOfTheFormat() {
      assertThat(448 * codebook().level(0x7e)).isEqualTo(448);
      assertThat(448 * codebook().level(0x38)).isEqualTo(1);
      assertThat(448 * codebook().level(0xb8)).isEqualTo(-1);
      assertThat(448 * codebook().level(0x01))
          .isCloseTo(0x1p-9f, org.assertj.core.api.Assertions.within(1e-8f));
      assertThat(codebook().level(0x7f)).isNaN();
      byte[] bytes = {0, 0, (byte) 0x80, 0x3f, 0x7f};
      assertThatThrownBy(() -> new Fp8E4m3(8, false).decode(bytes, 0, new float[1], 0, 1))
          .isInstanceOfSatisfying(
              WireFormatException.class, e -> assertThat(e.offset()).isEqualTo(4));
    }
  }

  @Nested
  class E5m2 extends Scaled {
    @Override
    Codec codec(int bucketSize, boolean stochastic) {
      return new Fp8E5m2(bucketSize, stochastic);
    }

    @Override
    Codebook codebook() {
      return new Fp8E5m2(1, false).codebook();
    }
  }

  @Nested
  class E3m0 extends Scaled {
    @Override
    Codec codec(int bucketSize, boolean stochastic) {
      return new Fp4E3m0(bucketSize, stochastic);
    }

    @Override
    Codebook codebook() {
      return new Fp4E3m0(1, false).codebook();
    }

    @Test
    void numbersAreZeroAndPowersOfTwo() {
      for (int name = 0; name < 8; name++) {
        assertThat(codebook().level(name)).isEqualTo(name == 0 ? 0 : (float) Math.pow(2, name - 7));
      }
      assertThat(codebook().level(15)).isEqualTo(-1);
    }
  }

  @Nested
  class NormalFloat extends Scaled {
    @Override
    Codec codec(int bucketSize, boolean stochastic) {
      return new Nf4(bucketSize, stochastic);
    }

    @Override
    Codebook codebook() {
      return new Nf4(1, false).codebook();
    }
  }
}
