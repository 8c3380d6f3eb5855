package org.strideml.trainer.spark.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.spark_partition_id;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.unix_date;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.strideml.trainer.data.DataException;

/**
 * A table before anything is known of its columns' roles: named columns, and for each row whether
 * it could not be read, its file, and the block of the file it lies in.
 */
final class RawTable {
  /** Where Spark puts a line that does not fit the columns. */
  static final String UNREADABLE = "_corrupt_record";

  private static final String PATH = "_stride_path";
  private static final String BLOCK = "_stride_block";

  private final String name;
  private final Dataset<Row> rows;
  private final Map<String, DataType> types = new LinkedHashMap<>();

  /**
   * @param name what to call it in messages
   * @param rows with a column {@link #UNREADABLE} where the format has unreadable rows
   */
  RawTable(String name, Dataset<Row> rows) {
    this.name = name;
    Arrays.stream(rows.schema().fields()).forEach(one -> types.put(one.name(), one.dataType()));
    boolean hasUnreadable = types.remove(UNREADABLE) != null;
    Dataset<Row> told =
        hasUnreadable ? rows : rows.withColumn(UNREADABLE, lit(null).cast(DataTypes.StringType));
    this.rows = ordered(told);
  }

  /**
   * Adds what orders the rows. Rows of files have it; others are sorted by a digest of their cells.
   */
  private Dataset<Row> ordered(Dataset<Row> told) {
    Column[] all = Arrays.stream(told.columns()).map(RawTable::named).toArray(Column[]::new);
    try {
      return told.withColumn(PATH, col("_metadata.file_path"))
          .withColumn(BLOCK, col("_metadata.file_block_start"));
    } catch (Exception e) {
      // Scala's exceptions are not declared.
      if (!(e instanceof AnalysisException)) {
        throw e;
      }
    }
    Column content = to_json(struct(all), Map.of("ignoreNullFields", "false"));
    return told.orderBy(sha2(content.cast(DataTypes.BinaryType), 256))
        .withColumn(PATH, lit(name))
        .withColumn(BLOCK, spark_partition_id().cast(DataTypes.LongType));
  }

  String name() {
    return name;
  }

  /** Columns that can be read, in the table's order. */
  List<String> columns() {
    return types.entrySet().stream()
        .filter(entry -> isNumber(entry.getValue()) || isText(entry.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Columns of kinds that cannot be read, such as lists. */
  List<String> unreadableColumns() {
    return types.keySet().stream().filter(column -> !columns().contains(column)).toList();
  }

  /**
   * @throws DataException when a column is not there or cannot be read
   */
  void require(List<String> wanted, String setting) {
    for (String column : wanted) {
      if (!types.containsKey(column)) {
        throw new DataException(
            setting, "one of the columns " + types.keySet() + " of " + name, column, "correct it");
      }
      if (!new HashSet<>(columns()).contains(column)) {
        throw new DataException(
            setting,
            "columns of numbers, text, dates or truth values",
            column + " of type " + types.get(column).catalogString(),
            "put it into data.ignore, or take it apart first");
      }
    }
  }

  /** A column's cells as numbers where they are, else as text. */
  Column natural(String column) {
    DataType type = types.get(column);
    return isNumber(type) ? number(column) : named(column).cast(DataTypes.StringType);
  }

  /** A column's cells as numbers, or as text that should hold numbers. */
  Column number(String column) {
    DataType type = types.get(column);
    if (type instanceof DateType) {
      return unix_date(named(column)).cast(DataTypes.DoubleType);
    }
    if (type instanceof TimestampNTZType) {
      return named(column).cast(DataTypes.TimestampType).cast(DataTypes.DoubleType);
    }
    return type instanceof StringType ? named(column) : named(column).cast(DataTypes.DoubleType);
  }

  /** A column's cells as names; whole numbers keep all their digits. */
  Column text(String column) {
    DataType type = types.get(column);
    boolean fractions = type instanceof NumericType && !(type instanceof IntegralType);
    return fractions
        ? named(column).cast(DataTypes.DoubleType)
        : named(column).cast(DataTypes.StringType);
  }

  /** These columns of all rows, and what tells and orders rows. */
  Dataset<Row> select(List<Column> cells) {
    Column[] all = cells.toArray(new Column[cells.size() + 3]);
    all[cells.size()] = named(UNREADABLE);
    all[cells.size() + 1] = named(PATH);
    all[cells.size() + 2] = named(BLOCK);
    return rows.select(all);
  }

  private static Column named(String column) {
    return col("`" + column.replace("`", "``") + "`");
  }

  private static boolean isNumber(DataType type) {
    return type instanceof NumericType
        || type instanceof DateType
        || type instanceof TimestampType
        || type instanceof TimestampNTZType;
  }

  private static boolean isText(DataType type) {
    return type instanceof StringType || type instanceof BooleanType;
  }
}
