package org.strideml.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.strideml.kernels.KeyedBits;
import org.strideml.quantization.RandomKey;

/** Kernels know no keys, only their words; both must draw the same bits. */
class KeyedBitsTest {
  @Test
  void kernelsDrawTheBitsOfAKey() {
    RandomKey key = RandomKey.of(3).child(14).child(15);
    for (int index : new int[] {0, 1, 2, 1000, -1, Integer.MAX_VALUE}) {
      assertThat(KeyedBits.at(key.word0(), key.word1(), index)).isEqualTo(key.bits(index));
    }
  }
}
