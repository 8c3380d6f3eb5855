package org.strideml.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class GrowingVectorTest {
  private static long reserved(boolean sealsMemory, int... sizes) {
    MemoryRuler ruler = new MemoryRuler(sealsMemory);
    GrowingVector vector = new GrowingVector(ruler.backend(), "v", 1000);
    for (int size : sizes) {
      assertThat(vector.first(size).size()).isEqualTo(size);
    }
    return ruler.reservations().stream().mapToLong(MemoryRuler.Reservation::bytes).sum();
  }

  @Test
  void growsAsItIsNeeded() {
    assertThat(reserved(false)).isZero();
    assertThat(reserved(false, 10, 20, 3)).isEqualTo(4 * 32);
    assertThat(reserved(false, 10, 21)).isEqualTo(4 * (32 + 48));
    assertThat(reserved(false, 600)).isEqualTo(4 * 1008);
  }

  @Test
  void isAllThereWhereMemoryIsFixed() {
    assertThat(reserved(true)).isEqualTo(4 * 1008);
    assertThat(reserved(true, 10, 1000)).isEqualTo(4 * 1008);
  }

  @Test
  void refusesMoreThanWasSaid() {
    assertThatThrownBy(() -> reserved(true, 1001))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("v: expected at most 1000 elements, got 1001");
  }
}
