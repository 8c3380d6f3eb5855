package org.strideml.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RowAssignmentTest extends RowPlacementContract {
  @Override
  RowPlacement placement(long rows, int shards) {
    return new RowAssignment(rows, shards, 11);
  }

  @Test
  void neighbouringRowsLandIndependently() {
    int workers = 6;
    var assignment = new RowAssignment(200_000, workers, 5);
    for (int apart : new int[] {1, 2, 3, 64}) {
      long[] pairs = new long[workers * workers];
      for (long row = 0; row + apart < assignment.rows(); row++) {
        pairs[assignment.shard(row) * workers + assignment.shard(row + apart)]++;
      }
      ChiSquare.assertUniform("workers of rows " + apart + " apart", pairs);
    }
  }

  @Test
  void everyStretchOfTheFileIsDealtEvenly() {
    int workers = 4;
    var assignment = new RowAssignment(100_000, workers, 9);
    long[] counts = new long[50 * workers];
    for (long row = 0; row < assignment.rows(); row++) {
      counts[(int) (row / 2000) * workers + assignment.shard(row)]++;
    }
    ChiSquare.assertUniform("rows of a stretch with a worker", counts);
  }

  @Test
  void seedsDealDifferently() {
    var one = new RowAssignment(10_000, 4, 1);
    var other = new RowAssignment(10_000, 4, 2);
    long[] pairs = new long[16];
    for (long row = 0; row < 10_000; row++) {
      pairs[one.shard(row) * 4 + other.shard(row)]++;
    }
    ChiSquare.assertUniform("workers under two seeds", pairs);
  }

  @Test
  void refusesMoreWorkersThanRows() {
    assertThatThrownBy(() -> new RowAssignment(3, 4, 0))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "sync.workers: expected at most one worker per training row, got 4 workers for 3 rows;"
                + " lower sync.workers or give more data");
    assertThat(new RowAssignment(4, 4, 0).size(3)).isEqualTo(1);
  }

  @Test
  void refusesNoWorkersAndShardsBeyondAnInt() {
    assertThatThrownBy(() -> new RowAssignment(3, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RowAssignment(1L << 33, 2, 0)).isInstanceOf(DataException.class);
  }
}
