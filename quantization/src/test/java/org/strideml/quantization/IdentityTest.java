package org.strideml.quantization;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class IdentityTest extends CodecContract {
  @Override
  List<Codec> codecs() {
    return List.of(new Identity());
  }

  @Override
  long expectedSize(Codec codec, int length) {
    return 4L * length;
  }

  @Override
  double errorBound(Codec codec, float min, float max) {
    return 0;
  }

  @Override
  boolean random(Codec codec) {
    return false;
  }

  @Test
  void everyBitPatternComesBack() {
    for (int length : Cases.lengths(0)) {
      float[] values = new float[length];
      for (int i = 0; i < length; i++) {
        values[i] = Float.intBitsToFloat(KEY.bits(i));
      }
      if (length > 8) {
        values[0] = Float.intBitsToFloat(0x7fc12345);
        values[1] = Float.intBitsToFloat(0xff800001);
        values[2] = Float.NEGATIVE_INFINITY;
        values[3] = -0f;
        values[4] = Float.MIN_VALUE;
      }
      float[] decoded = roundTrip(new Identity(), values, KEY);
      for (int i = 0; i < length; i++) {
        assertThat(Float.floatToRawIntBits(decoded[i]))
            .as("length %d, index %d", length, i)
            .isEqualTo(Float.floatToRawIntBits(values[i]));
      }
    }
  }

  @Test
  void bytesAreLittleEndian() {
    assertThat(encode(new Identity(), new float[] {1f, -2f}, KEY))
        .containsExactly(0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0);
  }
}
