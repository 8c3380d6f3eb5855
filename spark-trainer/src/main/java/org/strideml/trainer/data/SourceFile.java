package org.strideml.trainer.data;

import java.io.Serializable;

/**
 * A run of canonical rows that one task reads front to back.
 *
 * @param path the file they begin in
 * @param firstRow canonical index of its first row
 * @param rows how many
 */
public record SourceFile(String path, long firstRow, long rows) implements Serializable {
  public SourceFile {
    if (firstRow < 0 || rows < 0) {
      throw new IllegalArgumentException(
          "firstRow and rows must be >= 0, got " + firstRow + " and " + rows + " (" + path + ")");
    }
  }
}
