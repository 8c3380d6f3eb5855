package org.strideml.trainer.spark.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.classic.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strideml.trainer.data.DataException;
import org.strideml.trainer.data.RowReader;
import org.strideml.trainer.data.table.TableSettings;
import org.strideml.trainer.data.table.TableSettings.BadRows;
import org.strideml.trainer.data.table.TableSettings.Reader;
import org.strideml.trainer.data.table.TableSettings.Split;
import org.strideml.trainer.data.table.TableSettings.SplitType;
import org.strideml.trainer.data.table.TableSettings.TargetKind;
import org.strideml.trainer.data.table.Tables;
import org.strideml.trainer.spark.StrideKryoRegistrator;

class TableDataTest {
  private static JavaSparkContext spark;
  private static SparkSession session;
  @TempDir Path folder;

  @BeforeAll
  static void open() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("tables")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
                .set("spark.kryo.registrationRequired", "true")
                .set("spark.sql.shuffle.partitions", "3")
                .set("spark.kryo.registrator", StrideKryoRegistrator.class.getName()));
    session = SparkSession.builder().sparkContext(spark.sc()).getOrCreate();
  }

  @AfterAll
  static void close() {
    spark.close();
  }

  private static final Split FIFTH = new Split(SplitType.FRACTION, "", 0.2, "", "");

  private static TableSettings csv(Path path) {
    return settings(
        new Reader(
            "csv",
            Map.of(
                "header", "true",
                "sep", ",",
                "quote", "\"",
                "escape", "\"",
                "ignoreLeadingWhiteSpace", "true",
                "ignoreTrailingWhiteSpace", "true"),
            path.toString()),
        FIFTH,
        BadRows.FAIL);
  }

  private static TableSettings settings(Reader reader, Split split, BadRows badRows) {
    return new TableSettings(
        reader,
        Set.of("", "?"),
        badRows,
        split,
        new TableSettings.Columns(List.of("y"), List.of(), List.of(), List.of(), List.of()),
        Tables.encoding(TargetKind.AUTO),
        new TableSettings.Weighting("", TableSettings.ClassWeight.NONE, Map.of()),
        "");
  }

  private static TableSettings with(TableSettings given, Split split, BadRows badRows) {
    return settings(given.reader(), split, badRows);
  }

  private static List<String> lines(int from, int to) {
    List<String> lines = new ArrayList<>(List.of("x, city, y"));
    for (int i = from; i < to; i++) {
      String city = i % 7 == 0 ? "?" : "city" + i % 3;
      lines.add(i % 11 + "." + i % 10 + ", " + city + ", " + (i % 4 == 0 ? "yes" : "no"));
    }
    return lines;
  }

  private Path file(String name, List<String> lines) throws IOException {
    Path file = folder.resolve("rows").resolve(name);
    Files.createDirectories(file.getParent());
    byte[] bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    try (OutputStream out = Files.newOutputStream(file);
        OutputStream packed = name.endsWith(".gz") ? new GZIPOutputStream(out) : out) {
      packed.write(bytes);
    }
    return file;
  }

  private static List<String> rows(TableRows rows) {
    Map<Long, String> found = new TreeMap<>();
    rows
        .readers()
        .map(
            reader -> {
              List<String> all = new ArrayList<>();
              for (RowReader one = reader; one.next(); ) {
                all.add(one.row() + ":" + one.label() + Arrays.toString(one.bytes()));
              }
              return String.join(";", all);
            })
        .collect()
        .stream()
        .filter(part -> !part.isEmpty())
        .flatMap(part -> Arrays.stream(part.split(";")))
        .forEach(
            row -> {
              int colon = row.indexOf(':');
              String before =
                  found.put(Long.valueOf(row.substring(0, colon)), row.substring(colon + 1));
              assertThat(before).isNull();
            });
    assertThat(found.keySet()).containsExactlyElementsOf(numbers(rows.rows()));
    return List.copyOf(found.values());
  }

  private static List<Long> numbers(long count) {
    return java.util.stream.LongStream.range(0, count).boxed().toList();
  }

  private static List<String> all(TableSettings settings) {
    TableData.Prepared prepared = new TableData(spark, settings, 5).learn();
    List<String> all = new ArrayList<>(rows(prepared.training()));
    all.add("held out");
    all.addAll(rows(prepared.evaluation()));
    all.add(prepared.training().preprocessing().toString());
    return all;
  }

  private static <T> T splitInto(long bytes, java.util.function.Supplier<T> work) {
    session.conf().set("spark.sql.files.maxPartitionBytes", bytes);
    try {
      return work.get();
    } finally {
      session.conf().unset("spark.sql.files.maxPartitionBytes");
    }
  }

  /** A column that is not learned from, beside a split by another one. */
  @Test
  void rowsKnowWhatTheyHaveInTheColumnTheyAreDealtBy() throws IOException {
    List<String> lines = new ArrayList<>(List.of("x,town,set,y"));
    for (int i = 0; i < 40; i++) {
      String town = i % 7 == 0 ? "?" : "town" + i % 3;
      lines.add(i + "," + town + "," + (i % 5 == 0 ? "test" : "train") + "," + i % 2);
    }
    TableSettings given = csv(file("towns.csv", lines));
    TableSettings settings =
        new TableSettings(
            given.reader(),
            given.missing(),
            given.badRows(),
            new Split(SplitType.COLUMN, "", 0, "set", "test"),
            new TableSettings.Columns(
                List.of("y"), List.of(), List.of(), List.of(), List.of("town", "set")),
            given.encoding(),
            given.weighting(),
            "town");
    TableRows training = new TableData(spark, settings, 5).learn().training();
    List<String> found =
        training
            .readers()
            .flatMap(
                reader -> {
                  List<String> keys = new ArrayList<>();
                  for (RowReader one = reader; one.next(); ) {
                    keys.add(one.row() + ":" + one.key());
                  }
                  return keys.iterator();
                })
            .collect();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      if (i % 5 != 0) {
        expected.add(expected.size() + ":" + (i % 7 == 0 ? "" : "town" + i % 3));
      }
    }
    assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void splitsAndCompressionChangeNothing() throws IOException {
    file("a.csv", lines(0, 120));
    file("b.csv", lines(120, 300));
    TableSettings settings = csv(folder.resolve("rows"));
    List<String> whole = all(settings);
    assertThat(whole).hasSize(302);
    assertThat(splitInto(300, () -> all(settings))).isEqualTo(whole);
    assertThat(splitInto(1011, () -> all(settings))).isEqualTo(whole);
    Files.delete(folder.resolve("rows/a.csv"));
    file("a.csv.gz", lines(0, 120));
    assertThat(all(settings)).isEqualTo(whole);
  }

  @Test
  void parquetAndJsonHoldTheSameRows() throws IOException {
    Path file = file("a.csv", lines(0, 150));
    List<String> expected = all(csv(file));
    var rows =
        session
            .read()
            .option("header", "true")
            .option("inferSchema", "true")
            .option("ignoreLeadingWhiteSpace", "true")
            .csv(file.toString())
            .coalesce(1);
    for (String format : List.of("parquet", "json", "orc")) {
      String path = folder.resolve(format).toString();
      rows.write().mode(SaveMode.ErrorIfExists).format(format).save(path);
      TableSettings settings = settings(new Reader(format, Map.of(), path), FIFTH, BadRows.FAIL);
      List<String> found = all(settings);
      // JSON's columns come in the order of their names, but numbers are packed first anyway.
      assertThat(found).as(format).isEqualTo(expected);
    }
  }

  @Test
  void aViewIsOrderedByItsContent() throws IOException {
    Path file = file("a.csv", lines(0, 150));
    var rows =
        session
            .read()
            .option("header", "true")
            .option("inferSchema", "true")
            .option("ignoreLeadingWhiteSpace", "true")
            .csv(file.toString());
    TableSettings settings = settings(new Reader("", Map.of(), "seen"), FIFTH, BadRows.FAIL);
    List<List<String>> found = new ArrayList<>();
    for (int partitions : new int[] {1, 3, 7}) {
      rows.repartition(partitions).distinct().union(rows.limit(20)).createOrReplaceTempView("seen");
      found.add(all(settings));
    }
    assertThat(found.get(0)).isEqualTo(found.get(1)).isEqualTo(found.get(2));
  }

  @Test
  void fractionIsAFunctionOfSeedAndRow() throws IOException {
    Path file = file("a.csv", lines(0, 1000));
    TableData.Prepared one = new TableData(spark, csv(file), 5).learn();
    assertThat(one.evaluation().rows()).isBetween(150L, 250L);
    assertThat(one.training().rows() + one.evaluation().rows()).isEqualTo(1000);
    List<String> heldOut = rows(one.evaluation());
    assertThat(rows(new TableData(spark, csv(file), 6).learn().evaluation())).isNotEqualTo(heldOut);
    // What a model has learned is enough to find and read them again.
    assertThat(rows(new TableData(spark, csv(file), 5).heldOut(one.training().preprocessing())))
        .isEqualTo(heldOut);
  }

  @Test
  void columnOrFileChooseHeldOutRows() throws IOException {
    List<String> lines = new ArrayList<>(lines(0, 100));
    List<String> marked = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      marked.add(lines.get(i) + (i == 0 ? ", part" : i % 5 == 0 ? ", test" : ", train"));
    }
    Path file = file("a.csv", marked);
    Split column = new Split(SplitType.COLUMN, "", 0, "part", "test");
    TableData.Prepared byColumn =
        new TableData(spark, with(csv(file), column, BadRows.FAIL), 1).learn();
    assertThat(byColumn.training().rows()).isEqualTo(80);
    assertThat(byColumn.evaluation().rows()).isEqualTo(20);
    assertThat(byColumn.notes()).noneMatch(note -> note.contains("part"));
    Path training = file("b.csv", lines);
    Path evaluation = file("c.csv", lines(100, 130));
    Split byFile = new Split(SplitType.FILE, evaluation.toString(), 0, "", "");
    TableData.Prepared files =
        new TableData(spark, with(csv(training), byFile, BadRows.FAIL), 1).learn();
    assertThat(files.training().rows()).isEqualTo(100);
    assertThat(files.evaluation().rows()).isEqualTo(30);
  }

  private void refused(UnaryOperator<String> change, String... messages) throws IOException {
    List<String> lines = new ArrayList<>(lines(0, 60));
    lines.set(42, change.apply(lines.get(42)));
    Path file = file("bad.csv", lines);
    assertThatThrownBy(() -> all(csv(file)))
        .isInstanceOf(DataException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(messages));
    TableData.Prepared dropped =
        new TableData(spark, with(csv(file), FIFTH, BadRows.DROP), 5).learn();
    assertThat(dropped.training().rows() + dropped.evaluation().rows()).isEqualTo(59);
    assertThat(dropped.training().dropped().count() + dropped.evaluation().dropped().count())
        .isEqualTo(1);
    assertThat(dropped.notes()).anyMatch(note -> note.contains("bad.csv, row 42"));
    // Dropping a row moves no other row to the other side.
    List<String> good = new ArrayList<>(lines(0, 60));
    TableData.Prepared whole = new TableData(spark, csv(file("good.csv", good)), 5).learn();
    assertThat(whole.training().rows() - dropped.training().rows())
        .isEqualTo(dropped.training().dropped().count());
  }

  @Test
  void raggedRowsAreTold() throws IOException {
    refused(line -> line + ", more", "bad.csv, row 42", "a row of 3 columns");
    refused(line -> "1.5, city1", "bad.csv, row 42", "a row of 3 columns");
  }

  @Test
  void cellsThatAreNoNumbersAreTold() throws IOException {
    refused(line -> "NaN, city1, no", "bad.csv, row 42, column x", "finite number");
    refused(line -> "1.5, city1, ?", "bad.csv, row 42, column y", "a label");
  }

  @Test
  void classesNotSeenInTrainingAreTold() throws IOException {
    Path training = file("b.csv", lines(0, 50));
    List<String> other = lines(50, 60);
    other.set(3, "1.0, city1, perhaps");
    Split byFile = new Split(SplitType.FILE, file("c.csv", other).toString(), 0, "", "");
    assertThatThrownBy(
            () -> new TableData(spark, with(csv(training), byFile, BadRows.FAIL), 1).learn())
        .hasMessageContaining("c.csv, row 3, column y: expected one of the 2 classes");
    assertThat(
            new TableData(spark, with(csv(training), byFile, BadRows.DROP), 1)
                .learn()
                .evaluation()
                .dropped()
                .count())
        .isEqualTo(1);
  }

  @Test
  void filesWithOtherColumnsAreRefused() throws IOException {
    file("a.csv", lines(0, 20));
    file("b.csv", List.of("x, town, y", "1, a, no"));
    assertThatThrownBy(() -> all(csv(folder.resolve("rows"))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("town");
  }

  @Test
  void whatIsNotThereIsNamed() throws IOException {
    assertThatThrownBy(() -> all(csv(folder.resolve("nothing.csv"))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("nothing.csv");
    Path file = file("a.csv", List.of("x, z", "1, 2"));
    assertThatThrownBy(() -> all(csv(file)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("data.label: expected one of the columns [x, z]");
  }
}
