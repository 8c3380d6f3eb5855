package org.strideml.trainer.spark.table;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.classic.SparkSession;
import org.strideml.trainer.data.DataException;
import org.strideml.trainer.data.table.BadRowException;
import org.strideml.trainer.data.table.ColumnRoles;
import org.strideml.trainer.data.table.ColumnSurvey;
import org.strideml.trainer.data.table.RoleInference;
import org.strideml.trainer.data.table.RowSplit;
import org.strideml.trainer.data.table.RowWeights;
import org.strideml.trainer.data.table.TableCounter;
import org.strideml.trainer.data.table.TableLearning;
import org.strideml.trainer.data.table.TablePreprocessing;
import org.strideml.trainer.data.table.TableSettings;
import org.strideml.trainer.data.table.TableSettings.BadRows;
import org.strideml.trainer.data.table.TableSettings.Encoding;
import org.strideml.trainer.data.table.TableSettings.Reader;
import org.strideml.trainer.data.table.TableSettings.SplitType;
import org.strideml.trainer.data.table.TableStatistics;
import org.strideml.trainer.data.table.Target;

/**
 * A table made ready: first the roles of its columns, then what is learned of the training rows,
 * then the rows themselves. The table is read once for each of them, and once to count its rows; no
 * row passes through the driver.
 */
public final class TableData {
  private static final RowSplit NO_SPLIT =
      new RowSplit(new TableSettings.Split(SplitType.FILE, "", 0, "", ""), 0);

  private final SparkSession session;
  private final TableSettings settings;
  private final RowSplit split;

  /**
   * @param seed of the run; decides which rows a fraction holds out
   */
  public TableData(JavaSparkContext spark, TableSettings settings, long seed) {
    this.session = SparkSession.builder().sparkContext(spark.sc()).getOrCreate();
    this.settings = settings;
    this.split = new RowSplit(settings.split(), seed);
  }

  /**
   * What training needs.
   *
   * @param notes sentences about what was inferred and dropped
   */
  public record Prepared(TableRows training, TableRows evaluation, List<String> notes) {}

  /**
   * Learns from the training rows.
   *
   * @throws DataException when the table cannot be read, lacks a column, or has a bad row
   */
  public Prepared learn() {
    RawTable table = TableReading.open(session, settings.reader());
    List<String> notes = new ArrayList<>();
    ColumnRoles roles = roles(table, notes);
    TableScan scan = scan(table, roles, split);
    TableLearning learning =
        new TableLearning(roles, statistics(table, scan, roles), settings.encoding());
    TablePreprocessing learned = learning.preprocessing();
    return prepare(
        table, scan, learned, learning.weights(settings.weighting(), classes(learned)), notes);
  }

  /**
   * Reads training rows for a model that was trained before.
   *
   * @param learned what that model has learned of its data
   */
  public Prepared like(TablePreprocessing learned) {
    RawTable table = TableReading.open(session, settings.reader());
    ColumnRoles roles = ColumnRoles.of(learned, true, settings.weighting().column());
    TableScan scan = scan(table, roles, split);
    TableLearning learning =
        new TableLearning(roles, statistics(table, scan, roles), settings.encoding());
    RowWeights weights = learning.weights(settings.weighting(), classes(learned));
    return prepare(table, scan, learned, weights, new ArrayList<>());
  }

  private Prepared prepare(
      RawTable table,
      TableScan scan,
      TablePreprocessing learned,
      RowWeights weights,
      List<String> notes) {
    TableRows training =
        new TableRows(table.name(), scan, use(RowUse.Rows.TRAINING, learned, weights));
    TableRows evaluation =
        settings.split().type() == SplitType.FILE
            ? heldOut(learned)
            : new TableRows(
                table.name(), scan, use(RowUse.Rows.HELD_OUT, learned, RowWeights.NONE));
    if (evaluation.rows() == 0) {
      throw new DataException(
          "data.split", "at least one row that is held out", "none", "change data.split");
    }
    notes.addAll(training.dropped().notes("training"));
    notes.addAll(evaluation.dropped().notes("held-out"));
    return new Prepared(training, evaluation, notes);
  }

  /** The held-out rows, for a model that was trained before. */
  public TableRows heldOut(TablePreprocessing learned) {
    boolean file = settings.split().type() == SplitType.FILE;
    Reader reader = file ? settings.reader().at(settings.split().path()) : settings.reader();
    RawTable table = TableReading.open(session, reader);
    TableScan scan = scan(table, ColumnRoles.of(learned, true, ""), split);
    RowUse.Rows set = file ? RowUse.Rows.ALL : RowUse.Rows.HELD_OUT;
    return new TableRows(table.name(), scan, use(set, learned, RowWeights.NONE));
  }

  /**
   * All rows of a table that need no labels.
   *
   * @param reader where they are
   */
  public TableRows toScore(Reader reader, TablePreprocessing learned) {
    RawTable table = TableReading.open(session, reader);
    TableScan scan = scan(table, ColumnRoles.of(learned, false, ""), NO_SPLIT);
    return new TableRows(
        table.name(),
        scan,
        new RowUse(RowUse.Rows.ALL, learned, false, RowWeights.NONE, settings.badRows()));
  }

  private RowUse use(RowUse.Rows set, TablePreprocessing learned, RowWeights weights) {
    return new RowUse(set, learned, true, weights, settings.badRows());
  }

  private static List<String> classes(TablePreprocessing learned) {
    return learned.target() instanceof Target.Classes target ? target.names() : List.of();
  }

  /** Columns in the order of a row's cells, then the split's. */
  private TableScan scan(RawTable table, ColumnRoles roles, RowSplit by) {
    List<String> columns = roles.columns();
    table.require(columns, "data");
    List<Column> cells = new ArrayList<>();
    for (int place = 0; place < columns.size(); place++) {
      String column = columns.get(place);
      cells.add(roles.isNumber(place) ? table.number(column) : table.text(column));
    }
    return scan(table, cells, by);
  }

  private TableScan scan(RawTable table, List<Column> cells, RowSplit by) {
    List<Column> all = new ArrayList<>(cells);
    boolean keyed = !settings.dealtBy().isEmpty();
    if (keyed) {
      table.require(List.of(settings.dealtBy()), "data.partition.column");
      all.add(table.text(settings.dealtBy()));
    }
    if (by.readsCell()) {
      table.require(List.of(settings.split().column()), "data.split.column");
      all.add(table.text(settings.split().column()));
    }
    return new TableScan(table, all, settings.missing(), by, keyed);
  }

  private ColumnRoles roles(RawTable table, List<String> notes) {
    TableSettings.Columns said = settings.columns();
    table.require(said.label(), "data.label");
    table.require(said.numeric(), "data.numeric");
    table.require(said.categorical(), "data.categorical");
    table.require(said.text(), "data.text");
    Set<String> other = new HashSet<>(List.of(settings.weighting().column()));
    if (split.readsCell()) {
      other.add(settings.split().column());
    }
    RoleInference inference =
        new RoleInference(surveys(table), said, other, settings.encoding().maxCategories());
    ColumnRoles roles =
        inference.infer(settings.encoding().target(), settings.weighting().column());
    notes.add(told("numeric", roles.numeric()));
    notes.add(told("categorical", roles.categorical()));
    notes.add(told("text", roles.text()));
    notes.add(
        told(
            "label (" + roles.target().name().toLowerCase(java.util.Locale.ROOT) + ")",
            roles.label()));
    notes.removeIf(String::isEmpty);
    notes.addAll(inference.notes());
    for (String column : table.unreadableColumns()) {
      if (!said.ignore().contains(column)) {
        notes.add(column + " is left out: its type cannot be read");
      }
    }
    return roles;
  }

  private static String told(String role, List<String> columns) {
    return columns.isEmpty() ? "" : role + ": " + String.join(", ", columns);
  }

  /** Looks at every column of the training rows. */
  private Map<String, ColumnSurvey> surveys(RawTable table) {
    List<String> columns = table.columns();
    TableScan scan = scan(table, columns.stream().map(table::natural).toList(), split);
    TableScan.Layout layout = scan.layout();
    int most = Math.max(settings.encoding().maxCategories(), 1 << 8);
    int count = columns.size();
    JavaRDD<ColumnSurvey[]> found =
        scan.perPartition(
            reader -> Collections.singleton(survey(layout, reader, count, most)).iterator());
    ColumnSurvey[] all = newSurveys(count, most);
    for (ColumnSurvey[] part : TableScan.run(table.name(), found)) {
      for (int i = 0; i < count; i++) {
        all[i].add(part[i]);
      }
    }
    Map<String, ColumnSurvey> surveys = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      surveys.put(columns.get(i), all[i]);
    }
    return surveys;
  }

  private static ColumnSurvey[] newSurveys(int count, int most) {
    ColumnSurvey[] all = new ColumnSurvey[count];
    for (int i = 0; i < count; i++) {
      all[i] = new ColumnSurvey(most);
    }
    return all;
  }

  private static ColumnSurvey[] survey(
      TableScan.Layout layout, CellReader reader, int count, int most) {
    ColumnSurvey[] all = newSurveys(count, most);
    while (reader.next()) {
      if (!layout.heldOut(reader)) {
        try {
          for (int i = 0; i < count; i++) {
            all[i].add(reader.cells(), i);
          }
        } catch (BadRowException unreadable) {
          // Has no cells; what becomes of it is decided when rows are encoded.
          continue;
        }
      }
    }
    return all;
  }

  private TableStatistics statistics(RawTable table, TableScan scan, ColumnRoles roles) {
    TableScan.Layout layout = scan.layout();
    Encoding encoding = settings.encoding();
    BadRows badRows = settings.badRows();
    JavaRDD<TableStatistics> found =
        scan.perPartition(
            reader ->
                Collections.singleton(count(layout, reader, roles, encoding, badRows)).iterator());
    TableStatistics all = new TableCounter(roles, encoding).statistics();
    TableScan.run(table.name(), found).forEach(all::add);
    return all;
  }

  private static TableStatistics count(
      TableScan.Layout layout,
      CellReader reader,
      ColumnRoles roles,
      Encoding encoding,
      BadRows badRows) {
    TableCounter counter = new TableCounter(roles, encoding);
    while (reader.next()) {
      if (!layout.heldOut(reader)) {
        try {
          counter.add(reader.cells());
        } catch (BadRowException bad) {
          if (badRows == BadRows.FAIL) {
            throw reader.complaint(bad);
          }
        }
      }
    }
    return counter.statistics();
  }
}
