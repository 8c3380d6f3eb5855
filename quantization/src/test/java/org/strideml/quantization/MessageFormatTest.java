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

class MessageFormatTest {
  private static final RandomKey KEY = RandomKey.of(11).child(2);
  private static final MessageFormat MIXED =
      new MessageFormat(
          List.of(
              new Section(0, 300, new RandomShift(8, 64)),
              new Section(300, 10, new Identity()),
              new Section(310, 77, new StochasticUniform(3, 50)),
              new Section(387, 0, new Identity())));

  private static final float[] VALUES = Cases.gaussian(387, 1);

  @Test
  void sizeIsHeadersPayloadsAndChecksum() {
    int payloads = (4 + 300 + 8 * 5) + 40 + (29 + 8 * 2) + 0;
    assertThat(MIXED.maxEncodedSize()).isEqualTo(16 + 4 * 16 + payloads + 4);
    assertThat(MIXED.encode(0, VALUES, KEY)).hasSize(MIXED.maxEncodedSize());
    assertThat(MIXED.elementCount()).isEqualTo(387);
  }

  @Test
  void sectionsComeBackAsTheirCodecsDecodeThem() {
    byte[] message = MIXED.encode(1, VALUES, KEY);
    float[] decoded = new float[387];
    MIXED.decode(message, decoded);
    for (int i = 0; i < MIXED.sections().size(); i++) {
      Section section = MIXED.sections().get(i);
      int end = section.offset() + section.length();
      float[] part = Arrays.copyOfRange(VALUES, section.offset(), end);
      assertThat(Arrays.copyOfRange(decoded, section.offset(), end))
          .isEqualTo(CodecContract.roundTrip(section.codec(), part, KEY.child(i)));
    }
    assertThat(MessageFormat.kind(message)).isEqualTo(1);
    assertThat(MessageFormat.kind(MIXED.encode(255, VALUES, KEY))).isEqualTo(255);
  }

  @Test
  void uncompressedIsBitIdentical() {
    MessageFormat plain = new MessageFormat(List.of(new Section(0, 387, new Identity())));
    float[] values = new float[387];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat(KEY.bits(i));
    }
    float[] decoded = new float[387];
    byte[] message = plain.encode(0, values, KEY);
    plain.decode(message, decoded);
    for (int i = 0; i < values.length; i++) {
      assertThat(Float.floatToRawIntBits(decoded[i])).isEqualTo(Float.floatToRawIntBits(values[i]));
    }
    assertThat(message).hasSize((int) MessageFormat.uncompressedSize(387));
  }

  @Test
  void everyDamagedMessageIsRefusedAndTheTargetLeftAlone() {
    byte[] message = MIXED.encode(1, VALUES, KEY);
    RandomKey damage = RandomKey.of(99);
    for (int trial = 0; trial < 5000; trial++) {
      byte[] damaged = damaged(message, damage.child(trial));
      float[] target = new float[387];
      assertThatThrownBy(() -> MIXED.decode(damaged, target))
          .as("trial %d", trial)
          .isInstanceOfSatisfying(
              WireFormatException.class,
              e -> assertThat(e.offset()).isBetween(0L, (long) MIXED.maxEncodedSize()));
      assertThat(target).containsOnly(0);
    }
  }

  @Test
  void everyBitAndEveryCutCounts() {
    byte[] message = MIXED.encode(1, VALUES, KEY);
    for (int bit = 0; bit < 8 * message.length; bit++) {
      byte[] damaged = message.clone();
      damaged[bit / 8] ^= (byte) (1 << (bit % 8));
      assertRefused(damaged, "bit " + bit);
    }
    for (int size = 0; size < message.length; size++) {
      assertRefused(Arrays.copyOf(message, size), "cut to " + size);
    }
  }

  private static void assertRefused(byte[] damaged, String what) {
    assertThatThrownBy(() -> MIXED.decode(damaged, new float[387]))
        .as(what)
        .isInstanceOf(WireFormatException.class);
  }

  /** Flips one to four bits, cuts, extends, or moves a piece. */
  private static byte[] damaged(byte[] message, RandomKey key) {
    byte[] damaged = message.clone();
    switch (key.below(4, 0)) {
      case 0 -> {
        return Arrays.copyOf(message, key.below(message.length, 1));
      }
      case 1 -> {
        return Arrays.copyOf(message, message.length + 1 + key.below(100, 1));
      }
      case 2 -> {
        int at = key.below(message.length - 8, 1);
        for (int j = 0; j < 8; j++) {
          damaged[at + j] ^= (byte) (key.bits(2 + j) | 1);
        }
      }
      default -> {
        int flips = 1 + key.below(4, 1);
        int first = key.below(8 * message.length, 2);
        for (int flip = 0; flip < flips; flip++) {
          int bit = (first + 37 * flip) % (8 * message.length);
          damaged[bit / 8] ^= (byte) (1 << (bit % 8));
        }
      }
    }
    return damaged;
  }

  @Test
  void errorsSayWhatAndWhere() {
    byte[] message = MIXED.encode(1, VALUES, KEY);
    assertProblem(put(message, 0, 'X'), 0, "magic");
    assertProblem(put(message, 4, 2), 4, "expected version 1, got 2");
    assertProblem(put(message, 8, 1), 8, "element count 387");
    assertProblem(put(message, 12, 3), 12, "section count 4, got 3");
    assertProblem(put(message, 16 + 1, 4), 16, "section 0 with codec 1, bits 8");
    assertProblem(put(message, 48 + 4, 49), 48, "bucketSize 49");
    assertProblem(Arrays.copyOf(message, 100), 100, "truncated");
    assertProblem(Arrays.copyOf(message, message.length + 1), message.length, "message length");
    assertProblem(put(message, 200, ~message[200]), message.length - 4, "checksum");
    assertThatThrownBy(() -> MessageFormat.kind(new byte[3]))
        .isInstanceOf(WireFormatException.class);
  }

  private static byte[] put(byte[] message, int at, int value) {
    byte[] changed = message.clone();
    changed[at] = (byte) value;
    return changed;
  }

  private static void assertProblem(byte[] message, int offset, String problem) {
    assertThatThrownBy(() -> MIXED.decode(message, new float[387]))
        .isInstanceOf(WireFormatException.class)
        .hasMessageContaining("at byte " + offset + ":")
        .hasMessageContaining(problem);
  }

  @Test
  void rejectsAVectorOfAnotherLengthAndAKindThatDoesNotFit() {
    assertThatThrownBy(() -> MIXED.encode(0, new float[386], KEY))
        .hasMessage("expected a vector of 387 elements, got 386");
    assertThatThrownBy(() -> MIXED.decode(MIXED.encode(0, VALUES, KEY), new float[388]))
        .hasMessage("expected a vector of 387 elements, got 388");
    assertThatThrownBy(() -> MIXED.encode(256, VALUES, KEY))
        .hasMessage("kind must be in [0, 255], got 256");
  }

  @Test
  void namesTheIndexOfAValueThatCannotBeEncoded() {
    float[] values = VALUES.clone();
    values[350] = Float.NaN;
    assertThatThrownBy(() -> MIXED.encode(0, values, KEY)).hasMessageContaining("at index 350");
  }

  @Test
  void rejectsGapsAndOverlaps() {
    Codec codec = new Identity();
    assertThatThrownBy(
            () -> new MessageFormat(List.of(new Section(0, 5, codec), new Section(6, 2, codec))))
        .hasMessageContaining("section 1 must start at element 5");
    assertThatThrownBy(() -> new MessageFormat(List.of(new Section(1, 5, codec))))
        .hasMessageContaining("section 0 must start at element 0");
  }

  @Test
  void emptyVectorsTravel() {
    MessageFormat empty = new MessageFormat(List.of());
    byte[] message = empty.encode(3, new float[0], KEY);
    empty.decode(message, new float[0]);
    assertThat(message).hasSize(20);
  }

  @Test
  void mergesNeighboursThatTravelUncompressed() {
    Codec plain = new Identity();
    Codec shift = new RandomShift(8, 64);
    assertThat(
            Sections.mergeUncompressed(
                List.of(
                    new Section(0, 5, plain),
                    new Section(5, 3, plain),
                    new Section(8, 100, shift),
                    new Section(108, 100, shift),
                    new Section(208, 1, plain),
                    new Section(209, 1, plain),
                    new Section(210, 1, plain))))
        .containsExactly(
            new Section(0, 8, plain),
            new Section(8, 100, shift),
            new Section(108, 100, shift),
            new Section(208, 3, plain));
  }

  @Test
  void survivesJavaSerialization() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(MIXED);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      MessageFormat copy = (MessageFormat) in.readObject();
      assertThat(copy.encode(1, VALUES, KEY)).isEqualTo(MIXED.encode(1, VALUES, KEY));
    }
  }
}
