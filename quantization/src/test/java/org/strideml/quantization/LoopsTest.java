package org.strideml.quantization;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Vectors and plain loops write the same bits, and a JVM without vectors works and says so. */
class LoopsTest {
  private static final RandomKey KEY = RandomKey.of(31);
  private static final int PAD = 3;

  private final Loops plain = new PlainLoops();
  private final Loops vectors = new VectorLoops();

  @Test
  void longRunsTakeVectorsWhereThereAreSome() {
    assertThat(LoopsChoice.forLength(LoopsChoice.LONG_RUN - 1)).isInstanceOf(PlainLoops.class);
    assertThat(LoopsChoice.forLength(LoopsChoice.LONG_RUN))
        .isInstanceOf(
            VectorLoops.LANES >= 8 && VectorLoops.LANES <= 16
                ? VectorLoops.class
                : PlainLoops.class);
  }

  @Test
  void sameBitsForAllLengthsAndValues() {
    for (int bits : new int[] {1, 4, 8}) {
      for (int length : new int[] {1, 7, 8, 15, 16, 17, 31, 32, 33, 100, 1023, 1024}) {
        Cases.vectors(length + PAD)
            .forEach((name, values) -> compare(bits, values, length, name + ", " + length));
      }
    }
  }

  private void compare(int bits, float[] values, int length, String what) {
    float[] a = new float[Loops.RANGE_SCRATCH];
    float[] b = new float[Loops.RANGE_SCRATCH];
    plain.range(values, PAD, length, a);
    vectors.range(values, PAD, length, b);
    assertThat(Float.floatToRawIntBits(b[0])).as(what).isEqualTo(Float.floatToRawIntBits(a[0]));
    assertThat(Float.floatToRawIntBits(b[1])).as(what).isEqualTo(Float.floatToRawIntBits(a[1]));

    Bucket bucket = new Bucket(Grid.RANGE, bits, plain);
    bucket.measure(values, PAD, length);
    for (float shift : new float[] {0, 0.5f, 0x1p-24f - 0.5f, 0.37f}) {
      byte[] c = new byte[length + PAD];
      byte[] d = new byte[length + PAD];
      plain.nearest(values, PAD, length, bucket, shift, c, PAD);
      vectors.nearest(values, PAD, length, bucket, shift, d, PAD);
      assertThat(d).as("%s, shift %s", what, shift).isEqualTo(c);
      compareRestored(c, length, bucket.delta, bucket.minimum + shift, what);
    }
    int[] draws = new int[length];
    for (int i = 0; i < length; i++) {
      draws[i] = i % 5 == 0 ? 0x7fff : KEY.bits(i) >>> 17;
    }
    byte[] c = new byte[length + PAD];
    byte[] d = new byte[length + PAD];
    plain.coinFlip(values, PAD, length, bucket, draws, c, PAD);
    vectors.coinFlip(values, PAD, length, bucket, draws, d, PAD);
    assertThat(d).as(what).isEqualTo(c);
  }

  @Test
  void packedAlikeAtAllLengths() {
    for (int bits = 1; bits < 8; bits++) {
      for (int count : new int[] {0, 1, 7, 31, 32, 33, 63, 64, 65, 127, 128, 129, 1000, 1024}) {
        byte[] codes = new byte[count];
        for (int i = 0; i < count; i++) {
          codes[i] = (byte) (KEY.bits(i) & (1 << bits) - 1);
        }
        int size = BitPacker.packedSize(count, bits);
        byte[] a = new byte[size + 2 * PAD];
        byte[] b = new byte[size + 2 * PAD];
        plain.pack(codes, count, bits, a, PAD);
        vectors.pack(codes, count, bits, b, PAD);
        assertThat(b).as("%d codes of %d bits", count, bits).isEqualTo(a);
        byte[] unpacked = new byte[count];
        vectors.unpack(b, PAD, count, bits, unpacked);
        assertThat(unpacked).as("%d codes of %d bits", count, bits).isEqualTo(codes);
      }
    }
  }

  /** Every short is decoded and encoded, so every value of the formats is. */
  @Test
  void shortFloatsAlikeForAllBits() {
    compareShorts(new PlainBf16(), new VectorBf16(), Bucket.LIMIT);
    compareShorts(new PlainFp16(), new VectorFp16(), Fp16.LIMIT);
  }

  private static void compareShorts(ShortLoops plain, ShortLoops vectors, float limit) {
    byte[] shorts = new byte[2 << 16];
    for (int i = 0; i < 1 << 16; i++) {
      LittleEndian.putShort(shorts, 2 * i, (short) i);
    }
    float[] a = new float[1 << 16];
    float[] b = new float[1 << 16];
    for (int i = 0; i < 1 << 16; i += 64) {
      assertThat(vectors.decode(shorts, 2 * i, b, i, 64))
          .isEqualTo(plain.decode(shorts, 2 * i, a, i, 64));
    }
    for (int i = 0; i < 1 << 16; i++) {
      if (Float.isFinite(a[i])) {
        assertThat(Float.floatToRawIntBits(b[i])).isEqualTo(Float.floatToRawIntBits(a[i]));
      }
    }
    for (int length : new int[] {1, 7, 8, 15, 16, 17, 33, 1000}) {
      Cases.vectors(length + PAD, limit)
          .forEach(
              (name, values) -> {
                byte[] c = new byte[2 * (length + PAD)];
                byte[] d = new byte[2 * (length + PAD)];
                plain.encode(values, PAD, length, c, PAD);
                vectors.encode(values, PAD, length, d, PAD);
                assertThat(d).as("%s, %d", name, length).isEqualTo(c);
              });
    }
  }

  @Test
  void signsAlikeBetweenAnyPlaces() {
    float[] values = Cases.gaussian(200, 1);
    values[5] = -0f;
    for (int length : new int[] {0, 1, 7, 8, 15, 16, 17, 100, 197}) {
      byte[] a = new byte[30];
      byte[] b = new byte[30];
      new PlainSigns().encode(values, PAD, length, a, PAD);
      new VectorSigns().encode(values, PAD, length, b, PAD);
      assertThat(b).isEqualTo(a);
      for (int from : new int[] {0, 3, 16, 20, 99}) {
        float[] c = new float[200];
        float[] d = new float[200];
        new PlainSigns().decode(a, PAD, Math.min(from, length), length, 0.5f, c, PAD);
        new VectorSigns().decode(a, PAD, Math.min(from, length), length, 0.5f, d, PAD);
        assertThat(d).isEqualTo(c);
      }
    }
  }

  private void compareRestored(byte[] codes, int length, float delta, float origin, String what) {
    float[] a = new float[length + PAD];
    float[] b = new float[length + PAD];
    plain.restore(codes, PAD, length, delta, origin, a, PAD);
    vectors.restore(codes, PAD, length, delta, origin, b, PAD);
    assertThat(Arrays.equals(a, b)).as(what).isTrue();
  }

  @Test
  void noNanSlipsThroughARange() {
    for (Loops loops : List.of(plain, vectors)) {
      for (int length : new int[] {1, 5, 16, 50, 1024}) {
        for (int at = 0; at < length; at += 7) {
          for (int nan : new int[] {0x7fc00000, 0xffc00000, 0x7f800001}) {
            float[] values = Cases.gaussian(length, 1);
            values[at] = Float.intBitsToFloat(nan);
            float[] minMax = new float[Loops.RANGE_SCRATCH];
            loops.range(values, 0, length, minMax);
            assertThat(Float.isNaN(minMax[0]) || Float.isNaN(minMax[1])).isTrue();
          }
        }
      }
    }
  }

  @Test
  void minusZeroIsBelowZero() {
    for (Loops loops : List.of(plain, vectors)) {
      float[] values = new float[40];
      values[17] = -0f;
      float[] minMax = new float[Loops.RANGE_SCRATCH];
      loops.range(values, 0, 40, minMax);
      assertThat(Float.floatToRawIntBits(minMax[0])).isEqualTo(Float.floatToRawIntBits(-0f));
      assertThat(Float.floatToRawIntBits(minMax[1])).isZero();
    }
  }

  @Test
  void aJvmWithoutTheModuleWritesTheSameBytesAndSaysSo() throws Exception {
    Process process =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                System.getProperty("java.class.path"),
                WithoutVectors.class.getName())
            .start();
    String written = text(process.getInputStream());
    String said = text(process.getErrorStream());
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(written).isNotEmpty().isEqualTo(WithoutVectors.messages());
    assertThat(said)
        .contains("module jdk.incubator.vector is absent")
        .contains("--add-modules=jdk.incubator.vector");
  }

  private static String text(java.io.InputStream stream) throws IOException {
    return new String(stream.readAllBytes(), StandardCharsets.US_ASCII);
  }

  /** Prints hashes of long messages; started in a JVM of its own. */
  static final class WithoutVectors {
    public static void main(String[] arguments) {
      System.out.print(messages());
    }

    private static String messages() {
      StringBuilder text = new StringBuilder();
      int length = LoopsChoice.LONG_RUN + 37;
      float[] values = Cases.gaussian(length, 1);
      for (Codec codec :
          List.of(
              new RandomShift(8, 100),
              new RandomShift(3, 1024),
              new StochasticUniform(8, 1024),
              new StochasticUniform(4, 3000),
              new Fp16(),
              new Bf16(),
              new Sign(1000))) {
        byte[] bytes = CodecContract.encode(codec, values, KEY);
        float[] decoded = new float[length];
        codec.decode(bytes, 0, decoded, 0, length);
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        text.append(crc.getValue()).append(' ').append(Arrays.hashCode(decoded)).append(' ');
      }
      return text.toString();
    }
  }
}
