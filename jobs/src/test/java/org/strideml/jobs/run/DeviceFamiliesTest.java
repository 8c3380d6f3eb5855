package org.strideml.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.strideml.jobs.config.ConfigReader;
import org.strideml.jobs.config.StrideConfig;
import org.strideml.jobs.exit.ExitCode;
import org.strideml.jobs.terminal.Terminal;
import org.strideml.kernels.opencl.OpenClDevices;

/**
 * Every example's configuration, shortened and on a few rows made up here, trained on a device and
 * by the reference: whole runs with data, rounds, quantization and evaluation.
 */
class DeviceFamiliesTest {
  /**
   * How far losses may be apart, as a share. Measured are 6e-6 and less; where a change is
   * quantized, rounding that differs now and then moves an element by one of 255 levels, which
   * moves the loss of a few rows by a little more.
   */
  private static final double BOUND = 1e-4;

  private static final Path EXAMPLES = Path.of("../conf/examples");

  private static JavaSparkContext spark;
  @TempDir static Path folder;

  /** An example, what its data look like, and how it is shortened. */
  private enum Family {
    A9A("a9a", "train.steps=24", "train.epochs=0"),
    AGARICUS("agaricus", "train.steps=24", "train.epochs=0"),
    ADULT("adult", "train.steps=32", "train.epochs=0", "train.batchSize=32"),
    CALIFORNIA(
        "california",
        "train.steps=24",
        "train.epochs=0",
        "train.batchSize=32",
        "schedule.warmupSteps=0"),
    FASHION_MNIST_CNN(
        "fashion-mnist-cnn",
        "train.steps=8",
        "train.epochs=0",
        "train.batchSize=8",
        "schedule.warmupSteps=0",
        "sync.period=4"),
    CIFAR10_RESNET(
        "cifar10-resnet",
        "train.steps=4",
        "train.epochs=0",
        "train.batchSize=4",
        "schedule.warmupEpochs=0",
        "sync.period=2"),
    TINYSHAKESPEARE_GPT(
        "tinyshakespeare-gpt",
        "train.steps=4",
        "train.epochs=0",
        "train.batchSize=2",
        "model.context=24",
        "model.width=64",
        "schedule.warmupSteps=0",
        "sync.period=2"),
    LLAMA(
        "tinyshakespeare-gpt",
        "model.type=llama",
        "train.steps=4",
        "train.epochs=0",
        "train.batchSize=2",
        "model.context=24",
        "model.width=64",
        "schedule.warmupSteps=0",
        "sync.period=2");

    private final String example;
    private final List<String> shortened;

    Family(String example, String... shortened) {
      this.example = example;
      this.shortened = List.of(shortened);
    }
  }

  @BeforeAll
  static void openSpark() {
    Assumptions.assumeThat(OpenClDevices.list().devices())
        .as("OpenCL devices: install pocl-opencl-icd ocl-icd-libopencl1")
        .isNotEmpty();
    spark =
        new JavaSparkContext(
            SparkStart.defaults(new SparkConf().setMaster("local[2]"), "device-families"));
  }

  @AfterAll
  static void closeSpark() {
    if (spark != null) {
      spark.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void trainsAsTheReferenceDoes(Family family) throws Exception {
    List<String> data = writeData(family);
    List<JsonNode> reference = train(family, "reference", data);
    List<JsonNode> device = train(family, "opencl", data);
    assertThat(device).hasSameSizeAs(reference);
    for (int i = 0; i < reference.size(); i++) {
      for (String loss : List.of("loss", "evalLoss")) {
        if (reference.get(i).has(loss)) {
          double expected = reference.get(i).path(loss).asDouble();
          assertThat(device.get(i).path(loss).asDouble())
              .as("%s of line %d of %s", loss, i, family)
              .isCloseTo(expected, offset(BOUND * expected));
        }
      }
    }
    long launches = device.stream().mapToLong(line -> line.path("deviceLaunches").asLong()).sum();
    assertThat(launches).isPositive();
  }

  /** Trains and returns the lines of its metrics. */
  private static List<JsonNode> train(Family family, String backend, List<String> data)
      throws Exception {
    Path run = folder.resolve(family.name() + "-" + backend);
    List<String> settings = new ArrayList<>(data);
    settings.addAll(family.shortened);
    settings.add("backend.type=" + backend);
    settings.add("run.dir=" + run);
    settings.add("train.evaluateEvery=1");
    settings.add("train.evaluationBatchSize=16");
    StrideConfig config =
        ConfigReader.read(Optional.of(EXAMPLES.resolve(family.example + ".conf")), settings);
    RunFolder files = RunFolder.of(config, LocalDateTime.now());
    ExitCode code = new TrainingJob(config, files, Terminal.silent()).run(spark);
    assertThat(code).isEqualTo(ExitCode.DONE);
    return MetricsFile.read(files.metrics());
  }

  /** Writes rows of the kind the example learns from; returns the settings that lead there. */
  private static List<String> writeData(Family family) throws IOException {
    Path files = Files.createDirectories(folder.resolve(family.name()));
    return switch (family) {
      case A9A -> libsvm(files, 123, "-1", "+1");
      case AGARICUS -> libsvm(files, 126, "0", "1");
      case ADULT -> table(files, false);
      case CALIFORNIA -> table(files, true);
      case FASHION_MNIST_CNN -> fashion(files);
      case CIFAR10_RESNET -> cifar(files);
      case TINYSHAKESPEARE_GPT, LLAMA -> text(files);
    };
  }

  private static List<String> libsvm(Path files, int features, String no, String yes)
      throws IOException {
    Random random = new Random(features);
    for (String name : new String[] {"train", "test"}) {
      List<String> lines = new ArrayList<>();
      // Every feature occurs, so that both files have as many.
      for (int row = 0; row < 150; row++) {
        StringBuilder line = new StringBuilder();
        int votes = 0;
        for (int feature = 1; feature <= features; feature++) {
          if (feature % 123 == row % 123 || random.nextInt(9) == 0) {
            line.append(' ').append(feature).append(":1");
            votes += feature % 2 == 0 ? 1 : -1;
          }
        }
        lines.add((votes > 0 ? yes : no) + line);
      }
      Files.write(files.resolve(name), lines);
    }
    return List.of(
        "data.path=" + files.resolve("train"), "data.evaluationPath=" + files.resolve("test"));
  }

  private static List<String> table(Path files, boolean houses) throws IOException {
    Random random = new Random(5);
    List<String> lines = new ArrayList<>();
    if (houses) {
      lines.add(
          "longitude,latitude,housing_median_age,total_rooms,total_bedrooms,population,households,"
              + "median_income,median_house_value,ocean_proximity");
    }
    for (int row = 0; row < 300; row++) {
      double income = 1 + 6 * random.nextDouble();
      double age = 20 + random.nextInt(40);
      lines.add(
          houses
              ? String.format(
                  Locale.ROOT,
                  "-122.%d,37.%d,%.1f,%d,%s,%d,%d,%.4f,%.1f,%s",
                  random.nextInt(99),
                  random.nextInt(99),
                  age,
                  800 + random.nextInt(5000),
                  row % 30 == 7 ? "" : 100 + random.nextInt(900),
                  300 + random.nextInt(2000),
                  100 + random.nextInt(900),
                  income,
                  30_000 * income + 500 * age,
                  row % 3 == 0 ? "INLAND" : "NEAR BAY")
              : String.format(
                  Locale.ROOT,
                  "%.0f, %s, %d, %s, %d, Married, %s, Husband, White, %s, %d, 0, %d, Mexico, %s",
                  age,
                  row % 20 == 3 ? "?" : row % 2 == 0 ? "Private" : "State-gov",
                  10_000 + random.nextInt(90_000),
                  row % 3 == 0 ? "Bachelors" : "HS-grad",
                  8 + random.nextInt(8),
                  row % 4 == 0 ? "Sales" : "Tech-support",
                  row % 2 == 0 ? "Male" : "Female",
                  random.nextInt(3) * 1000,
                  20 + random.nextInt(40),
                  income > 4 ? ">50K" : "<=50K"));
    }
    Path file = files.resolve("rows.csv");
    Files.write(file, lines);
    return List.of("data.path=" + file);
  }

  private static List<String> fashion(Path files) throws IOException {
    Random random = new Random(3);
    String[] names = {"train", "t10k"};
    for (String name : names) {
      int count = name.equals("train") ? 120 : 40;
      ByteBuffer images = ByteBuffer.allocate(16 + count * 28 * 28);
      images.putInt(0x803).putInt(count).putInt(28).putInt(28);
      ByteBuffer labels = ByteBuffer.allocate(8 + count);
      labels.putInt(0x801).putInt(count);
      for (int image = 0; image < count; image++) {
        for (int pixel = 0; pixel < 28 * 28; pixel++) {
          boolean lit = pixel / 28 % 10 == image % 10;
          images.put((byte) ((lit ? 180 : 0) + random.nextInt(60)));
        }
        labels.put((byte) (image % 10));
      }
      Files.write(files.resolve(name + "-images-idx3-ubyte"), images.array());
      Files.write(files.resolve(name + "-labels-idx1-ubyte"), labels.array());
    }
    return List.of("data.dir=" + files, "data.fetch=none");
  }

  private static List<String> cifar(Path files) throws IOException {
    Random random = new Random(4);
    for (String name : new String[] {"data_batch_1.bin", "test_batch.bin"}) {
      int count = name.startsWith("data") ? 40 : 10;
      ByteBuffer bytes = ByteBuffer.allocate(count * 3073);
      for (int image = 0; image < count; image++) {
        bytes.put((byte) (image % 10));
        for (int pixel = 0; pixel < 3072; pixel++) {
          bytes.put((byte) (20 * (image % 10) + random.nextInt(60)));
        }
      }
      Files.write(files.resolve(name), bytes.array());
    }
    return List.of("data.dir=" + files, "data.fetch=none");
  }

  private static List<String> text(Path files) throws IOException {
    Random random = new Random(6);
    String[] words = {"to", "be", "or", "not", "the", "king", "doth", "sleep", "night", "and"};
    StringBuilder text = new StringBuilder();
    while (text.length() < 6000) {
      text.append(words[random.nextInt(words.length)]);
      text.append(random.nextInt(8) == 0 ? ",\n" : " ");
    }
    Path file = files.resolve("text.txt");
    Files.writeString(file, text);
    return List.of("data.path=" + file);
  }
}
