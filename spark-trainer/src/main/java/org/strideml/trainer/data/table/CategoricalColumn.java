package org.strideml.trainer.data.table;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;

/**
 * A column of names. Code 0 is every name not listed, then the names in order, then, where one was
 * missing in training, a code for that.
 *
 * @param values names, frequent ones first
 * @param missing whether "missing" is a category of its own, with the last code
 */
public record CategoricalColumn(String name, List<String> values, boolean missing)
    implements Serializable {
  /** The code of names that were rare or absent in training. */
  public static final int UNKNOWN = 0;

  public CategoricalColumn {
    values = List.copyOf(values);
    if (new HashSet<>(values).size() != values.size()) {
      throw new IllegalArgumentException("values of column " + name + " must differ");
    }
  }

  /** Number of codes. */
  public int codes() {
    return 1 + values.size() + (missing ? 1 : 0);
  }

  /** The code of a missing name. */
  public int missingCode() {
    return missing ? codes() - 1 : UNKNOWN;
  }
}
