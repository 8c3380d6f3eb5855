package org.strideml.trainer.data.table;

import java.util.List;
import java.util.Set;
import org.strideml.trainer.data.table.TableSettings.Encoding;
import org.strideml.trainer.data.table.TableSettings.Impute;
import org.strideml.trainer.data.table.TableSettings.Scaling;
import org.strideml.trainer.data.table.TableSettings.TargetKind;
import org.strideml.trainer.data.table.TableSettings.TextEncoding;

/** Small tables and the settings they are learned with. */
public final class Tables {
  private Tables() {}

  /** Standard scaling, the mean for missing numbers, one-hot categories. */
  public static Encoding encoding(TargetKind target) {
    return new Encoding(
        target,
        Scaling.STANDARD,
        true,
        Impute.MEAN,
        true,
        false,
        1,
        100,
        TextEncoding.VOCABULARY,
        10);
  }

  static TableStatistics statistics(ColumnRoles roles, Encoding encoding, Object[]... rows)
      throws BadRowException {
    TableCounter counter = new TableCounter(roles, encoding);
    Cells cells = new Cells(Set.of("", "?"));
    for (Object[] row : rows) {
      cells.set(row);
      counter.add(cells);
    }
    return counter.statistics();
  }

  /** One column of every kind. */
  static TablePreprocessing everything() {
    return new TablePreprocessing(
        List.of(
            new NumericColumn("age", 40, 0.1, 38, true),
            new NumericColumn("size", 0, 1, Double.NaN, false)),
        List.of(new TextColumn("note", List.of("red", "blue"), List.of(1.0, 2.0))),
        List.of(new CategoricalColumn("city", List.of("Oslo", "\"Rome\" é"), true)),
        false,
        new Target.Classes("kind", List.of("a", "b")));
  }
}
