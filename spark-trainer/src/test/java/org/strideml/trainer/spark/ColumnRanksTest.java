package org.strideml.trainer.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.strideml.trainer.data.RowReader;

class ColumnRanksTest {
  private static JavaSparkContext spark;

  @BeforeAll
  static void open() {
    spark = Contexts.open("local[2]");
  }

  @AfterAll
  static void close() {
    spark.close();
  }

  /** Every second of some values. */
  private static final class Keys implements RowReader {
    private final List<String> values;
    private int row;

    Keys(List<String> values, int part) {
      this.values = values;
      this.row = part - 2;
    }

    @Override
    public boolean next() {
      row += 2;
      return row < values.size();
    }

    @Override
    public long row() {
      return row;
    }

    @Override
    public byte[] bytes() {
      return new byte[0];
    }

    @Override
    public int label() {
      return 0;
    }

    @Override
    public String key() {
      return values.get(row);
    }

    @Override
    public void close() {}
  }

  private static int[] ranks(String... values) {
    List<String> all = List.of(values);
    JavaRDD<RowReader> readers =
        spark.parallelize(List.of(0, 1), 2).map(part -> new Keys(all, part));
    return ColumnRanks.of(readers, all.size());
  }

  @Test
  void numbersGoBySizeAndWhatIsMissingComesFirst() {
    assertThat(ranks("10", "9", "", "-1", "9.0", "1e1")).containsExactly(3, 2, 0, 1, 2, 3);
  }

  @Test
  void anythingElseGoesByText() {
    assertThat(ranks("10", "9", "b", "", "b")).containsExactly(1, 2, 3, 0, 3);
  }
}
