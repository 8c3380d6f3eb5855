package org.strideml.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RowRangesTest extends RowPlacementContract {
  @Override
  RowPlacement placement(long rows, int shards) {
    return new RowRanges(rows, shards);
  }

  @Test
  void shardsFollowOneAnother() {
    var ranges = new RowRanges(10, 4);
    long next = 0;
    for (int shard = 0; shard < 4; shard++) {
      for (int place = 0; place < ranges.size(shard); place++) {
        assertThat(ranges.row(shard, place)).isEqualTo(next++);
      }
    }
    assertThat(next).isEqualTo(10);
  }

  @Test
  void shardsMayBeEmpty() {
    var ranges = new RowRanges(2, 5);
    int filled = 0;
    for (int shard = 0; shard < 5; shard++) {
      filled += ranges.size(shard);
    }
    assertThat(filled).isEqualTo(2);
    assertThat(ranges.size(ranges.shard(1))).isEqualTo(1);
    assertThat(new RowRanges(0, 3).size(2)).isZero();
  }

  @Test
  void refusesNoShards() {
    assertThatThrownBy(() -> new RowRanges(10, 0)).hasMessageContaining("shards must be in [1,");
  }
}
