package org.strideml.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PacingTest {
  @Test
  void aStraightLineFromAFifthToAllInHalfOfTheRun() {
    Pacing pacing = new Pacing(0.2, 0.5);
    assertThat(pacing.open(1000, 0, 100)).isEqualTo(200);
    assertThat(pacing.open(1000, 25, 100)).isEqualTo(600);
    assertThat(pacing.open(1000, 49, 100)).isEqualTo(984);
    assertThat(pacing.open(1000, 50, 100)).isEqualTo(1000);
    assertThat(pacing.open(1000, 99, 100)).isEqualTo(1000);
  }

  @Test
  void atLeastOneRowIsOpen() {
    assertThat(new Pacing(0.01, 1).open(5, 0, 100)).isEqualTo(1);
    assertThat(new Pacing(0.01, 1).open(5, 99, 100)).isEqualTo(5);
  }

  @Test
  void allRowsAlways() {
    for (int step = 0; step < 10; step++) {
      assertThat(Pacing.NONE.open(7, step, 10)).isEqualTo(7);
      assertThat(new Pacing(1, 1).open(7, step, 10)).isEqualTo(7);
    }
  }

  @Test
  void sharesAreShares() {
    assertThatThrownBy(() -> new Pacing(0, 0.5)).hasMessageContaining("(0, 1]");
    assertThatThrownBy(() -> new Pacing(0.5, 1.5)).hasMessageContaining("[0, 1]");
  }
}
