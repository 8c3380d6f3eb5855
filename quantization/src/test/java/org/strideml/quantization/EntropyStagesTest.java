package org.strideml.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EntropyStagesTest {
  private static final RandomKey KEY = RandomKey.of(3);

  @Test
  void whatWasCompressedComesBack() {
    for (EntropyStage stage : EntropyStages.all()) {
      for (int length : new int[] {0, 1, 2, 7, 100, 4097}) {
        for (int bits = 1; bits <= 8; bits++) {
          for (int kind = 0; kind < 4; kind++) {
            byte[] bytes = bytes(length + 5, kind);
            var codes = new EntropyStage.CodeLayout(Math.min(3, length), bits);
            byte[] small = stage.compress(bytes, 5, length, codes);
            byte[] padded = new byte[small.length + 9];
            System.arraycopy(small, 0, padded, 4, small.length);
            assertThat(stage.expand(padded, 4, small.length, length))
                .as("%s, %d bytes of kind %d, %d bits", stage.name(), length, kind, bits)
                .isEqualTo(Arrays.copyOfRange(bytes, 5, 5 + length));
          }
        }
      }
    }
  }

  private static byte[] bytes(int length, int kind) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      int random = KEY.bits(i);
      bytes[i] =
          (byte) (kind == 0 ? 0 : kind == 1 ? random : kind == 2 ? random & random >> 8 & 3 : i);
    }
    return bytes;
  }

  /** Order-0 entropy of the codes, to one percent and the table. */
  @Test
  void ransTakesWhatCodesAreWorth() {
    for (int bits = 2; bits <= 8; bits++) {
      Codec codec = new Qsgd(bits, 512);
      int n = 1 << 18;
      float[] values = Cases.gaussian(n, 1);
      byte[] bytes = CodecContract.encode(codec, values, KEY);
      byte[] codes = new byte[n];
      BitPacker.unpack(bytes, codec.layout(n).offset(), n, bits, codes, 0);
      int[] counts = new int[256];
      for (byte code : codes) {
        counts[code & 0xff]++;
      }
      double entropy = 0;
      for (int count : counts) {
        entropy -= count == 0 ? 0 : count * Math.log(count / (double) n) / Math.log(2) / 8;
      }
      int size = new Rans().compress(bytes, 0, bytes.length, codec.layout(n)).length;
      assertThat(size - codec.layout(n).offset())
          .as("%d bits", bits)
          .isBetween((int) entropy, (int) (1.01 * entropy) + 600);
    }
  }

  @Test
  void theSmallestIsTakenAndSaid() {
    float[] values = Cases.gaussian(20_000, 1);
    Section section = new Section(0, 20_000, new Qsgd(4, 512));
    int plain = new MessageFormat(List.of(section)).encode(1, values, KEY).length;
    int smallest = Integer.MAX_VALUE;
    for (EntropyStage stage : EntropyStages.all()) {
      MessageFormat format = new MessageFormat(List.of(section), List.of(stage));
      byte[] message = format.encode(1, values, KEY);
      smallest = Math.min(smallest, message.length);
      assertThat(message[19]).isEqualTo((byte) stage.id());
      float[] decoded = new float[20_000];
      format.decode(message, decoded);
      assertThat(decoded)
          .isEqualTo(CodecContract.roundTrip(new Qsgd(4, 512), values, KEY.child(0)));
    }
    MessageFormat all = new MessageFormat(List.of(section), EntropyStages.all());
    assertThat(all.encode(1, values, KEY)).hasSize(smallest).hasSizeLessThan(plain);
    byte[] random =
        new MessageFormat(
                List.of(new Section(0, 20_000, new StochasticUniform(1, 20_000))),
                EntropyStages.all())
            .encode(1, uniform(), KEY);
    assertThat(random[19]).as("random bits are left as they are").isZero();
  }

  private static float[] uniform() {
    float[] values = new float[20_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = KEY.uniform(i);
    }
    return values;
  }

  @Test
  void unknownStagesAreRefused() {
    assertThatThrownBy(() -> EntropyStages.of("zip"))
        .hasMessage("entropy stage must be none, auto or one of rans, deflate, got \"zip\"");
    assertThatThrownBy(() -> EntropyStages.byId(77, 19))
        .isInstanceOf(WireFormatException.class)
        .hasMessageContaining("got number 77");
  }
}
