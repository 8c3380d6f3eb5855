package org.strideml.trainer.data.table;

import java.util.HashSet;
import java.util.Set;
import org.strideml.trainer.data.table.TableSettings.Impute;
import org.strideml.trainer.data.table.TableSettings.TextEncoding;

/** Gathers {@link TableStatistics} from rows. Not thread-safe. */
public final class TableCounter {
  /** Most different values of one column that are counted. */
  static final int MOST_VALUES = 1 << 20;

  private final ColumnRoles roles;
  private final TableSettings.Encoding encoding;
  private final ParsedRow row;
  private final Set<String> seen = new HashSet<>();
  private final TableStatistics all;

  public TableCounter(ColumnRoles roles, TableSettings.Encoding encoding) {
    this.roles = roles;
    this.encoding = encoding;
    this.row = new ParsedRow(roles, encoding.impute() != Impute.NONE);
    this.all = new TableStatistics(roles, MOST_VALUES);
  }

  /** Of the rows so far. */
  public TableStatistics statistics() {
    return all;
  }

  /**
   * Adds one training row.
   *
   * @throws BadRowException when it cannot be used; nothing was added then
   */
  public void add(Cells cells) throws BadRowException {
    row.read(cells);
    for (int i = 0; i < all.numeric.length; i++) {
      if (Double.isNaN(row.numeric[i])) {
        all.numericMissing[i]++;
      } else {
        all.numeric[i].add(row.numeric[i]);
      }
    }
    for (int i = 0; i < all.categorical.length; i++) {
      if (row.categorical[i] == null) {
        all.categoricalMissing[i]++;
      } else {
        all.categorical[i].add(row.categorical[i]);
      }
    }
    for (int i = 0; i < all.words.length; i++) {
      addWords(row.text[i], all.words[i]);
    }
    for (int i = 0; i < all.values.length; i++) {
      all.values[i].add(row.values[i]);
    }
    all.weights.add(row.weight);
    if (roles.target() == TableSettings.TargetKind.CLASSES) {
      all.weightsByClass.computeIfAbsent(row.className, name -> new Moments()).add(row.weight);
      if (all.weightsByClass.size() > TableLearning.MOST_CLASSES) {
        throw TableLearning.tooManyClasses(roles.label().get(0));
      }
    }
  }

  /** Counts each word of a text once; hashed words by their place. */
  private void addWords(String text, ValueCounts counts) {
    seen.clear();
    boolean hashed = encoding.textEncoding() == TextEncoding.HASHED;
    Words.forEach(
        text,
        word -> seen.add(hashed ? Integer.toString(Words.place(word, encoding.textSize())) : word));
    seen.forEach(counts::add);
  }
}
