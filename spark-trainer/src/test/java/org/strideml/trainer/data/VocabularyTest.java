package org.strideml.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

class VocabularyTest {
  @Test
  void sortsDistinctCharacters() {
    Vocabulary vocabulary = Vocabulary.ofText("banana 😀é");
    assertThat(vocabulary.characters()).isEqualTo(" abné😀");
    assertThat(vocabulary.size()).isEqualTo(6);
    assertThat(vocabulary.token('n')).isEqualTo(3);
    assertThat(vocabulary.token('z')).isEqualTo(-1);
  }

  @Test
  void encodeThenDecodeIsIdentity() {
    Vocabulary vocabulary = Vocabulary.ofText("banana 😀é");
    int[] tokens = vocabulary.encode("né 😀", "prompt");
    assertThat(tokens).containsExactly(3, 4, 0, 5);
    assertThat(vocabulary.decode(tokens)).isEqualTo("né 😀");
    assertThat(vocabulary.encode("", "prompt")).isEmpty();
  }

  @Test
  void namesAnUnknownCharacter() {
    Vocabulary vocabulary = Vocabulary.ofText("abc");
    assertThatThrownBy(() -> vocabulary.encode("ab€", "prompt"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "prompt, character 3: expected one of the 3 characters seen in training, got U+20AC"
                + " '€'; leave it out, or train on text that has it");
    assertThatThrownBy(() -> vocabulary.encode("\n", "prompt")).hasMessageContaining("got U+000A;");
    assertThatThrownBy(() -> vocabulary.decode(new int[] {3}))
        .hasMessageContaining("in [0, 3), got 3");
  }

  @Test
  void refusesNoneAndTooManyCharacters() {
    BitSet many = new BitSet();
    many.set(0x10000, 0x10000 + Vocabulary.MAX_SIZE);
    assertThat(Vocabulary.of(many).size()).isEqualTo(65_536);
    many.set(5);
    assertThatThrownBy(() -> Vocabulary.of(many))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("expected 1 to 65536 distinct characters, got 65537");
    assertThatThrownBy(() -> Vocabulary.ofText("")).isInstanceOf(DataException.class);
  }
}
