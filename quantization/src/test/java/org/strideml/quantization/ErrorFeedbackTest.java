package org.strideml.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorFeedbackTest {
  private static final RandomKey KEY = RandomKey.of(17);
  private static final int ELEMENTS = 1500;

  @Test
  void whatWasDecodedPlusTheResidualIsWhatWasPutIn() {
    for (Codec codec :
        List.of(new StochasticUniform(2, 256), new RandomShift(1, 1024), new Identity())) {
      MessageFormat format =
          new MessageFormat(List.of(new Section(0, ELEMENTS, new ErrorFeedback(codec))));
      float[] residual = new float[ELEMENTS];
      double[] sent = new double[ELEMENTS];
      double[] put = new double[ELEMENTS];
      float[] decoded = new float[ELEMENTS];
      for (int round = 0; round < 50; round++) {
        float[] values = Cases.gaussian(ELEMENTS, 1 + round % 3);
        byte[] message = format.encode(1, values, null, KEY.child(round), residual);
        format.decode(message, decoded);
        for (int i = 0; i < ELEMENTS; i++) {
          sent[i] += decoded[i];
          put[i] += values[i];
        }
      }
      // Two float roundings a round, of numbers below 64.
      double rounding = 50 * 2 * Math.ulp(64f) / 2;
      for (int i = 0; i < ELEMENTS; i++) {
        assertThat(sent[i] + residual[i])
            .as("%s, index %d", codec, i)
            .isCloseTo(put[i], within(rounding));
      }
    }
  }

  @Test
  void aLosslessCodecLeavesNothing() {
    MessageFormat format =
        new MessageFormat(List.of(new Section(0, ELEMENTS, new ErrorFeedback(new Identity()))));
    float[] values = Cases.gaussian(ELEMENTS, 1);
    float[] residual = new float[ELEMENTS];
    byte[] message = format.encode(1, values, null, KEY, residual);
    assertThat(residual).containsOnly(0);
    assertThat(message).isEqualTo(format.encode(1, values, KEY));
  }

  @Test
  void whatCannotBeEncodedIsNamed() {
    MessageFormat format =
        new MessageFormat(
            List.of(new Section(0, ELEMENTS, new ErrorFeedback(new StochasticUniform(8, 64)))));
    float[] values = Cases.gaussian(ELEMENTS, 1);
    values[700] = Float.POSITIVE_INFINITY;
    assertThatThrownBy(() -> format.encode(1, values, null, KEY, new float[ELEMENTS]))
        .hasMessageContaining("at index 700");
    assertThatThrownBy(() -> format.encode(1, values, null, KEY, new float[3]))
        .hasMessageContaining("expected a state of 1500 floats, got 3");
  }

  @Test
  void ofASparseSectionResidualsWaitUntilTheirElementChangesAgain() {
    MessageFormat format =
        new MessageFormat(
            List.of(
                new Section(0, ELEMENTS, new ErrorFeedback(new StochasticUniform(2, 16)), true)));
    float[] residual = new float[ELEMENTS];
    double[] sent = new double[ELEMENTS];
    double[] put = new double[ELEMENTS];
    for (int round = 0; round < 40; round++) {
      float[] values = new float[ELEMENTS];
      float[] some = Cases.gaussian(ELEMENTS, 1);
      for (int i = round % 7; i < ELEMENTS; i += 7) {
        values[i] = some[i];
        put[i] += values[i];
      }
      float[] before = residual.clone();
      byte[] message = format.encode(1, values, null, KEY.child(round), residual);
      float[] decoded = new float[ELEMENTS];
      format.decode(message, decoded);
      for (int i = 0; i < ELEMENTS; i++) {
        sent[i] += decoded[i];
        if (values[i] == 0) {
          assertThat(decoded[i]).isZero();
          assertThat(residual[i]).isEqualTo(before[i]);
        }
      }
    }
    for (int i = 0; i < ELEMENTS; i++) {
      assertThat(sent[i] + residual[i]).isCloseTo(put[i], within(40.0 * Math.ulp(16f)));
    }
  }
}
