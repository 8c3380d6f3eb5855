package org.strideml.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Bytes and GPT-2's byte pairs. */
class TokenizerTest {
  private static final String TEXT = "Größe 日本 😀\n\tend";
  private static final Tokenizer BYTES = new ByteTokenizer();
  private static final Tokenizer GPT2 = new Gpt2Tokenizer();

  @Test
  void bytesAreThoseOfUtf8() {
    assertThat(BYTES.encode("aé", "prompt")).containsExactly(0x61, 0xC3, 0xA9);
    assertThat(BYTES.decode(BYTES.encode(TEXT, "prompt"))).isEqualTo(TEXT);
    assertThat(BYTES.size()).isEqualTo(256);
    assertThatThrownBy(() -> BYTES.decode(new int[] {256})).hasMessageContaining("[0, 256)");
  }

  @Test
  void bytesNeedNotBeText() throws IOException {
    byte[] noText = {(byte) 0xFF, 0, (byte) 0xC3, 10};
    assertThat(read(BYTES, noText)).containsExactly(255, 0, 195, 10);
  }

  /** Computed from GPT-2's published encoder.json and vocab.bpe by another program. */
  @Test
  void byteTokensAreThoseOfGpt2() throws IOException {
    JsonNode golden;
    try (InputStream in = getClass().getResourceAsStream("/tokens/gpt2-tokens.json")) {
      golden = new ObjectMapper().readTree(in);
    }
    assertThat(golden.size()).isGreaterThan(4);
    for (JsonNode example : golden) {
      String text = example.get("text").asText();
      int[] expected =
          IntStream.range(0, example.get("tokens").size())
              .map(i -> example.get("tokens").get(i).asInt())
              .toArray();
      assertThat(GPT2.encode(text, "text")).as(text).isEqualTo(expected);
      assertThat(GPT2.decode(expected)).isEqualTo(text);
      assertThat(read(GPT2, text.getBytes(StandardCharsets.UTF_8))).isEqualTo(expected);
    }
  }

  @Test
  void charactersSplitOverTokensBecomeWholeAgain() {
    int[] tokens = GPT2.encode("😀", "prompt");
    assertThat(tokens.length).isGreaterThan(1);
    assertThat(GPT2.decode(tokens)).isEqualTo("😀");
    assertThat(GPT2.decode(Arrays.copyOf(tokens, 1))).isEqualTo("\uFFFD");
  }

  @Test
  void everyTokenOfGpt2CanBeDecoded() {
    for (int token = 0; token < GPT2.size(); token++) {
      assertThat(GPT2.decode(new int[] {token})).isNotEmpty();
    }
    assertThat(GPT2.decode(new int[] {Gpt2Tokenizer.END_OF_TEXT})).isEqualTo("<|endoftext|>");
    assertThat(GPT2.encode("<|endoftext|>", "prompt")).doesNotContain(Gpt2Tokenizer.END_OF_TEXT);
    assertThatThrownBy(() -> GPT2.decode(new int[] {50_257})).hasMessageContaining("50257");
  }

  /** Many times the length of a piece, with every kind of space at its ends. */
  @Test
  void readingInPiecesGivesTheTokensOfTheWhole() throws IOException {
    StringBuilder text = new StringBuilder();
    String[] separators = {" ", "\n", "  ", "\n\n", " \n ", "\t", "\u00a0 ", "\u3000\n", "\r\n"};
    for (int i = 0; text.length() < 100_000; i++) {
      text.append("word").append(i % 97).append("'s").append(separators[i % separators.length]);
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    assertThat(read(GPT2, bytes)).isEqualTo(GPT2.encode(text.toString(), "text"));
  }

  @Test
  void refusesWhatIsNoText() {
    assertThatThrownBy(() -> read(GPT2, new byte[] {'a', (byte) 0xFF}))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("file at byte 1");
  }

  private static int[] read(Tokenizer tokenizer, byte[] bytes) throws IOException {
    try (TokenReader reader = tokenizer.open(new ByteArrayInputStream(bytes), "file")) {
      IntStream.Builder tokens = IntStream.builder();
      for (int token = reader.read(); token >= 0; token = reader.read()) {
        tokens.add(token);
      }
      return tokens.build().toArray();
    }
  }
}
