package org.strideml.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What happens above the limit of one array, with the limit lowered. */
class ChunkedFormatTest {
  private static final RandomKey KEY = RandomKey.of(6);
  private static final int ELEMENTS = 8027;
  private static final CodecSettings SETTINGS =
      new CodecSettings(5, 64, true, 0.1f, 0.5f, 1, 0.9f, 0.9f, 4, 3, 2, false);
  private static final List<Section> SECTIONS =
      List.of(
          new Section(0, 3000, new ErrorFeedback(new StochasticUniform(5, 64))),
          new Section(3000, 7, new Identity()),
          new Section(3007, 20, new Identity()),
          new Section(3027, 200, new StochasticUniform(8, 32), true),
          new Section(3227, 800, new Identity(), true),
          new Section(4027, 0, new Identity()),
          new Section(4027, 1000, new RandomShift(3, 16)),
          new Section(5027, 1000, new ErrorFeedback(new Threshold(0.5f))),
          new Section(6027, 1000, new AutoBits(CodecType.STOCHASTIC, SETTINGS, 0.1, 0)),
          new Section(7027, 1000, new Fp16()));

  private static ChunkedFormat format(int mostBytes) {
    return new ChunkedFormat(SECTIONS, List.of(), mostBytes);
  }

  private static float[] values(int seed) {
    float[] values = Cases.gaussian(ELEMENTS, 1 + seed);
    for (int i = 3027; i < 4027; i++) {
      values[i] = i % 9 == 0 ? values[i] : 0;
    }
    return values;
  }

  @Test
  void whatIsDecodedAndRememberedIsTheSameUnderAnyLimit() {
    ChunkedFormat whole = format(ChunkedFormat.MOST_BYTES);
    for (int limit : new int[] {400, 700, 1000, 2500}) {
      ChunkedFormat cut = format(limit);
      assertThat(cut.chunkCount()).isGreaterThan(3);
      assertThat(cut.stateSize()).isEqualTo(whole.stateSize());
      float[] state = new float[cut.stateSize()];
      float[] wholeState = new float[whole.stateSize()];
      for (int round = 0; round < 4; round++) {
        Message chunks = cut.encode(1, values(round), null, KEY.child(round), state);
        for (byte[] chunk : chunks.parts()) {
          assertThat(chunk).hasSizeLessThanOrEqualTo(limit);
        }
        assertThat(chunks.size()).isLessThanOrEqualTo(cut.maxEncodedSize());
        float[] decoded = new float[ELEMENTS];
        cut.decode(chunks, decoded);
        Message one = whole.encode(1, values(round), null, KEY.child(round), wholeState);
        float[] expected = new float[ELEMENTS];
        whole.decode(one, expected);
        assertThat(decoded).isEqualTo(expected);
        assertThat(state).isEqualTo(wholeState);
        assertThat(cut.bits(chunks)).isEqualTo(whole.bits(one));
        assertThat(ChunkedFormat.kind(chunks)).isEqualTo(1);
      }
    }
  }

  @Test
  void whatFitsIsOneMessageOfThePlainFormat() {
    ChunkedFormat format = format(ChunkedFormat.MOST_BYTES);
    Message message = format.encode(1, values(0), KEY);
    assertThat(message)
        .isEqualTo(Message.of(new MessageFormat(SECTIONS).encode(1, values(0), KEY)));
  }

  @Test
  void entropyStagesWorkOnEachPart() {
    ChunkedFormat format = new ChunkedFormat(SECTIONS, EntropyStages.all(), 700);
    float[] decoded = new float[ELEMENTS];
    format.decode(format.encode(1, values(0), KEY), decoded);
    float[] expected = new float[ELEMENTS];
    ChunkedFormat whole = format(ChunkedFormat.MOST_BYTES);
    whole.decode(whole.encode(1, values(0), KEY), expected);
    assertThat(decoded).isEqualTo(expected);
  }

  @Test
  void cutsAreAtWholeBuckets() {
    Section section = new Section(0, 1000, new NearestUniform(8, 100));
    ChunkedFormat format = new ChunkedFormat(List.of(section), List.of(), 1000);
    assertThat(format.pieces()).extracting(Piece::start).containsExactly(0, 800);
  }

  /** Sizes are told without an array of that size: 2³⁰ floats are 4 GiB. */
  @Test
  void aTensorLargerThanAnyArrayIsCut() {
    Section section = new Section(0, 1 << 30, new Identity());
    ChunkedFormat format = new ChunkedFormat(List.of(section));
    assertThat(format.chunkCount()).isEqualTo(3);
    assertThat(format.elementCount()).isEqualTo(1 << 30);
    assertThat(format.maxEncodedSize()).isEqualTo((4L << 30) + 3 * 36);
  }

  @Test
  void damageLossAndDisorderAreRefused() {
    ChunkedFormat format = format(500);
    Message message = format.encode(1, values(0), KEY);
    float[] target = new float[ELEMENTS];
    for (int part = 0; part < message.count(); part++) {
      List<byte[]> parts = new ArrayList<>(message.parts());
      parts.set(part, parts.get(part).clone());
      parts.get(part)[parts.get(part).length / 2] ^= 1;
      Message damaged = Message.of(parts.toArray(byte[][]::new));
      assertThatThrownBy(() -> format.decode(damaged, target))
          .isInstanceOf(WireFormatException.class);
    }
    List<byte[]> swapped = new ArrayList<>(message.parts());
    java.util.Collections.swap(swapped, 0, 1);
    assertThatThrownBy(() -> format.decode(Message.of(swapped.toArray(byte[][]::new)), target))
        .isInstanceOf(WireFormatException.class);
    assertThat(target).containsOnly(0);
    assertThatThrownBy(() -> format.decode(message.parts(1, message.count()), target))
        .isInstanceOf(WireFormatException.class)
        .hasMessageContaining("parts, got " + (message.count() - 1));
    assertThatThrownBy(() -> ChunkedFormat.kind(Message.of()))
        .isInstanceOf(WireFormatException.class);
  }

  @Test
  void whatCannotBeCutIsNamed() {
    Section whole = new Section(0, 4000, new PowerSgd(2, 50));
    assertThatThrownBy(() -> new ChunkedFormat(List.of(whole), List.of(), 500))
        .hasMessage(
            "a section of 4000 elements in power-sgd cannot be cut into messages of at most 500"
                + " bytes");
    Section sparse = new Section(0, 4000, new StochasticUniform(8, 64), true);
    assertThatThrownBy(() -> new ChunkedFormat(List.of(sparse), List.of(), 500))
        .hasMessageStartingWith("a sparse section of 4000 elements in stochastic");
  }
}
