package org.strideml.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

/** What every placement of rows must hold. */
abstract class RowPlacementContract {
  /** A placement of at least as many rows as shards. */
  abstract RowPlacement placement(long rows, int shards);

  @Test
  void everyRowHasOnePlaceAndBack() {
    for (int rows = 1; rows <= 130; rows++) {
      for (int shards = 1; shards <= Math.min(rows, 17); shards++) {
        assertBijection(placement(rows, shards));
      }
    }
    assertBijection(placement(60_000, 7));
    assertBijection(placement(100_003, 64));
  }

  @Test
  void sizesDifferByAtMostOne() {
    for (int shards : new int[] {1, 2, 3, 5, 64}) {
      for (long rows : new long[] {64, 65, 127, 1000, (1L << 35) + 11}) {
        RowPlacement placement = placement(rows, Math.max(shards, (int) (rows >>> 30)));
        long total = 0;
        for (int shard = 0; shard < placement.shards(); shard++) {
          int size = placement.size(shard);
          long share = rows / placement.shards();
          assertThat((long) size).isBetween(share, share + 1);
          total += size;
        }
        assertThat(total).isEqualTo(rows);
      }
    }
  }

  @Test
  void refusesRowsAndPlacesOutOfRange() {
    RowPlacement placement = placement(10, 3);
    assertThatThrownBy(() -> placement.shard(10)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> placement.place(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> placement.size(3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> placement.row(0, 4)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static void assertBijection(RowPlacement placement) {
    BitSet[] taken = new BitSet[placement.shards()];
    for (int shard = 0; shard < taken.length; shard++) {
      taken[shard] = new BitSet();
    }
    for (long row = 0; row < placement.rows(); row++) {
      int shard = placement.shard(row);
      int place = placement.place(row);
      taken[shard].set(place);
      if (placement.row(shard, place) != row) {
        throw new AssertionError(row + " lies at " + shard + ":" + place + " but not back");
      }
    }
    for (int shard = 0; shard < taken.length; shard++) {
      int size = placement.size(shard);
      assertThat(taken[shard].cardinality()).as("rows of shard %d", shard).isEqualTo(size);
      assertThat(taken[shard].length()).as("last place of shard %d", shard).isEqualTo(size);
    }
  }
}
