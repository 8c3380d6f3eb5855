package org.strideml.quantization;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Messages of version 1, byte for byte. A change here means messages and checkpoints written
 * earlier are not read any more: raise the version instead.
 *
 * <p>{@code -Dgolden.write=true} rewrites the files.
 */
class WireGoldenTest {
  private static final Path FILES = Path.of("src/test/resources/org/strideml/quantization/v1");
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

  @ParameterizedTest
  @MethodSource("codecs")
  void bytesAreThoseOfVersionOne(Codec codec) throws IOException {
    MessageFormat format = new MessageFormat(List.of(new Section(0, ELEMENTS, codec)));
    byte[] message = format.encode(1, values(), RandomKey.of(1).child(2));
    Path file =
        FILES.resolve(codec.name() + "-" + codec.bits() + "-" + codec.bucketSize() + ".hex");
    if (Boolean.getBoolean("golden.write")) {
      Files.createDirectories(FILES);
      Files.writeString(file, HexFormat.of().formatHex(message) + "\n");
    }
    assertThat(HexFormat.of().formatHex(message)).isEqualTo(read(file));
    float[] decoded = new float[ELEMENTS];
    format.decode(HexFormat.of().parseHex(read(file)), decoded);
    assertThat(decoded)
        .isEqualTo(CodecContract.roundTrip(codec, values(), RandomKey.of(1).child(2).child(0)));
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
