package org.strideml.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What happens above the limit of one array, with the limit lowered. */
class ChunkedFormatTest {
  private static final RandomKey KEY = RandomKey.of(6);
  private static final Codec CODED = new ErrorFeedback(new StochasticUniform(5, 64));
  private static final List<Section> SECTIONS =
      List.of(
          new Section(0, 3000, CODED),
          new Section(3000, 7, new Identity()),
          new Section(3007, 20, new Identity()),
          new Section(3027, 1000, new StochasticUniform(8, 128), true),
          new Section(4027, 0, new Identity()));

  private static float[] values() {
    float[] values = Cases.gaussian(4027, 1);
    for (int i = 3027; i < 4027; i++) {
      values[i] = i % 9 == 0 ? values[i] : 0;
    }
    return values;
  }

  @Test
  void chunksStayWithinTheLimitAndComeBack() {
    for (int limit : new int[] {300, 500, 1000, 2500}) {
      ChunkedFormat format = new ChunkedFormat(SECTIONS, List.of(), limit);
      assertThat(format.chunkCount()).isGreaterThan(1);
      assertThat(format.elementCount()).isEqualTo(4027);
      float[] state = new float[format.stateSize()];
      double[] put = new double[3000];
      double[] got = new double[3000];
      for (int round = 0; round < 5; round++) {
        byte[][] chunks = format.encode(1, values(), null, KEY.child(round), state);
        for (byte[] chunk : chunks) {
          assertThat(chunk).hasSizeLessThanOrEqualTo(limit);
        }
        float[] decoded = new float[4027];
        format.decode(chunks, decoded);
        for (int i = 0; i < 3000; i++) {
          put[i] += values()[i];
          got[i] += decoded[i];
        }
        for (int i = 3000; i < 4027; i++) {
          assertThat(Math.abs(decoded[i] - values()[i])).isLessThan(0.05f);
        }
      }
      for (int i = 0; i < 3000; i++) {
        assertThat(Math.abs(got[i] + state[i] - put[i])).isLessThan(1e-4);
      }
    }
  }

  @Test
  void whatFitsIsOneMessageOfThePlainFormat() {
    ChunkedFormat format = new ChunkedFormat(SECTIONS, List.of(), ChunkedFormat.MOST_BYTES);
    byte[][] chunks = format.encode(1, values(), null, KEY, new float[3000]);
    assertThat(chunks.length).isEqualTo(1);
    assertThat(chunks[0]).isEqualTo(new MessageFormat(SECTIONS).encode(1, values(), KEY));
  }

  @Test
  void cutsAreAtWholeBuckets() {
    Section section = new Section(0, 1000, new NearestUniform(8, 100));
    ChunkedFormat format = new ChunkedFormat(List.of(section), List.of(), 1000);
    float[] values = Cases.gaussian(1000, 1);
    float[] decoded = new float[1000];
    format.decode(format.encode(1, values, null, KEY, new float[0]), decoded);
    assertThat(decoded).isEqualTo(CodecContract.roundTrip(section.codec(), values, KEY));
  }

  @Test
  void damageAndLossAreRefused() {
    ChunkedFormat format = new ChunkedFormat(SECTIONS, List.of(), 500);
    byte[][] chunks = format.encode(1, values(), null, KEY, new float[3000]);
    chunks[1][60] ^= 1;
    assertThatThrownBy(() -> format.decode(chunks, new float[4027]))
        .isInstanceOf(WireFormatException.class);
    assertThatThrownBy(() -> format.decode(new byte[0][], new float[4027]))
        .hasMessageContaining("chunks, got 0");
  }

  @Test
  void whatCannotBeCutIsNamed() {
    Section whole = new Section(0, 4000, new PowerSgd(2, 50));
    assertThatThrownBy(() -> new ChunkedFormat(List.of(whole), List.of(), 500))
        .hasMessage(
            "a section of 4000 elements in power-sgd cannot be cut into messages of at most 500"
                + " bytes");
  }
}
