package org.strideml.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class RandomKeyTest {
  private static final int DRAWS = 1 << 20;
  private static final RandomKey KEY = RandomKey.of(2026).child(1).child(4);

  @Test
  void valuesArePinned() {
    RandomKey key = RandomKey.of(42).child(7).child(0);
    assertThat(new int[] {key.bits(0), key.bits(1), key.bits(2), key.bits(1_000_000), key.bits(-1)})
        .containsExactly(0x334606bb, 0x7a8a5000, 0xad0b22b6, 0xf8ecf77d, 0x8336040e);
    assertThat(
            new int[] {RandomKey.of(0).bits(0), RandomKey.of(0).bits(1), RandomKey.of(0).bits(2)})
        .containsExactly(0xde43ebec, 0xb9942783, 0x4f7c9155);
    RandomKey last = RandomKey.of(-1).child(-1);
    assertThat(new int[] {last.bits(0), last.bits(1), last.bits(2)})
        .containsExactly(0x3ceb878, 0x180d80dc, 0xd214918);
    assertThat(key.bits(5)).isEqualTo(RandomKey.bits(key.word0(), key.word1(), 5));
  }

  @Test
  void streamsCanBeReadFromAnyIndexOn() {
    for (int start : new int[] {0, 1, 8, 1 << 20, Integer.MAX_VALUE, -3}) {
      for (int i = 0; i < 100; i++) {
        assertThat(KEY.from(start).bits(i)).isEqualTo(KEY.bits(start + i));
      }
    }
    assertThat(KEY.from(0)).isEqualTo(KEY);
    assertThat(KEY.from(5).from(-5)).isEqualTo(KEY);
  }

  @Test
  void everyByteIsUniform() {
    for (int shift = 0; shift < 32; shift += 8) {
      int byteAt = shift;
      assertUniform(i -> KEY.bits(i) >>> byteAt & 0xff, "byte " + shift / 8);
    }
  }

  @Test
  void firstDrawsOfSiblingKeysAreUniform() {
    assertUniform(i -> KEY.child(i).bits(0) >>> 24, "children");
    assertUniform(i -> RandomKey.of(i).bits(0) >>> 24, "seeds");
    assertUniform(i -> RandomKey.of(1).child(i / 64).child(i % 64).bits(0) >>> 24, "grandchildren");
  }

  @Test
  void pairsOfNeighboursAreUniform() {
    assertUniform(i -> KEY.bits(i) >>> 28 << 4 | KEY.bits(i + 1) >>> 28, "neighbouring indices");
    assertUniform(
        i -> KEY.child(i).bits(9) >>> 28 << 4 | KEY.child(i + 1).bits(9) >>> 28,
        "neighbouring keys");
    RandomKey sibling = RandomKey.of(2026).child(1).child(5);
    assertUniform(i -> KEY.bits(i) >>> 28 << 4 | sibling.bits(i) >>> 28, "sibling streams");
  }

  /** Chi-square over 256 classes: mean 255, standard deviation √510 ≈ 22.6; five of them. */
  private static void assertUniform(IntUnaryOperator classOf, String what) {
    int[] counts = new int[256];
    for (int i = 0; i < DRAWS; i++) {
      counts[classOf.applyAsInt(i)]++;
    }
    double expected = DRAWS / 256.0;
    double chiSquare = 0;
    for (int count : counts) {
      chiSquare += (count - expected) * (count - expected) / expected;
    }
    assertThat(chiSquare).as(what).isBetween(255 - 5 * 22.6, 255 + 5 * 22.6);
  }

  @Test
  void neighbouringDrawsAreNotCorrelated() {
    for (int lag : new int[] {1, 2, 3, 8, 64, 1024, 65536}) {
      assertUncorrelated(i -> KEY.bits(i), i -> KEY.bits(i + lag), "lag " + lag);
    }
    for (int name = 5; name < 10; name++) {
      RandomKey sibling = RandomKey.of(2026).child(1).child(name);
      assertUncorrelated(i -> KEY.bits(i), i -> sibling.bits(i), "sibling " + name);
    }
    RandomKey otherSeed = RandomKey.of(2027).child(1).child(4);
    assertUncorrelated(i -> KEY.bits(i), i -> otherSeed.bits(i), "seed");
  }

  private static void assertUncorrelated(IntUnaryOperator a, IntUnaryOperator b, String what) {
    double sum = 0;
    for (int i = 0; i < DRAWS; i++) {
      sum += a.applyAsInt(i) * 0x1p-31 * (b.applyAsInt(i) * 0x1p-31);
    }
    // The product of two independent uniforms in [-1, 1) has standard deviation 1/3.
    assertThat(sum / DRAWS * 3).as(what).isCloseTo(0, within(5 / Math.sqrt(DRAWS)));
  }

  @Test
  void oneBitOfTheIndexOrOfAWordFlipsHalfOfTheBits() {
    int trials = 1 << 14;
    for (int bit = 0; bit < 32; bit++) {
      int mask = 1 << bit;
      int[] flips = new int[32];
      for (int i = 0; i < trials; i++) {
        int changed = KEY.bits(i * 77) ^ KEY.bits(i * 77 ^ mask);
        for (int j = 0; j < 32; j++) {
          flips[j] += changed >>> j & 1;
        }
      }
      for (int j = 0; j < 32; j++) {
        assertThat(flips[j] / (double) trials)
            .as("input bit %d, output bit %d", bit, j)
            .isCloseTo(0.5, within(5 * 0.5 / Math.sqrt(trials)));
      }
    }
  }

  @Test
  void distinctPathsGiveDistinctKeys() {
    Set<RandomKey> keys = new HashSet<>();
    int paths = 0;
    for (int seed = -3; seed <= 3; seed++) {
      for (int a = -20; a <= 20; a++) {
        keys.add(RandomKey.of(seed).child(a));
        paths++;
        for (int b = -20; b <= 20; b++) {
          keys.add(RandomKey.of(seed).child(a).child(b));
          paths++;
        }
      }
    }
    assertThat(keys).hasSize(paths);
  }

  @Test
  void uniformIsInItsRangeWithItsMoments() {
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < DRAWS; i++) {
      float u = KEY.uniform(i);
      assertThat(u >= 0 && u < 1).isTrue();
      sum += u;
      squares += (double) u * u;
    }
    assertThat(sum / DRAWS).isCloseTo(0.5, within(5 * Math.sqrt(1 / 12.0 / DRAWS)));
    assertThat(squares / DRAWS).isCloseTo(1 / 3.0, within(5 * Math.sqrt(4 / 45.0 / DRAWS)));
  }

  @Test
  void gaussianHasItsMoments() {
    double[] moments = new double[5];
    for (int i = 0; i < DRAWS; i++) {
      double g = KEY.gaussian(i);
      for (int power = 1; power <= 4; power++) {
        moments[power] += Math.pow(g, power) / DRAWS;
      }
    }
    double unit = 5 / Math.sqrt(DRAWS);
    assertThat(moments[1]).isCloseTo(0, within(unit));
    assertThat(moments[2]).isCloseTo(1, within(unit * Math.sqrt(2)));
    assertThat(moments[3]).isCloseTo(0, within(unit * Math.sqrt(15)));
    assertThat(moments[4]).isCloseTo(3, within(unit * Math.sqrt(96)));
  }

  @Test
  void belowIsUniformAndRefusesAnEmptyRange() {
    int[] counts = new int[7];
    for (int i = 0; i < DRAWS; i++) {
      counts[KEY.below(7, i)]++;
    }
    for (int count : counts) {
      assertThat((double) count).isCloseTo(DRAWS / 7.0, within(5 * Math.sqrt(DRAWS / 7.0)));
    }
    assertThatThrownBy(() -> KEY.below(0, 1)).hasMessage("bound must be > 0, got 0");
  }
}
