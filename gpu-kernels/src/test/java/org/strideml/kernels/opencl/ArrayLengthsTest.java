package org.strideml.kernels.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArrayLengthsTest {
  @Test
  void hold() {
    assertThat(ArrayLengths.holding(0)).isEqualTo(1);
    assertThat(ArrayLengths.holding(1)).isEqualTo(1);
    assertThat(ArrayLengths.holding(13)).isEqualTo(13);
    assertThat(ArrayLengths.holding(40)).isEqualTo(40);
    assertThat(ArrayLengths.holding(41)).isEqualTo(44);
    assertThat(ArrayLengths.holding(1 << 18)).isEqualTo(1 << 18);
    assertThat(ArrayLengths.holding((1 << 18) + 1)).isEqualTo((1 << 18) + (1 << 15));
  }

  @Test
  void wasteAnEighthOfNewArraysAndAQuarterOfOldOnes() {
    for (int count = 1; count <= 1 << 18; count++) {
      int length = ArrayLengths.holding(count);
      assertThat(length - count).as("%d", count).isBetween(0, count / 8);
      assertThat(ArrayLengths.serves(length, count)).isTrue();
    }
    assertThat(ArrayLengths.serves(100, 101)).isFalse();
    assertThat(ArrayLengths.serves(100, 75)).isTrue();
    assertThat(ArrayLengths.serves(100, 74)).isFalse();
  }
}
