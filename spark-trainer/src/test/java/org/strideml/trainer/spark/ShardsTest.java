package org.strideml.trainer.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.storage.StorageLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strideml.trainer.data.DataException;
import org.strideml.trainer.data.DataFiles;
import org.strideml.trainer.data.IdxFiles;
import org.strideml.trainer.data.IdxPair;
import org.strideml.trainer.data.IdxSource;
import org.strideml.trainer.data.PixelFormat;
import org.strideml.trainer.data.Preprocessing;
import org.strideml.trainer.data.RecordFormat;
import org.strideml.trainer.data.RowAssignment;
import org.strideml.trainer.data.RowReader;
import org.strideml.trainer.data.RowSource;
import org.strideml.trainer.data.Shard;
import org.strideml.trainer.data.SourceFile;
import org.strideml.trainer.data.TextCorpus;
import org.strideml.trainer.data.TextSettings;
import org.strideml.trainer.data.TextSource;
import org.strideml.trainer.model.Batch;
import org.strideml.trainer.model.BatchShape;

class ShardsTest {
  private static final String KRYO = "org.apache.spark.serializer.KryoSerializer";
  private static final String JAVA = "org.apache.spark.serializer.JavaSerializer";
  private static final int WIDTH = 6;

  @TempDir Path folder;

  private static List<List<String>> shards(
      String master, String serializer, Function<JavaSparkContext, List<List<String>>> work) {
    List<List<String>> shards = new ArrayList<>();
    withSpark(master, serializer, spark -> shards.addAll(work.apply(spark)));
    return shards;
  }

  private static void withSpark(String master, String serializer, Consumer<JavaSparkContext> work) {
    SparkConf conf =
        new SparkConf()
            .setMaster(master)
            .setAppName("shards")
            .set("spark.ui.enabled", "false")
            .set("spark.serializer", serializer)
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.driver.host", "127.0.0.1");
    if (serializer.equals(KRYO)) {
      conf.set("spark.kryo.registrationRequired", "true")
          .set("spark.kryo.registrator", StrideKryoRegistrator.class.getName());
    }
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      work.accept(spark);
    }
  }

  /** 150 images in three files. */
  private IdxSource images() {
    List<IdxPair> pairs = new ArrayList<>();
    int count = 20;
    for (String name : List.of("a", "b", "c")) {
      pairs.add(
          new IdxPair(
              IdxFiles.write(folder, name + "i", IdxFiles.images(count, 2, WIDTH / 2)),
              IdxFiles.write(folder, name + "l", IdxFiles.gzip(IdxFiles.labels(count, 10)))));
      count += 30;
    }
    return IdxSource.of(DataFiles.local(), pairs, OptionalInt.empty());
  }

  private TextCorpus text() {
    IdxFiles.write(
        folder,
        "one.txt",
        "All happy rows are alike; ".repeat(40).getBytes(StandardCharsets.UTF_8));
    IdxFiles.write(
        folder,
        "two.txt",
        "each unhappy row is unhappy in its own way. ".repeat(30).getBytes(StandardCharsets.UTF_8));
    var paths = List.of(folder + "/one.txt", folder + "/two.txt");
    return TextCorpus.open(DataFiles.local(), new TextSettings(paths, 16, 0.1));
  }

  @Test
  void everyWorkerHoldsItsRowsInTheirPlaces() {
    IdxSource source = images();
    List<String> rows = rows(source);
    var assignment = new RowAssignment(source.rows(), 7, 3);
    List<List<String>> shards = shards("local[2]", KRYO, spark -> load(spark, source, 7, 3));
    assertThat(shards).hasSize(7);
    for (int worker = 0; worker < 7; worker++) {
      assertThat(shards.get(worker)).hasSize(assignment.size(worker));
      for (int place = 0; place < assignment.size(worker); place++) {
        assertThat(shards.get(worker).get(place))
            .isEqualTo(rows.get((int) assignment.row(worker, place)));
      }
    }
  }

  @Test
  void coresAndSerializersDoNotChangeTheShards() {
    IdxSource source = images();
    List<List<String>> one = shards("local[1]", JAVA, spark -> load(spark, source, 5, 9));
    assertThat(shards("local[2]", KRYO, spark -> load(spark, source, 5, 9))).isEqualTo(one);
    assertThat(shards("local[3]", JAVA, spark -> load(spark, source, 5, 9))).isEqualTo(one);
    assertThat(shards("local[2]", KRYO, spark -> load(spark, source, 5, 10))).isNotEqualTo(one);
  }

  @Test
  void tasksThatFailOnceDoNotChangeTheShards() {
    IdxSource source = images();
    List<List<String>> calm = shards("local[1]", KRYO, spark -> load(spark, source, 5, 9));
    RowSource failing = new FailingOnce(source);
    assertThat(shards("local[2,3]", KRYO, spark -> load(spark, failing, 5, 9))).isEqualTo(calm);
  }

  @Test
  void textTravelsToo() {
    TextSource source = text().training();
    List<String> rows = rows(source);
    var assignment = new RowAssignment(source.rows(), 4, 1);
    List<List<String>> shards = shards("local[2]", KRYO, spark -> load(spark, source, 4, 1));
    for (int row = 0; row < rows.size(); row++) {
      assertThat(shards.get(assignment.shard(row)).get(assignment.place(row)))
          .isEqualTo(rows.get(row));
    }
  }

  @Test
  void evaluationRowsStayInOrder() {
    TextSource source = text().evaluation().orElseThrow();
    List<List<String>> shards =
        shards(
            "local[2]",
            KRYO,
            spark -> content(Shards.loadEvaluation(spark, source, 4), source.format()));
    assertThat(shards).hasSize(4);
    List<String> joined = new ArrayList<>();
    shards.forEach(joined::addAll);
    assertThat(joined).isEqualTo(rows(source));
  }

  @Test
  void thereMayBeMorePartitionsThanRows() {
    IdxSource source = images();
    assertThat(
            shards(
                "local[2]",
                KRYO,
                spark -> content(Shards.loadEvaluation(spark, source, 200), source.format())))
        .hasSize(200)
        .filteredOn(rows -> !rows.isEmpty())
        .hasSize(150);
  }

  @Test
  void shardsAreCachedAndSurviveTheDisk() {
    IdxSource source = images();
    withSpark(
        "local[2]",
        KRYO,
        spark -> {
          JavaRDD<Shard> shards = Shards.load(spark, source, 3, 1);
          assertThat(shards.getStorageLevel()).isEqualTo(StorageLevel.MEMORY_AND_DISK());
          assertThat(spark.getPersistentRDDs()).hasSize(1);
          assertThat(spark.sc().getRDDStorageInfo()[0].numCachedPartitions()).isEqualTo(3);
          List<List<String>> before = content(shards, source.format());
          JavaRDD<Shard> stored = shards.map(shard -> shard).persist(StorageLevel.DISK_ONLY());
          stored.count();
          assertThat(content(stored, source.format())).isEqualTo(before);
        });
  }

  @Test
  void moreWorkersThanRowsIsAnErrorBeforeAnyJob() {
    IdxSource source = images();
    withSpark(
        "local[2]",
        KRYO,
        spark -> {
          assertThatThrownBy(() -> Shards.load(spark, source, 151, 1))
              .isInstanceOf(DataException.class)
              .hasMessageContaining("got 151 workers for 150 rows; lower sync.workers");
          assertThat(spark.statusTracker().getJobIdsForGroup(null)).isEmpty();
        });
  }

  @Test
  void aDamagedFileIsNamedAndNothingStaysCached() {
    IdxSource source = images();
    byte[] labels = IdxFiles.labels(50, 10);
    labels[8 + 33] = 77;
    IdxFiles.write(folder, "bl", labels);
    withSpark(
        "local[2]",
        KRYO,
        spark -> {
          assertThatThrownBy(() -> Shards.load(spark, source, 3, 1))
              .isInstanceOf(DataException.class)
              .hasMessageContaining(folder + "/bl, row 33: expected a label in [0, 10), got 77");
          assertThat(spark.getPersistentRDDs()).isEmpty();
        });
  }

  @Test
  void rowsDoNotPassThroughTheDriver() {
    int rows = 4000;
    IdxPair files =
        new IdxPair(
            IdxFiles.write(folder, "i", IdxFiles.images(rows, 20, 25)),
            IdxFiles.write(folder, "l", IdxFiles.labels(rows, 10)));
    IdxSource source = IdxSource.of(DataFiles.local(), List.of(files), OptionalInt.empty());
    LongAdder results = new LongAdder();
    withSpark(
        "local[2]",
        KRYO,
        spark -> {
          spark
              .sc()
              .addSparkListener(
                  new SparkListener() {
                    @Override
                    public void onTaskEnd(SparkListenerTaskEnd end) {
                      results.add(end.taskMetrics().resultSize());
                    }
                  });
          Shards.load(spark, source, 4, 1);
        });
    assertThat(results.sum()).as("bytes of task results, for 2 MB of rows").isBetween(1L, 100_000L);
  }

  private static List<List<String>> load(
      JavaSparkContext spark, RowSource source, int workers, long seed) {
    return content(Shards.load(spark, source, workers, seed), source.format());
  }

  /** Every shard's rows as text, decoded where the shards lie. */
  private static List<List<String>> content(JavaRDD<Shard> shards, RecordFormat format) {
    List<List<String>> content = new ArrayList<>();
    for (Shard shard : shards.collect()) {
      List<String> rows = new ArrayList<>();
      Batch batch = batch(format);
      for (int place = 0; place < shard.size(); place++) {
        shard.fill(batch, 0, place, format, null);
        rows.add(show(batch));
      }
      content.add(rows);
    }
    return content;
  }

  /** The source's rows as text, read without Spark. */
  private static List<String> rows(RowSource source) {
    List<String> rows = new ArrayList<>();
    Batch batch = batch(source.format());
    try {
      for (SourceFile file : source.files()) {
        source.read(
            file,
            (row, bytes, label) -> {
              source.format().decode(bytes, 0, label, batch, 0, null);
              rows.add(show(batch));
            });
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  private static Batch batch(RecordFormat format) {
    return format instanceof PixelFormat
        ? new Batch(BatchShape.ofFeatures(format.recordBytes()), 1)
        : new Batch(BatchShape.ofTokens(16), 1);
  }

  private static String show(Batch batch) {
    return Arrays.toString(batch.features())
        + Arrays.toString(batch.ids())
        + Arrays.toString(batch.targets());
  }

  /** Breaks off every first attempt in the middle of the file. */
  private record FailingOnce(RowSource source) implements RowSource {
    @Override
    public List<SourceFile> files() {
      return source.files();
    }

    @Override
    public RecordFormat format() {
      return source.format();
    }

    @Override
    public boolean labelled() {
      return source.labelled();
    }

    @Override
    public Preprocessing preprocessing() {
      return source.preprocessing();
    }

    @Override
    public RowReader open(SourceFile file) throws IOException {
      RowReader reader = source.open(file);
      boolean fails = TaskContext.get().attemptNumber() == 0;
      return new RowReader() {
        private int read;

        @Override
        public boolean next() throws IOException {
          if (fails && read++ == file.rows() / 2) {
            throw new IOException("the line went dead");
          }
          return reader.next();
        }

        @Override
        public long row() {
          return reader.row();
        }

        @Override
        public byte[] bytes() {
          return reader.bytes();
        }

        @Override
        public int label() {
          return reader.label();
        }

        @Override
        public void close() throws IOException {
          reader.close();
        }
      };
    }
  }
}
