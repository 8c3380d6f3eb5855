package org.strideml.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class BitChoiceTest {
  private static final RandomKey KEY = RandomKey.of(8);
  private static final int ELEMENTS = 4096;
  private static final CodecSettings SETTINGS = CodecSettings.of(8, 256);

  private static MessageFormat format(double targetError, long bytes) {
    Codec auto = new AutoBits(CodecType.STOCHASTIC, SETTINGS, targetError, bytes);
    return new MessageFormat(
        List.of(
            new Section(0, ELEMENTS, auto),
            new Section(ELEMENTS, 10, new Identity()),
            new Section(ELEMENTS + 10, ELEMENTS, auto)));
  }

  /** The second tensor a hundred times larger than the first. */
  private static float[] values() {
    float[] values = Cases.gaussian(2 * ELEMENTS + 10, 1);
    for (int i = ELEMENTS + 10; i < values.length; i++) {
      values[i] *= 100;
    }
    return values;
  }

  private static double relativeError(float[] values, float[] decoded, int from) {
    double error = 0;
    double norm = 0;
    for (int i = from; i < from + ELEMENTS; i++) {
      error += Math.pow((double) decoded[i] - values[i], 2);
      norm += Math.pow(values[i], 2);
    }
    return Math.sqrt(error / norm);
  }

  @Test
  void theLeastBitsThatReachTheTarget() {
    float[] values = values();
    int before = 0;
    for (double target : new double[] {0.9, 0.3, 0.1, 0.03, 0.01}) {
      MessageFormat format = format(target, 0);
      byte[] message = format.encode(1, values, KEY);
      float[] decoded = new float[values.length];
      format.decode(message, decoded);
      int[] bits = format.bits(message);
      assertThat(bits[1]).isEqualTo(32);
      for (int section : new int[] {0, 2}) {
        int from = section == 0 ? 0 : ELEMENTS + 10;
        assertThat(relativeError(values, decoded, from)).isLessThan(1.1 * target);
        Codec fewer = new StochasticUniform(Math.max(1, bits[section] - 1), 256);
        float[] part = java.util.Arrays.copyOfRange(values, from, from + ELEMENTS);
        float[] worse = values.clone();
        System.arraycopy(CodecContract.roundTrip(fewer, part, KEY), 0, worse, from, ELEMENTS);
        if (bits[section] > 1) {
          assertThat(relativeError(values, worse, from)).isGreaterThan(0.9 * target);
        }
      }
      assertThat(bits[0]).as("scale does not matter to a relative error").isEqualTo(bits[2]);
      assertThat(bits[0]).isGreaterThanOrEqualTo(before);
      before = bits[0];
    }
  }

  @Test
  void bytesGoWhereTheyTakeMostOfTheError() {
    float[] values = values();
    MessageFormat format = format(0, 2 * ELEMENTS * 5 / 8);
    byte[] message = format.encode(1, values, KEY);
    int[] bits = format.bits(message);
    assertThat(bits[2]).isGreaterThan(bits[0] + 3);
    assertThat(message.length).isLessThan(2 * ELEMENTS * 5 / 8 + 40 + 200);
    assertThat(message.length).isGreaterThan(2 * ELEMENTS * 9 / 16);
  }

  @Test
  void feedbackSurvivesAChangeOfBits() {
    Codec auto = Codecs.withFeedback(new AutoBits(CodecType.STOCHASTIC, SETTINGS, 0.05, 0));
    MessageFormat format = new MessageFormat(List.of(new Section(0, ELEMENTS, auto)));
    float[] state = new float[format.stateSize()];
    double[] put = new double[ELEMENTS];
    double[] got = new double[ELEMENTS];
    float[] decoded = new float[ELEMENTS];
    for (int message = 0; message < 6; message++) {
      float[] values = Cases.gaussian(ELEMENTS, 1);
      values[0] = message % 2 == 0 ? 0 : 60;
      byte[] bytes = format.encode(1, values, null, KEY.child(message), state);
      format.decode(bytes, decoded);
      for (int i = 0; i < ELEMENTS; i++) {
        put[i] += values[i];
        got[i] += decoded[i];
      }
    }
    for (int i = 0; i < ELEMENTS; i++) {
      assertThat(Math.abs(got[i] + state[i] - put[i])).isLessThan(1e-3);
    }
  }

  @Test
  void bitsThatCannotHaveBeenChosenAreRefused() {
    MessageFormat format = format(0.1, 0);
    byte[] message = format.encode(1, values(), KEY);
    message[17] = 9;
    assertThatThrownBy(() -> format.decode(message, new float[2 * ELEMENTS + 10]))
        .isInstanceOfSatisfying(
            WireFormatException.class, e -> assertThat(e.offset()).isEqualTo(17));
    assertThatThrownBy(() -> new AutoBits(CodecType.STOCHASTIC, SETTINGS, 0, 0))
        .hasMessageContaining("one of them above 0");
  }
}
