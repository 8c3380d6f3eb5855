package org.strideml.quantization;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Messages of versions 1 and 2, byte for byte. A change here means messages and checkpoints written
 * earlier are not read any more: raise the version instead.
 *
 * <p>{@code -Dgolden.write=true} rewrites the files.
 */
class WireGoldenTest {
  private static final Path FILES = Path.of("src/test/resources/org/strideml/quantization");
  private static final int ELEMENTS = 43;

  static List<Codec> codecs() {
    return List.of(
        new Identity(),
        new RandomShift(8, 16),
        new RandomShift(5, 20),
        new RandomShift(1, 64),
        new StochasticUniform(8, 16),
        new StochasticUniform(3, 20),
        new StochasticUniform(1, 64));
  }

  /** What came after version 2 was first written, in the version it needs: 1 or 3. */
  static List<MessageFormat> laterFormats() {
    CodecSettings settings =
        new CodecSettings(3, 16, true, 0.1f, 0.5f, 1, 0.9f, 0.9f, 4, 3, 2, false);
    List<MessageFormat> formats = new ArrayList<>();
    for (CodecType type : CodecType.values()) {
      Codec codec = type.codec(settings).forShape(6, 7);
      formats.add(
          new MessageFormat(
              List.of(new Section(0, 42, codec), new Section(42, 1, new Identity()))));
    }
    Section codes = new Section(0, ELEMENTS, new Qsgd(4, 64));
    formats.add(new MessageFormat(List.of(codes), EntropyStages.of("rans")));
    AutoBits auto = new AutoBits(CodecType.STOCHASTIC, settings, 0.1, 0);
    formats.add(new MessageFormat(List.of(new Section(0, ELEMENTS, auto))));
    formats.add(
        new MessageFormat(
            List.of(
                new Section(0, 3, new Identity()),
                new Section(3, 40, new TopK(0.2f, new Identity()), true))));
    return formats;
  }

  /** The second message of a run, so that what codecs remember counts. */
  @ParameterizedTest
  @MethodSource("laterFormats")
  void bytesAreThoseTheyWereFirst(MessageFormat format) throws IOException {
    float[] state = new float[format.stateSize()];
    format.encode(1, values(), null, RandomKey.of(1), state);
    byte[] message = format.encode(1, values(), null, RandomKey.of(1).child(2), state);
    Codec codec = format.sections().get(format.sections().size() - 1).codec();
    codec = codec instanceof Identity ? format.sections().get(0).codec() : codec;
    String version = "later/" + (message[4] & 0xff) + "-" + message.length;
    byte[] golden = golden(version, codec, message);
    float[] decoded = new float[ELEMENTS];
    format.decode(golden, decoded);
    assertThat(decoded).doesNotContain(Float.NaN);
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void bytesAreThoseOfVersionOne(Codec codec) throws IOException {
    MessageFormat format = new MessageFormat(List.of(new Section(0, ELEMENTS, codec)));
    byte[] golden = golden("v1", codec, format.encode(1, values(), RandomKey.of(1).child(2)));
    float[] decoded = new float[ELEMENTS];
    format.decode(golden, decoded);
    assertThat(decoded)
        .isEqualTo(CodecContract.roundTrip(codec, values(), RandomKey.of(1).child(2).child(0)));
  }

  /** A dense section, one with gaps and one with a bitmap. */
  @ParameterizedTest
  @MethodSource("codecs")
  void bytesAreThoseOfVersionTwo(Codec codec) throws IOException {
    MessageFormat format =
        new MessageFormat(
            List.of(
                new Section(0, 3, codec),
                new Section(3, 1000, codec, true),
                new Section(1003, 40, codec, true)));
    float[] sparse = new float[1043];
    System.arraycopy(values(), 0, sparse, 0, 3);
    sparse[10] = 0.25f;
    sparse[11] = -0.5f;
    sparse[900] = 0.125f;
    System.arraycopy(values(), 0, sparse, 1003, 40);
    byte[] golden = golden("v2", codec, format.encode(1, sparse, RandomKey.of(1).child(2)));
    float[] decoded = new float[1043];
    format.decode(golden, decoded);
    RandomKey key = RandomKey.of(1).child(2);
    float[] changed =
        CodecContract.roundTrip(codec, new float[] {0.25f, -0.5f, 0.125f}, key.child(1));
    assertThat(new float[] {decoded[10], decoded[11], decoded[900]}).isEqualTo(changed);
    assertThat(Arrays.copyOfRange(decoded, 1003, 1043))
        .isEqualTo(CodecContract.roundTrip(codec, Arrays.copyOf(values(), 40), key.child(2)));
  }

  /** Parts of a vector that is cut: their sections begin where the part before ends. */
  @Test
  void partsAreThoseTheyWereFirst() throws IOException {
    Codec codec = new StochasticUniform(3, 8);
    ChunkedFormat format =
        new ChunkedFormat(
            List.of(new Section(0, 3, new Identity()), new Section(3, 40, codec)), List.of(), 80);
    Message message = format.encode(1, values(), RandomKey.of(1).child(2));
    assertThat(message.count()).isEqualTo(3);
    byte[][] golden = new byte[3][];
    for (int part = 0; part < 3; part++) {
      golden[part] = golden("parts/" + part, codec, message.parts().get(part));
    }
    float[] decoded = new float[ELEMENTS];
    format.decode(Message.of(golden), decoded);
    float[] whole = new float[ELEMENTS];
    ChunkedFormat uncut = new ChunkedFormat(format.sections());
    uncut.decode(uncut.encode(1, values(), RandomKey.of(1).child(2)), whole);
    assertThat(decoded).isEqualTo(whole);
  }

  private static byte[] golden(String version, Codec codec, byte[] message) throws IOException {
    String name = codec.name() + "-" + codec.bits() + "-" + codec.bucketSize() + ".hex";
    Path file = FILES.resolve(version).resolve(name);
    if (Boolean.getBoolean("golden.write")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, HexFormat.of().formatHex(message) + "\n");
    }
    assertThat(HexFormat.of().formatHex(message)).isEqualTo(read(file));
    return HexFormat.of().parseHex(read(file));
  }

  private static float[] values() {
    float[] values = new float[ELEMENTS];
    for (int i = 0; i < ELEMENTS; i++) {
      values[i] = (i * i * 7 % 23 - 11) / 8f + i * 0.01f;
    }
    return values;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
