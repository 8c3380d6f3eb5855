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
      MessageFormat format = new MessageFormat(List.of(new Section(0, ELEMENTS, codec)));
      ErrorFeedback feedback = new ErrorFeedback(format);
      float[] residual = new float[ELEMENTS];
      double[] sent = new double[ELEMENTS];
      double[] put = new double[ELEMENTS];
      float[] decoded = new float[ELEMENTS];
      for (int round = 0; round < 50; round++) {
        float[] values = Cases.gaussian(ELEMENTS, 1 + round % 3);
        byte[] message = feedback.encode(1, values, residual, KEY.child(round));
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
    MessageFormat format = new MessageFormat(List.of(new Section(0, ELEMENTS, new Identity())));
    float[] values = Cases.gaussian(ELEMENTS, 1);
    float[] residual = new float[ELEMENTS];
    byte[] message = new ErrorFeedback(format).encode(1, values, residual, KEY);
    assertThat(residual).containsOnly(0);
    assertThat(message).isEqualTo(format.encode(1, values, KEY));
  }

  @Test
  void aFailureLeavesTheResidualAlone() {
    MessageFormat format =
        new MessageFormat(List.of(new Section(0, ELEMENTS, new StochasticUniform(8, 64))));
    float[] values = Cases.gaussian(ELEMENTS, 1);
    values[700] = Float.POSITIVE_INFINITY;
    float[] residual = Cases.gaussian(ELEMENTS, 0.1f);
    float[] before = residual.clone();
    ErrorFeedback feedback = new ErrorFeedback(format);
    assertThatThrownBy(() -> feedback.encode(1, values, residual, KEY))
        .hasMessageContaining("at index 700");
    assertThat(residual).isEqualTo(before);
    assertThatThrownBy(() -> feedback.encode(1, values, new float[3], KEY))
        .hasMessageContaining("expected values and residual of 1500 elements");
  }

  @Test
  void ofASparseSectionResidualsWaitUntilTheirElementChangesAgain() {
    MessageFormat format =
        new MessageFormat(List.of(new Section(0, ELEMENTS, new StochasticUniform(2, 16), true)));
    ErrorFeedback feedback = new ErrorFeedback(format);
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
      byte[] message = feedback.encode(1, values, residual, KEY.child(round));
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
