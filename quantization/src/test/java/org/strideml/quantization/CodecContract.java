package org.strideml.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What every codec promises. A new codec is one more subclass. */
abstract class CodecContract {
  static final RandomKey KEY = RandomKey.of(20230205).child(3);
  private static final int PAD = 11;

  /** One codec for each setting worth testing. */
  abstract List<Codec> codecs();

  /** Bytes that {@code codec} writes for {@code length} elements, from the closed form. */
  abstract long expectedSize(Codec codec, int length);

  /**
   * Greatest |x̂ − x| over a bucket with these bounds, in exact arithmetic; infinite for codecs
   * that only bound the norm, see {@link #contraction}.
   */
  abstract double errorBound(Codec codec, float min, float max);

  /** Greatest ‖x̂ − x‖² / ‖x‖² over a run, where one is claimed. */
  OptionalDouble contraction(Codec codec, float[] values) {
    return OptionalDouble.empty();
  }

  /** The values that this codec accepts. */
  float limit() {
    return Bucket.LIMIT;
  }

  /** Whether {@link Codecs#of} makes it of bits and bucket size alone. */
  boolean madeOfBitsAndBucketSize() {
    return true;
  }

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
    return Arrays.copyOf(bytes, codec.encode(values, 0, values.length, key, bytes, 0));
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

        int size = codec.encode(padded, PAD, length, KEY, bytes, PAD);
        codec.encode(padded, PAD, length, KEY, others, PAD);

        String what = codec + ", " + length + " elements";
        assertThat(size).as(what).isLessThanOrEqualTo(codec.encodedSize(length));
        if (codec.fixedSize()) {
          assertThat(size).as(what).isEqualTo(codec.encodedSize(length));
        }
        int end = PAD + size;
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
        int size = codec.encode(padded, PAD, length, KEY, bytes, PAD);

        float[] decoded = new float[length + 2 * PAD];
        Arrays.fill(decoded, 99);
        int read = codec.decode(bytes, PAD, decoded, PAD, length);

        String what = codec + ", " + length + " elements";
        assertThat(read).as(what).isEqualTo(size);
        assertThat(Arrays.copyOfRange(bytes, PAD, PAD + size))
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
        Cases.vectors(length, limit())
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
        assertThat(decoded[i]).as("%s, %s, index %d", codec, name, i).isFinite();
        assertThat(Math.abs((double) decoded[i] - values[i]))
            .as("%s, %s, length %d, index %d: %s", codec, name, values.length, i, values[i])
            .isLessThanOrEqualTo(bound);
      }
    }
  }

  @Test
  void contractsAsClaimed() {
    for (Codec codec : codecs()) {
      for (int length : Cases.lengths(codec.bucketSize())) {
        Cases.vectors(length, Math.min(limit(), 1e15f))
            .forEach((name, values) -> checkContraction(codec, name, values));
      }
    }
  }

  private void checkContraction(Codec codec, String name, float[] values) {
    OptionalDouble claimed = contraction(codec, values);
    if (claimed.isPresent()) {
      float[] decoded = roundTrip(codec, values, KEY);
      double error = 0;
      double norm = 0;
      for (int i = 0; i < values.length; i++) {
        error += Math.pow((double) decoded[i] - values[i], 2);
        norm += Math.pow(values[i], 2);
      }
      assertThat(error)
          .as("%s, %s, length %d", codec, name, values.length)
          .isLessThanOrEqualTo((claimed.getAsDouble() + 1e-5) * norm);
    }
  }

  /** In 1e5 draws the mean is that of the values, to four standard errors. */
  @Test
  void unbiasedWhereClaimed() {
    float[] values = {-1, -0.73f, -0.5f, -0.2f, -0.01f, 0, 0.004f, 0.1f, 0.33f, 0.62f, 0.9f, 1};
    for (Codec codec : codecs()) {
      if (codec.unbiased() && drawsMatter(codec)) {
        checkMean(codec, values);
      }
    }
  }

  /** Which codecs are worth 1e5 encodings. */
  boolean drawsMatter(Codec codec) {
    return codec.bucketSize() == 0 || codec.bucketSize() >= 16 && codec.bucketSize() < 100;
  }

  private static void checkMean(Codec codec, float[] values) {
    int n = values.length;
    double[] sum = new double[n];
    double[] squares = new double[n];
    byte[] bytes = new byte[codec.encodedSize(n)];
    float[] decoded = new float[n];
    for (int draw = 0; draw < 100_000; draw++) {
      codec.encode(values, 0, n, KEY.child(draw), bytes, 0);
      codec.decode(bytes, 0, decoded, 0, n);
      for (int i = 0; i < n; i++) {
        double error = (double) decoded[i] - values[i];
        sum[i] += error;
        squares[i] += error * error;
      }
    }
    for (int i = 0; i < n; i++) {
      double deviation = Math.sqrt(squares[i] / 100_000);
      // Probabilities are resolved to 2⁻¹⁵ of a step, and a step is at most 2.
      assertThat(Math.abs(sum[i] / 100_000))
          .as("mean error of %s by %s", values[i], codec)
          .isLessThanOrEqualTo(4 * deviation / Math.sqrt(100_000) + 0x1p-15);
    }
  }

  /** What was decoded plus what is left is what was put in, in every message of a run. */
  @Test
  void errorFeedbackLosesNothing() {
    for (Codec codec : codecs()) {
      if (codec.stateVectors() > 0) {
        continue; // It carries over by itself.
      }
      Codec fed = new ErrorFeedback(codec);
      int length = 101;
      float[] state = new float[fed.stateSize(length)];
      double[] put = new double[length];
      double[] got = new double[length];
      double largest = 0;
      byte[] bytes = new byte[fed.encodedSize(length)];
      float[] decoded = new float[length];
      for (int message = 0; message < 20; message++) {
        float[] values = Cases.gaussian(length, 1 + message % 3);
        int size = fed.encode(values, 0, length, KEY.child(message), state, 0, bytes, 0);
        assertThat(codec.decode(bytes, 0, decoded, 0, length)).isEqualTo(size);
        for (int i = 0; i < length; i++) {
          put[i] += values[i];
          got[i] += decoded[i];
          largest = Math.max(largest, Math.abs(decoded[i]) + Math.abs(state[i]));
        }
      }
      for (int i = 0; i < length; i++) {
        assertThat(got[i] + state[i])
            .as("%s, index %d", codec, i)
            .isCloseTo(put[i], within(40.0 * Math.ulp((float) largest)));
      }
    }
  }

  @Test
  void whatItRemembersDecidesItsBytesAndNothingElseDoes() {
    float[] values = Cases.gaussian(101, 1);
    for (Codec codec : codecs()) {
      float[] state = new float[codec.stateSize(101)];
      float[] again = state.clone();
      for (int message = 0; message < 3; message++) {
        byte[] bytes = new byte[codec.encodedSize(101)];
        byte[] same = bytes.clone();
        codec.encode(values, 0, 101, KEY.child(message), state, 0, bytes, 0);
        codec.encode(values, 0, 101, KEY.child(message), again, 0, same, 0);
        assertThat(same).as("%s", codec).isEqualTo(bytes);
        assertThat(again).as("%s", codec).isEqualTo(state);
      }
      assertThat(codec.remembers()).as("%s", codec).isEqualTo(state.length > 0);
    }
  }

  /** However a run is cut at whole grains, its values are those of the whole. */
  @Test
  void piecesAreWorthTheWhole() {
    for (Codec codec : codecs()) {
      int grain = codec.grain();
      if (grain == 0) {
        continue;
      }
      for (int piece : new int[] {grain, 3 * grain}) {
        int length = 4 * piece + 1;
        float[] values = Cases.gaussian(length, 1);
        float[] pieced = new float[length];
        for (int start = 0; start < length; start += piece) {
          int size = Math.min(piece, length - start);
          byte[] bytes = new byte[codec.encodedSize(size)];
          codec.encode(values, start, size, codec.pieceKey(KEY, start), bytes, 0);
          codec.decode(bytes, 0, pieced, start, size);
        }
        assertThat(pieced).as("%s in %d", codec, piece).isEqualTo(roundTrip(codec, values, KEY));
      }
    }
  }

  /** What a deterministic codec makes of values, it makes of what came of them. */
  @Test
  void decodedValuesStayWhatTheyAre() {
    float[] values = Cases.gaussian(101, 1);
    for (Codec codec : codecs()) {
      if (!random(codec) && !codec.remembers()) {
        float[] once = roundTrip(codec, values, KEY);
        float[] twice = roundTrip(codec, once, KEY);
        for (int i = 0; i < values.length; i++) {
          assertThat(twice[i]).as("%s, index %d", codec, i).isCloseTo(once[i], within(1e-5f));
        }
      }
    }
  }

  @Test
  void rejectsWhatIsNotFiniteWithItsIndex() {
    for (Codec codec : codecs()) {
      if (codec instanceof Identity) {
        continue;
      }
      for (float value :
          new float[] {
            Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -Float.MAX_VALUE
          }) {
        float[] values = Cases.gaussian(110, 1);
        values[68] = value;
        byte[] bytes = new byte[codec.encodedSize(100)];
        assertThatThrownBy(() -> codec.encode(values, 5, 100, KEY, bytes, 0))
            .as("%s, %s", codec, value)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("got " + value + " at index 68");
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
            .isInstanceOf(WireFormatException.class);
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
    for (Codec codec : madeOfBitsAndBucketSize() ? codecs() : List.<Codec>of()) {
      assertThat(Codecs.of(codec.name(), codec.bits(), codec.bucketSize())).isEqualTo(codec);
    }
  }
}
