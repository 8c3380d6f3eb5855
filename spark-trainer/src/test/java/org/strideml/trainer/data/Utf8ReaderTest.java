package org.strideml.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.strideml.quantization.RandomKey;

class Utf8ReaderTest {
  @Test
  void readsEveryCodePoint() throws IOException {
    int[] every =
        IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
            .filter(codePoint -> codePoint < 0xD800 || codePoint > 0xDFFF)
            .toArray();
    Utf8Reader reader = reader(new String(every, 0, every.length).getBytes(StandardCharsets.UTF_8));
    for (int codePoint : every) {
      if (reader.read() != codePoint) {
        throw new AssertionError("U+%04X was read as another".formatted(codePoint));
      }
    }
    assertThat(reader.read()).isEqualTo(-1);
  }

  @Test
  void agreesWithTheJdkOnRandomBytes() throws IOException {
    RandomKey key = RandomKey.of(12);
    int valid = 0;
    // Bytes at the edges of the ranges that matter, so that a fair share is well-formed.
    int[] edges = {
      0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1,
      0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF
    };
    for (int i = 0; i < 40_000; i++) {
      RandomKey drawn = key.child(i);
      byte[] bytes = new byte[1 + drawn.below(5, 99)];
      for (int j = 0; j < bytes.length; j++) {
        bytes[j] = (byte) edges[drawn.below(edges.length, j)];
      }
      Optional<String> jdk = decodeByJdk(bytes);
      Optional<String> ours = decodeByOurs(bytes);
      assertThat(ours).as("bytes of case %d", i).isEqualTo(jdk);
      valid += jdk.isPresent() ? 1 : 0;
    }
    assertThat(valid).as("well-formed cases").isGreaterThan(1000);
  }

  @Test
  void namesTheByteOfAMalformedCharacter() {
    assertThatThrownBy(() -> readAll(new byte[] {'a', (byte) 0xC3, 'b'}))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "text at byte 1: expected UTF-8 text, got 0x62 in a character that begins with 0xC3;"
                + " convert the file to UTF-8");
    assertThatThrownBy(() -> readAll(new byte[] {'a', 'b', (byte) 0xE2, (byte) 0x82}))
        .hasMessageContaining("at byte 2: expected UTF-8 text, got the end of the file");
    byte[] late = new byte[100_000];
    late[99_999] = (byte) 0xFF;
    assertThatThrownBy(() -> readAll(late)).hasMessageContaining("at byte 99999: ");
  }

  @Test
  void skipsAByteOrderMarkAtTheStartOnly() throws IOException {
    assertThat(readAll("\uFEFFa\uFEFFb".getBytes(StandardCharsets.UTF_8))).isEqualTo("a\uFEFFb");
  }

  @Test
  void readsCharactersAcrossBufferEnds() throws IOException {
    String text = "x" + "é€😀".repeat(20_000);
    assertThat(readAll(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(text);
  }

  private static Optional<String> decodeByJdk(byte[] bytes) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> decodeByOurs(byte[] bytes) throws IOException {
    try {
      return Optional.of(readAll(bytes));
    } catch (DataException e) {
      return Optional.empty();
    }
  }

  private static String readAll(byte[] bytes) throws IOException {
    StringBuilder text = new StringBuilder();
    Utf8Reader reader = reader(bytes);
    for (int codePoint = reader.read(); codePoint >= 0; codePoint = reader.read()) {
      text.appendCodePoint(codePoint);
    }
    return text.toString();
  }

  private static Utf8Reader reader(byte[] bytes) {
    return new Utf8Reader(new ByteArrayInputStream(bytes), "text");
  }
}
