package org.strideml.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.strideml.quantization.RandomKey;

class SkewTest {
  private static final int CLASSES = 10;
  private static final int WORKERS = 8;

  private static int[] labels(int rows) {
    int[] labels = new int[rows];
    for (int row = 0; row < rows; row++) {
      labels[row] = RandomKey.of(3).below(CLASSES, row);
    }
    return labels;
  }

  private static void assertBijection(RowPlacement placement, int rows) {
    assertThat(placement.rows()).isEqualTo(rows);
    long total = 0;
    for (int shard = 0; shard < placement.shards(); shard++) {
      total += placement.size(shard);
      for (int place = 0; place < placement.size(shard); place++) {
        long row = placement.row(shard, place);
        assertThat(placement.shard(row)).isEqualTo(shard);
        assertThat(placement.place(row)).isEqualTo(place);
      }
    }
    assertThat(total).isEqualTo(rows);
  }

  private static double meanClasses(RowPlacement placement, int[] labels) {
    double sum = 0;
    for (int shard = 0; shard < placement.shards(); shard++) {
      Set<Integer> seen = new HashSet<>();
      for (int place = 0; place < placement.size(shard); place++) {
        seen.add(labels[(int) placement.row(shard, place)]);
      }
      sum += seen.size();
    }
    return sum / placement.shards();
  }

  @Test
  void byLabelEachWorkerSeesFewLabelsAndEquallyManyRows() {
    int[] labels = labels(1003);
    RowPlacement placement = new LabelSkew().deal(labels, WORKERS, 5);
    assertBijection(placement, 1003);
    assertThat(meanClasses(placement, labels)).isLessThanOrEqualTo(3);
    for (int shard = 0; shard < WORKERS; shard++) {
      assertThat(placement.size(shard)).isBetween(125, 126);
    }
  }

  /** Values 0 to 99: a worker's lie within a range that hardly overlaps the next one's. */
  @Test
  void byColumnEachWorkerSeesARange() {
    int[] values = new int[1003];
    for (int row = 0; row < values.length; row++) {
      values[row] = RandomKey.of(4).below(100, row);
    }
    assertThat(new ColumnSkew().byColumn()).isTrue();
    RowPlacement placement = new ColumnSkew().deal(values, WORKERS, 5);
    assertBijection(placement, 1003);
    int before = 0;
    for (int shard = 0; shard < WORKERS; shard++) {
      assertThat(placement.size(shard)).isBetween(125, 126);
      int least = 100;
      int most = 0;
      for (int place = 0; place < placement.size(shard); place++) {
        least = Math.min(least, values[(int) placement.row(shard, place)]);
        most = Math.max(most, values[(int) placement.row(shard, place)]);
      }
      assertThat(least).isGreaterThanOrEqualTo(before);
      assertThat(most - least).isBetween(5, 20);
      before = most;
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.3, 1, 100})
  void dirichletDealsEveryRowOnce(double alpha) {
    int[] labels = labels(2000);
    RowPlacement placement = new DirichletSkew(alpha).deal(labels, WORKERS, 5);
    assertBijection(placement, 2000);
    RowPlacement again = new DirichletSkew(alpha).deal(labels, WORKERS, 5);
    RowPlacement other = new DirichletSkew(alpha).deal(labels, WORKERS, 6);
    int same = 0;
    for (int row = 0; row < 2000; row++) {
      assertThat(again.shard(row)).isEqualTo(placement.shard(row));
      same += other.shard(row) == placement.shard(row) ? 1 : 0;
    }
    assertThat(same).isLessThan(1900);
  }

  @Test
  void theSmallerAlphaTheFewerLabels() {
    int[] labels = labels(4000);
    double narrow = meanClasses(new DirichletSkew(0.1).deal(labels, WORKERS, 5), labels);
    double wide = meanClasses(new DirichletSkew(100).deal(labels, WORKERS, 5), labels);
    assertThat(wide).isEqualTo(CLASSES);
    assertThat(narrow).isLessThan(7);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 1, 4})
  void gammaHasItsMeanAndVariance(double shape) {
    int draws = 40_000;
    double sum = 0;
    double square = 0;
    for (int i = 0; i < draws; i++) {
      double x = Gamma.draw(shape, RandomKey.of(9).child(i));
      sum += x / draws;
      square += x * x / draws;
    }
    // Deviation of the mean is √(shape/draws).
    assertThat(sum).isCloseTo(shape, within(5 * Math.sqrt(shape / draws)));
    assertThat(square - sum * sum).isCloseTo(shape, within(0.15 * shape + 0.02));
  }

  @Test
  void aWorkerWithoutRowsIsRefused() {
    assertThatThrownBy(() -> new DirichletSkew(0.001).deal(labels(20), 16, 1))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("data.partition");
    assertThatThrownBy(() -> new DirichletSkew(0)).hasMessageContaining("alpha");
  }
}
