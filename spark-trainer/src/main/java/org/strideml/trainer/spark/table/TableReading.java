package org.strideml.trainer.spark.table;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.strideml.trainer.data.DataException;
import org.strideml.trainer.data.table.TableSettings.Reader;

/** Opens tables with Spark's readers. */
final class TableReading {
  private static final String CSV = "csv";

  private TableReading() {}

  /**
   * @throws DataException when there is no such table, or it cannot be read
   */
  static RawTable open(SparkSession session, Reader reader) {
    try {
      return new RawTable(reader.path(), rows(session, reader));
    } catch (Exception e) {
      // Scala's exceptions are not declared.
      if (e instanceof AnalysisException) {
        DataException failure =
            new DataException(
                reader.path(),
                "a table that Spark can read",
                e.getMessage().lines().findFirst().orElse(""),
                "check data.format and where the data is");
        failure.initCause(e);
        throw failure;
      }
      throw e;
    }
  }

  private static Dataset<Row> rows(SparkSession session, Reader reader) {
    if (reader.format().isEmpty()) {
      return session.table(reader.path());
    }
    if (reader.format().equals(CSV)) {
      return csv(session, reader);
    }
    var spark = session.read().format(reader.format()).options(reader.options());
    return reader.path().isEmpty() ? spark.load() : spark.load(reader.path());
  }

  /** All columns as text: what a cell means is found out here, and told by file and row. */
  private static Dataset<Row> csv(SparkSession session, Reader reader) {
    boolean header = Boolean.parseBoolean(reader.options().get("header"));
    String[] found =
        session.read().options(reader.options()).format(CSV).load(reader.path()).columns();
    if (new HashSet<>(List.of(found)).size() < found.length || found.length == 0) {
      throw new DataException(
          reader.path(), "different names in the header", String.join(", ", found), "correct it");
    }
    List<String> names = new ArrayList<>();
    StructType schema = new StructType();
    for (int i = 0; i < found.length; i++) {
      String name = header ? found[i] : "c" + i;
      names.add(name);
      schema = schema.add(name, DataTypes.StringType);
    }
    if (names.contains(RawTable.UNREADABLE)) {
      throw new DataException(
          reader.path(), "another column name", RawTable.UNREADABLE, "rename the column");
    }
    return session
        .read()
        .format(CSV)
        .options(reader.options())
        .options(
            Map.of(
                "mode", "PERMISSIVE",
                "columnNameOfCorruptRecord", RawTable.UNREADABLE,
                "columnPruning", "false",
                "enforceSchema", "false"))
        .schema(schema.add(RawTable.UNREADABLE, DataTypes.StringType))
        .load(reader.path());
  }
}
