package org.strideml.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Messages that carry only what differs from a base. */
class SparseMessageTest {
  private static final RandomKey KEY = RandomKey.of(5).child(9);
  private static final int ELEMENTS = 5 + 2000 + 300;
  private static final int SPARSE = 5;
  private static final MessageFormat PLAIN = format(new Identity());

  private static MessageFormat format(Codec codec) {
    return new MessageFormat(
        List.of(
            new Section(0, SPARSE, new Identity()),
            new Section(SPARSE, 2000, codec, true),
            new Section(SPARSE + 2000, 300, codec, true)));
  }

  private static float[] base() {
    return Cases.gaussian(ELEMENTS, 1);
  }

  /** The base with every {@code step}-th element changed. */
  private static float[] changed(int step) {
    float[] values = base();
    for (int i = 3; i < ELEMENTS; i += step) {
      values[i] += 1;
    }
    return values;
  }

  @Test
  void whatIsNotInTheMessageStaysTheBaseBitForBit() {
    for (int step : new int[] {1, 2, 7, 9, 100, 5000}) {
      float[] values = changed(step);
      values[1000] = step == 7 ? Float.NaN : values[1000];
      byte[] message = PLAIN.encode(2, values, base(), KEY);
      float[] decoded = base();
      PLAIN.decode(message, decoded);
      assertThat(Arrays.equals(decoded, values)).as("every %d-th", step).isTrue();
      assertThat(message.length).isLessThanOrEqualTo(PLAIN.maxEncodedSize());
    }
  }

  @Test
  void withoutABaseZerosStayAway() {
    float[] values = new float[ELEMENTS];
    values[700] = 1.5f;
    values[701] = -0f;
    values[2300] = 3;
    byte[] message = PLAIN.encode(1, values, KEY);
    float[] decoded = new float[ELEMENTS];
    PLAIN.decode(message, decoded);
    assertThat(Arrays.equals(decoded, values)).isTrue();
    // Headers; 5 floats; two elements with gaps of 695 and 0; one with a gap of 295; the checksum.
    assertThat(message).hasSize(16 + 3 * 16 + 20 + (5 + 3 + 8) + (5 + 2 + 4) + 4);
  }

  @Test
  void lossyCodecsSeeTheChangedElementsOnly() {
    Codec codec = new StochasticUniform(4, 64);
    MessageFormat format = format(codec);
    float[] values = new float[ELEMENTS];
    float[] some = Cases.gaussian(150, 1);
    for (int i = 0; i < some.length; i++) {
      values[SPARSE + 13 * i] = some[i];
    }
    float[] decoded = new float[ELEMENTS];
    format.decode(format.encode(1, values, KEY), decoded);
    float[] expected = CodecContract.roundTrip(codec, some, KEY.child(1));
    for (int i = 0; i < some.length; i++) {
      assertThat(decoded[SPARSE + 13 * i]).isEqualTo(expected[i]);
      decoded[SPARSE + 13 * i] = 0;
    }
    assertThat(decoded).containsOnly(0);
  }

  @Test
  void indicesTakeTheSmallerForm() {
    for (int step = 1; step < 40; step++) {
      int size = PLAIN.encode(2, changed(step), base(), KEY).length;
      int first = (2000 - 3 + step) / step;
      int indices = Math.min(first, 250) + Math.min((300 + step) / step, 38);
      int values = 4 * (ELEMENTS / step + 1);
      assertThat(size)
          .as("every %d-th", step)
          .isLessThan(16 + 48 + 20 + 10 + indices + values + 12);
    }
    assertThat(PLAIN.maxEncodedSize()).isEqualTo(16 + 48 + 4 * ELEMENTS + 2 * 5 + 250 + 38 + 4);
    assertThat(PLAIN.encode(2, changed(1), new float[ELEMENTS], KEY))
        .hasSize(PLAIN.maxEncodedSize());
  }

  @Test
  void everyBitAndEveryCutCounts() {
    for (int step : new int[] {3, 60}) {
      byte[] message = format(new StochasticUniform(3, 32)).encode(1, changed(step), base(), KEY);
      for (int bit = 0; bit < 8 * message.length; bit++) {
        byte[] damaged = message.clone();
        damaged[bit / 8] ^= (byte) (1 << (bit % 8));
        assertRefused(damaged, "bit " + bit);
      }
      for (int size = 0; size < message.length; size++) {
        assertRefused(Arrays.copyOf(message, size), "cut to " + size);
      }
      assertRefused(Arrays.copyOf(message, message.length + 1), "one byte more");
    }
  }

  private static void assertRefused(byte[] damaged, String what) {
    float[] target = new float[ELEMENTS];
    assertThatThrownBy(() -> format(new StochasticUniform(3, 32)).decode(damaged, target))
        .as(what)
        .isInstanceOf(WireFormatException.class);
    assertThat(target).as(what).containsOnly(0);
  }

  /** What a sender with a defect might write: the checksum is right, the indices are not. */
  @Test
  void indicesThatCannotBeAreRefused() {
    float[] values = new float[ELEMENTS];
    values[SPARSE + 1999] = 1;
    byte[] message = PLAIN.encode(1, values, KEY);
    int payload = 16 + 48 + 20;
    assertProblem(message, payload, 2, "truncated|below 2000|message length");
    assertProblem(message, payload, 0, "0 to 300 elements");
    assertProblem(message, payload + 3, 0x80, "0 to 2000 elements");
    assertProblem(message, payload + 4, 2, "form 0 or 1, got 2");
    assertProblem(message, payload + 4, 1, "truncated, expected 250 bytes");
    assertProblem(message, payload + 5, 0xff, "index below 2000, got 2047");
    assertProblem(message, payload + 6, 0x8f, "form 0 or 1");
  }

  private static void assertProblem(byte[] message, int at, int value, String problem) {
    byte[] changed = message.clone();
    changed[at] = (byte) value;
    CRC32C crc = new CRC32C();
    crc.update(changed, 0, changed.length - 4);
    LittleEndian.putInt(changed, changed.length - 4, (int) crc.getValue());
    assertThatThrownBy(() -> PLAIN.decode(changed, new float[ELEMENTS]))
        .isInstanceOf(WireFormatException.class)
        .message()
        .containsPattern(problem);
  }

  /** Random bytes where payloads belong never do anything but be refused, or decode. */
  @Test
  void noPayloadBreaksTheReader() {
    byte[] message = PLAIN.encode(1, changed(50), base(), KEY);
    for (int trial = 0; trial < 20_000; trial++) {
      byte[] changed = message.clone();
      RandomKey key = KEY.child(trial);
      for (int i = 0; i < 3; i++) {
        int at = 84 + key.below(i == 0 ? 8 : changed.length - 88, i);
        changed[at] = (byte) key.bits(10 + i);
      }
      CRC32C crc = new CRC32C();
      crc.update(changed, 0, changed.length - 4);
      LittleEndian.putInt(changed, changed.length - 4, (int) crc.getValue());
      try {
        PLAIN.decode(changed, new float[ELEMENTS]);
      } catch (WireFormatException expected) {
        assertThat(expected.offset()).isBetween(84L, (long) changed.length);
      }
    }
  }

  @Test
  void readersOfTheOtherKindRefuse() {
    MessageFormat dense = new MessageFormat(List.of(new Section(0, ELEMENTS, new Identity())));
    byte[] message = PLAIN.encode(3, base(), KEY);
    assertThat(MessageFormat.kind(message)).isEqualTo(3);
    assertThatThrownBy(() -> dense.decode(message, base()))
        .hasMessageContaining("expected version 1, got 2");
    assertThatThrownBy(() -> PLAIN.decode(dense.encode(3, base(), KEY), base()))
        .hasMessageContaining("expected version 2, got 1");
    message[4] = 4;
    assertThatThrownBy(() -> MessageFormat.kind(message))
        .hasMessageContaining("expected version 1, 2 or 3, got 4");
  }

  @Test
  void aSparseSectionJoinsNoOther() {
    Section dense = new Section(0, 5, new Identity());
    Section sparse = new Section(5, 5, new Identity(), true);
    assertThat(Sections.mergeUncompressed(List.of(dense, sparse))).containsExactly(dense, sparse);
  }
}
