package org.strideml.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.strideml.quantization.RandomKey;

class KeyedPermutationTest {
  private static final RandomKey KEY = RandomKey.of(7);

  @Test
  void isABijectionForEverySmallSize() {
    for (int size = 1; size <= 600; size++) {
      assertBijection(size);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1023, 1024, 1025, 60_000, 65_535, 65_536, 65_537, 1_000_003, 4_194_304})
  void isABijectionForLargerSizes(int size) {
    assertBijection(size);
  }

  @ParameterizedTest
  @ValueSource(longs = {(1L << 31) - 1, 1L << 31, (1L << 33) + 7, (1L << 40) - 1, 1L << 40})
  void inverseUndoesItForHugeSizes(long size) {
    var permutation = new KeyedPermutation(size, KEY);
    for (int i = 0; i < 10_000; i++) {
      long index = Long.remainderUnsigned(i * 0x9E3779B97F4A7C15L, size);
      long place = permutation.at(index);
      assertThat(place).isBetween(0L, size - 1);
      assertThat(permutation.inverse(place)).isEqualTo(index);
    }
    assertThat(permutation.inverse(permutation.at(size - 1))).isEqualTo(size - 1);
  }

  @Test
  void isAFunctionOfItsKey() {
    var one = new KeyedPermutation(1000, RandomKey.of(1));
    var again = new KeyedPermutation(1000, RandomKey.of(1));
    var other = new KeyedPermutation(1000, RandomKey.of(2));
    int same = 0;
    for (int i = 0; i < 1000; i++) {
      assertThat(one.at(i)).isEqualTo(again.at(i));
      same += one.at(i) == other.at(i) ? 1 : 0;
    }
    assertThat(same).as("common points of two keys, about one expected").isLessThan(10);
  }

  @Test
  void firstValuesNeverChange() {
    // Checkpoints rely on the order: a run resumed by a later version must visit the same rows.
    var permutation = new KeyedPermutation(1_000_000, RandomKey.of(42));
    assertThat(new long[] {permutation.at(0), permutation.at(1), permutation.at(999_999)})
        .containsExactly(956_721, 112_972, 697_890);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 6})
  void everyOrderIsEquallyLikely(int size) {
    Map<Long, Integer> orders = new HashMap<>();
    int factorial = 1;
    for (int i = 2; i <= size; i++) {
      factorial *= i;
    }
    long[] counts = new long[factorial];
    for (int seed = 0; seed < 1000 * factorial; seed++) {
      var permutation = new KeyedPermutation(size, RandomKey.of(seed));
      long order = 0;
      for (int i = 0; i < size; i++) {
        order = order * size + permutation.at(i);
      }
      counts[orders.computeIfAbsent(order, unseen -> orders.size())]++;
    }
    ChiSquare.assertUniform("orders of " + size, counts);
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 16, 17, 64, 100})
  void everyPlaceIsEquallyLikelyForEveryIndex(int size) {
    long[] counts = new long[size * size];
    for (int seed = 0; seed < 20_000; seed++) {
      var permutation = new KeyedPermutation(size, RandomKey.of(seed));
      for (int i = 0; i < size; i++) {
        counts[(int) (i * size + permutation.at(i))]++;
      }
    }
    for (int i = 0; i < size; i++) {
      long[] places = Arrays.copyOfRange(counts, i * size, (i + 1) * size);
      ChiSquare.assertUniform("places of " + i + " of " + size, places);
    }
  }

  @Test
  void neighboursAreStrangers() {
    int size = 100_000;
    var permutation = new KeyedPermutation(size, RandomKey.of(3));
    long[] distances = new long[50];
    for (int i = 0; i + 1 < size; i++) {
      long distance = Math.floorMod(permutation.at(i + 1) - permutation.at(i), (long) size);
      distances[(int) (distance * distances.length / size)]++;
    }
    ChiSquare.assertUniform("distances of neighbours", distances);
  }

  @Test
  void refusesSizesAndIndicesOutOfRange() {
    assertThatThrownBy(() -> new KeyedPermutation(0, KEY))
        .hasMessageContaining("size must be in [1, 2^40], got 0");
    assertThatThrownBy(() -> new KeyedPermutation((1L << 40) + 1, KEY))
        .isInstanceOf(IllegalArgumentException.class);
    var permutation = new KeyedPermutation(3, KEY);
    assertThatThrownBy(() -> permutation.at(3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> permutation.inverse(-1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static void assertBijection(int size) {
    var permutation = new KeyedPermutation(size, KEY);
    BitSet places = new BitSet(size);
    for (int i = 0; i < size; i++) {
      long place = permutation.at(i);
      if (place < 0 || place >= size || permutation.inverse(place) != i) {
        throw new AssertionError("size " + size + ": " + i + " goes to " + place);
      }
      places.set((int) place);
    }
    assertThat(places.cardinality()).as("distinct places, size %d", size).isEqualTo(size);
  }
}
