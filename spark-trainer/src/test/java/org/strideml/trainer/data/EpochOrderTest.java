package org.strideml.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

class EpochOrderTest {
  @Test
  void everyEpochVisitsEveryRowOnceOverAllWorkers() {
    int workers = 7;
    var assignment = new RowAssignment(1003, workers, 21);
    for (int epoch = 0; epoch < 4; epoch++) {
      BitSet visited = new BitSet();
      int visits = 0;
      for (int worker = 0; worker < workers; worker++) {
        int size = assignment.size(worker);
        var order = new EpochOrder(size, 21, worker);
        for (long sample = (long) epoch * size; sample < (epoch + 1L) * size; sample++) {
          assertThat(order.epoch(sample)).isEqualTo(epoch);
          visited.set((int) assignment.row(worker, order.place(sample)));
          visits++;
        }
      }
      assertThat(visits).isEqualTo(1003);
      assertThat(visited.cardinality()).isEqualTo(1003);
    }
  }

  @Test
  void startsAnywhere() {
    var inOrder = new EpochOrder(13, 4, 2);
    var jumping = new EpochOrder(13, 4, 2);
    int[] places = new int[60];
    for (int sample = 0; sample < places.length; sample++) {
      places[sample] = inOrder.place(sample);
    }
    for (int sample = places.length - 1; sample >= 0; sample--) {
      assertThat(jumping.place(sample)).isEqualTo(places[sample]);
    }
    assertThat(jumping.place(13L << 40)).isBetween(0, 12);
  }

  @Test
  void epochsWorkersAndSeedsDiffer() {
    var order = new EpochOrder(1000, 1, 0);
    var otherWorker = new EpochOrder(1000, 1, 1);
    var otherSeed = new EpochOrder(1000, 2, 0);
    int sameEpoch = 0;
    int sameWorker = 0;
    int sameSeed = 0;
    for (int i = 0; i < 1000; i++) {
      int place = order.place(i);
      sameEpoch += order.place(1000 + i) == place ? 1 : 0;
      sameWorker += otherWorker.place(i) == place ? 1 : 0;
      sameSeed += otherSeed.place(i) == place ? 1 : 0;
    }
    assertThat(sameEpoch).isLessThan(10);
    assertThat(sameWorker).isLessThan(10);
    assertThat(sameSeed).isLessThan(10);
  }

  @Test
  void rowsOfAnEpochAreDealtEvenlyOverItsTime() {
    int size = 40;
    long[] counts = new long[size * size];
    var order = new EpochOrder(size, 17, 0);
    for (long sample = 0; sample < 4000L * size; sample++) {
      counts[(int) (sample % size) * size + order.place(sample)]++;
    }
    ChiSquare.assertUniform("time within the epoch against place", counts);
  }

  @Test
  void everyVisitHasItsOwnBits() {
    var order = new EpochOrder(10, 1, 0);
    assertThat(order.visit(3)).isEqualTo(new EpochOrder(10, 1, 0).visit(3));
    assertThat(order.visit(3)).isNotEqualTo(order.visit(13));
    assertThat(order.visit(3)).isNotEqualTo(new EpochOrder(10, 1, 1).visit(3));
  }

  @Test
  void refusesEmptyShardsAndNegativeSamples() {
    assertThatThrownBy(() -> new EpochOrder(0, 1, 0)).hasMessageContaining("shardSize must be");
    assertThatThrownBy(() -> new EpochOrder(1, 1, 0).place(-1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
