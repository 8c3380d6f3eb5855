package org.strideml.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every source of rows must hold. */
abstract class RowSourceContract {
  @TempDir Path folder;

  /** A source of several rows in at least one file. */
  abstract RowSource source();

  @Test
  void filesAreSortedAndNumberedWithoutGaps() {
    RowSource source = source();
    long next = 0;
    String last = "";
    for (SourceFile file : source.files()) {
      assertThat(file.path()).isGreaterThan(last);
      assertThat(file.firstRow()).isEqualTo(next);
      next += file.rows();
      last = file.path();
    }
    assertThat(source.rows()).isEqualTo(next).isPositive();
  }

  @Test
  void readsEveryRowOnceFrontToBack() throws IOException {
    RowSource source = source();
    List<Long> rows = new ArrayList<>();
    for (SourceFile file : source.files()) {
      source.read(
          file,
          (row, bytes, label) -> {
            if (source.format().recordBytes() != RecordFormat.VARIABLE) {
              assertThat(bytes).hasSize(source.format().recordBytes());
            }
            rows.add(row);
          });
    }
    assertThat(rows).hasSize((int) source.rows());
    for (int row = 0; row < rows.size(); row++) {
      assertThat(rows.get(row)).isEqualTo(row);
    }
  }

  @Test
  void readsTheSameAfterItTravelled() throws Exception {
    RowSource source = source();
    RowSource travelled = (RowSource) copy(source);
    assertThat(travelled.files()).isEqualTo(source.files());
    assertThat(content(travelled)).isEqualTo(content(source));
  }

  @Test
  void preprocessingSurvivesJson() {
    Preprocessing preprocessing = source().preprocessing();
    assertThat(Preprocessings.fromJson(preprocessing.toJson())).isEqualTo(preprocessing);
  }

  static List<String> content(RowSource source) throws IOException {
    List<String> rows = new ArrayList<>();
    for (SourceFile file : source.files()) {
      source.read(
          file, (row, bytes, label) -> rows.add(row + " " + label + Arrays.toString(bytes)));
    }
    return rows;
  }

  static Object copy(Object object) throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return in.readObject();
    }
  }
}
