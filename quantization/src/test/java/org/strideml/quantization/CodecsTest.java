package org.strideml.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CodecsTest {
  @Test
  void unknownNameListsTheKnownOnes() {
    assertThatThrownBy(() -> Codecs.of("zip", 8, 1024))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "codec must be one of none, random-shift, stochastic, nearest, learned, qsgd, symmetric, fp16, bf16, fp8-e4m3, fp8-e5m2, fp4-e3m0, nf4, sign, ternary, top-k, random-k, threshold, dgc, power-sgd, fedzip, demo, got \"zip\"");
  }

  @Test
  void settingsAreIgnoredByTheCodecThatHasNone() {
    assertThat(Codecs.of("none", 99, -1)).isEqualTo(new Identity());
  }

  @Test
  void settingsOutOfRangeAreNamed() {
    assertThatThrownBy(() -> Codecs.of("stochastic", 9, 1024))
        .hasMessage("bits must be in [1, 8], got 9");
  }
}
