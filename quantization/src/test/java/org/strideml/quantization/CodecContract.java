package org.strideml.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every codec promises. A new codec is one more subclass. */
abstract class CodecContract {
  static final RandomKey KEY = RandomKey.of(20230205).child(3);
  private static final int PAD = 11;

  /** One codec for each setting worth testing. */
  abstract List<Codec> codecs();

  /** Bytes that {@code codec} writes for {@code length} elements, from the closed form. */
  abstract long expectedSize(Codec codec, int length);

  /** Greatest |x̂ − x| over a bucket with these bounds, in exact arithmetic. */
  abstract double errorBound(Codec codec, float min, float max);

  /** Whether different keys must give different bytes for values that all differ. */
  abstract boolean random(Codec codec);

  static float[] roundTrip(Codec codec, float[] values, RandomKey key) {
    byte[] bytes = encode(codec, values, key);
    float[] decoded = new float[values.length];
    codec.decode(bytes, 0, decoded, 0, values.length);
    return decoded;
  }

  static byte[] encode(Codec codec, float[] values, RandomKey key) {
    byte[] bytes = new byte[codec.encodedSize(values.length)];
    codec.encode(values, 0, values.length, key, bytes, 0);
    return bytes;
  }

  @Test
  void sizeIsTheClosedForm() {
    for (Codec codec : codecs()) {
      for (int length : Cases.lengths(codec.bucketSize())) {
        assertThat(codec.encodedSize(length))
            .as("%s, %d elements", codec, length)
            .isEqualTo((int) expectedSize(codec, length));
      }
      assertThatThrownBy(() -> codec.encodedSize(-1)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void writesItsBytesAndNoOthers() {
    for (Codec codec : codecs()) {
      for (int length : Cases.lengths(codec.bucketSize())) {
        byte[] bytes = new byte[codec.encodedSize(length) + 2 * PAD];
        Arrays.fill(bytes, (byte) 0x5a);
        byte[] others = bytes.clone();
        Arrays.fill(others, (byte) 0xa5);
        float[] padded = new float[length + 2 * PAD];
        System.arraycopy(Cases.gaussian(length, 1), 0, padded, PAD, length);

        codec.encode(padded, PAD, length, KEY, bytes, PAD);
        codec.encode(padded, PAD, length, KEY, others, PAD);

        String what = codec + ", " + length + " elements";
        int end = PAD + codec.encodedSize(length);
        assertThat(Arrays.copyOfRange(bytes, PAD, end))
            .as(what)
            .isEqualTo(Arrays.copyOfRange(others, PAD, end));
        assertThat(Arrays.copyOf(bytes, PAD)).as(what).containsOnly(0x5a);
        assertThat(Arrays.copyOfRange(bytes, end, end + PAD)).as(what).containsOnly(0x5a);
      }
    }
  }

  @Test
  void positionInTheArraysChangesNothing() {
    for (Codec codec : codecs()) {
      for (int length : Cases.lengths(codec.bucketSize())) {
        float[] values = Cases.gaussian(length, 1);
        float[] padded = new float[length + 2 * PAD];
        System.arraycopy(values, 0, padded, PAD, length);
        byte[] bytes = new byte[codec.encodedSize(length) + PAD];
        codec.encode(padded, PAD, length, KEY, bytes, PAD);

        float[] decoded = new float[length + 2 * PAD];
        Arrays.fill(decoded, 99);
        codec.decode(bytes, PAD, decoded, PAD, length);

        String what = codec + ", " + length + " elements";
        assertThat(Arrays.copyOfRange(bytes, PAD, bytes.length))
            .as(what)
            .isEqualTo(encode(codec, values, KEY));
        assertThat(Arrays.copyOfRange(decoded, PAD, PAD + length))
            .as(what)
            .isEqualTo(roundTrip(codec, values, KEY));
        assertThat(Arrays.copyOf(decoded, PAD)).as(what).containsOnly(99);
        assertThat(Arrays.copyOfRange(decoded, PAD + length, decoded.length))
            .as(what)
            .containsOnly(99);
      }
    }
  }

  @Test
  void decodedIsFiniteAndWithinTheBound() {
    for (Codec codec : codecs()) {
      for (int length : Cases.lengths(codec.bucketSize())) {
        Cases.vectors(length)
            .forEach(
                (name, values) -> checkBound(codec, name, values, roundTrip(codec, values, KEY)));
      }
    }
  }

  private void checkBound(Codec codec, String name, float[] values, float[] decoded) {
    int bucketSize = codec.bucketSize() == 0 ? Math.max(1, values.length) : codec.bucketSize();
    for (int start = 0; start < values.length; start += bucketSize) {
      int end = Math.min(start + bucketSize, values.length);
      float min = Float.POSITIVE_INFINITY;
      float max = Float.NEGATIVE_INFINITY;
      for (int i = start; i < end; i++) {
        min = Math.min(min, values[i]);
        max = Math.max(max, values[i]);
      }
      double rounding = 2.0 * Math.ulp(Math.max(Math.abs(min), Math.abs(max)));
      double bound = errorBound(codec, min, max) + (min == max ? 0 : rounding);
      for (int i = start; i < end; i++) {
        assertThat(Math.abs((double) decoded[i] - values[i]))
            .as("%s, %s, length %d, index %d: %s", codec, name, values.length, i, values[i])
            .isLessThanOrEqualTo(bound);
      }
    }
  }

  @Test
  void sameKeySameBytesOtherKeyOtherBytes() {
    float[] values = Cases.gaussian(500, 1);
    for (Codec codec : codecs()) {
      byte[] bytes = encode(codec, values, KEY);
      assertThat(encode(codec, values, KEY)).as("%s", codec).isEqualTo(bytes);
      assertThat(Arrays.equals(encode(codec, values, KEY.child(1)), bytes))
          .as("%s", codec)
          .isNotEqualTo(random(codec));
    }
  }

  @Test
  void truncatedBytesAreRefused() {
    float[] values = Cases.gaussian(100, 1);
    for (Codec codec : codecs()) {
      byte[] bytes = encode(codec, values, KEY);
      for (int size = 0; size < bytes.length; size++) {
        byte[] cut = Arrays.copyOf(bytes, size);
        assertThatThrownBy(() -> codec.decode(cut, 0, new float[100], 0, 100))
            .as("%s cut to %d bytes", codec, size)
            .isInstanceOf(WireFormatException.class)
            .hasMessageContaining("truncated");
      }
    }
  }

  @Test
  void survivesJavaSerialization() throws Exception {
    for (Codec codec : codecs()) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(codec);
      }
      try (ObjectInputStream in =
          new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
        assertThat(in.readObject()).isEqualTo(codec);
      }
    }
  }

  @Test
  void factoryMakesTheSameCodec() {
    for (Codec codec : codecs()) {
      assertThat(Codecs.of(codec.name(), codec.bits(), codec.bucketSize())).isEqualTo(codec);
    }
  }
}
