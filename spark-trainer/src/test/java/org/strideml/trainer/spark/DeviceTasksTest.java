package org.strideml.trainer.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.strideml.kernels.Activation;
import org.strideml.kernels.DeviceFailedException;
import org.strideml.kernels.NoDeviceException;
import org.strideml.kernels.Precision;
import org.strideml.kernels.opencl.OpenClDevices;
import org.strideml.quantization.Codec;
import org.strideml.quantization.Codecs;
import org.strideml.quantization.RandomKey;
import org.strideml.trainer.ComputedOn;
import org.strideml.trainer.TrainerConfig.BackendChoice;
import org.strideml.trainer.TrainerConfig.Compression;
import org.strideml.trainer.TrainingResult;
import org.strideml.trainer.listen.RoundRecord;
import org.strideml.trainer.listen.TrainingListener;
import org.strideml.trainer.model.Head;
import org.strideml.trainer.model.Mlp;
import org.strideml.trainer.optim.Average;
import org.strideml.trainer.optim.Sgd;
import org.strideml.trainer.round.Configs;
import org.strideml.trainer.round.FaultyOptimizer;
import org.strideml.trainer.round.FaultyOptimizer.Fault;

/** Spark tasks that compute on a device: who has it, and what happens when it is lost. */
class DeviceTasksTest {
  private static final int PERIOD = 4;
  private static final int WORKERS = 3;
  private static final long STEPS = 12;

  private static final String JAVA_OPTIONS = "spark.executor.defaultJavaOptions";

  @TempDir Path folder;

  @BeforeEach
  void needADevice() {
    Assumptions.assumeThat(OpenClDevices.list().devices())
        .as("OpenCL devices: install pocl-opencl-icd ocl-icd-libopencl1")
        .isNotEmpty();
  }

  private static Configs configs(String id, Fault fault, int atStep) {
    return Configs.tiny()
        .optimizer(new FaultyOptimizer(id, fault, atStep), 0.01)
        .sync(WORKERS, PERIOD, new Average(), true)
        .steps(STEPS)
        .backend("opencl");
  }

  private TrainingResult fit(JavaSparkContext spark, Configs configs, TrainingListener... listeners)
      throws Exception {
    Path checkpoints = Files.createTempDirectory(folder, "checkpoints");
    return Fits.fit(spark, configs.config(), checkpoints, listeners);
  }

  private float[] undisturbed() throws Exception {
    try (JavaSparkContext spark = Contexts.open("local[1]")) {
      return fit(spark, configs("undisturbed", Fault.NONE, 0)).parameters();
    }
  }

  @Test
  void twoTasksAtOnceGetWhatOneGets() throws Exception {
    float[] expected = undisturbed();
    Told told = new Told();
    try (JavaSparkContext spark = Contexts.open("local[2]")) {
      assertThat(fit(spark, configs("two", Fault.NONE, 0), told).parameters()).isEqualTo(expected);
    }
    assertThat(told.devices).hasSize(1);
    assertThat(told.devices.get(0).reason()).contains("auto took opencl:");
  }

  @Test
  void aMovedArrayHasTheRoundComputedAgain() throws Exception {
    float[] expected = undisturbed();
    Told told = new Told();
    // The second step of the second round's first worker.
    int atStep = WORKERS * PERIOD + 2;
    try (JavaSparkContext spark = Contexts.open("local[1]")) {
      TrainingResult result = fit(spark, configs("moved", Fault.MOVED_ARRAY, atStep), told);
      assertThat(result.parameters()).isEqualTo(expected);
    }
    assertThat(FaultyOptimizer.steps("moved")).isEqualTo((int) STEPS * WORKERS + PERIOD);
    assertThat(told.notices)
        .anyMatch(notice -> notice.contains("round 2: a device lost its contents, 1 worker"));
  }

  @Test
  void sparkRetriesATaskWhoseDeviceFailed() throws Exception {
    float[] expected = undisturbed();
    int atStep = WORKERS * PERIOD + 2;
    try (JavaSparkContext spark = Contexts.open("local[2,4]")) {
      TrainingResult result = fit(spark, configs("broken", Fault.BROKEN_DEVICE, atStep));
      assertThat(result.parameters()).isEqualTo(expected);
    }
    assertThat(FaultyOptimizer.steps("broken")).isGreaterThan((int) STEPS * WORKERS);
  }

  @Test
  void withoutRetriesAFailedDeviceEndsTheRunAndSaysSo() {
    try (JavaSparkContext spark = Contexts.open("local[1]")) {
      Throwable thrown =
          catchThrowable(() -> fit(spark, configs("fatal", Fault.BROKEN_DEVICE, PERIOD)));
      assertThat(cause(thrown, DeviceFailedException.class))
          .hasMessageContaining("OpenCL failed on opencl:0")
          .hasMessageContaining("standard error");
    }
  }

  @Test
  void trafficIsThatOfBatchesParametersAndState() throws Exception {
    List<RoundRecord> rounds = new ArrayList<>();
    try (JavaSparkContext spark = Contexts.open("local[1]")) {
      fit(spark, configs("traffic", Fault.NONE, 0), records(rounds));
    }
    assertThat(rounds).hasSize(3);
    assertThat(rounds.get(0).traffic().bytesUp())
        .as("with the first upload of everything")
        .isGreaterThan(rounds.get(1).traffic().bytesUp());
    assertThat(rounds.get(1).traffic()).isEqualTo(rounds.get(2).traffic());
    assertThat(rounds.get(1).traffic().launches()).isPositive();
  }

  /**
   * The same job twice, its changes encoded on the device and by the codec here, which differ in no
   * message: so both come to the same model.
   */
  @ParameterizedTest
  @CsvSource({"stochastic, true", "random-shift, false"})
  void aJobsMessagesAreThoseOfTheCodecs(String name, boolean errorFeedback) throws Exception {
    Codec codec = Codecs.of(name, 5, 100);
    List<RoundRecord> there = new ArrayList<>();
    List<RoundRecord> here = new ArrayList<>();
    float[] encodedThere;
    float[] encodedHere;
    try (JavaSparkContext spark = Contexts.open("local[2]")) {
      encodedThere = fit(spark, quantized(codec, errorFeedback), records(there)).parameters();
      encodedHere =
          fit(spark, quantized(new OnHost(codec), errorFeedback), records(here)).parameters();
    }
    assertThat(encodedThere).isEqualTo(encodedHere);
    assertThat(there).hasSize(3);
    for (int i = 0; i < there.size(); i++) {
      assertThat(there.get(i).loss()).isEqualTo(here.get(i).loss());
      assertThat(there.get(i).bytesUp()).isEqualTo(here.get(i).bytesUp());
      assertThat(there.get(i).traffic())
          .as("they went different ways")
          .isNotEqualTo(here.get(i).traffic());
    }
    if (!errorFeedback) {
      assertThat(there.get(2).traffic().bytesDown()).isLessThan(here.get(2).traffic().bytesDown());
    }
  }

  private static Configs quantized(Codec gradients, boolean errorFeedback) {
    return Configs.tiny()
        .model(Mlp.of(8, List.of(700), Head.multiclass(3), Activation.TANH))
        .optimizer(new Sgd(0.9f, false, 0), 0.05)
        .sync(WORKERS, PERIOD, new Average(), true)
        .steps(STEPS)
        .compressed(new Compression(Codecs.of("random-shift", 8, 64), gradients, errorFeedback, 16))
        .backend("opencl");
  }

  private static TrainingListener records(List<RoundRecord> rounds) {
    return new TrainingListener() {
      @Override
      public void onRound(RoundRecord round) {
        rounds.add(round);
      }
    };
  }

  /** A codec that no device knows, with the bytes of another. */
  private record OnHost(Codec codec) implements Codec {
    @Override
    public int id() {
      return codec.id();
    }

    @Override
    public String name() {
      return codec.name();
    }

    @Override
    public int bits() {
      return codec.bits();
    }

    @Override
    public int bucketSize() {
      return codec.bucketSize();
    }

    @Override
    public boolean unbiased() {
      return codec.unbiased();
    }

    @Override
    public int grain() {
      return codec.grain();
    }

    @Override
    public RandomKey pieceKey(RandomKey key, int start) {
      return codec.pieceKey(key, start);
    }

    @Override
    public int encodedSize(int length) {
      return codec.encodedSize(length);
    }

    @Override
    public int encode(float[] source, int from, int length, RandomKey key, byte[] target, int to) {
      return codec.encode(source, from, length, key, target, to);
    }

    @Override
    public int decode(byte[] source, int from, float[] target, int to, int length) {
      return codec.decode(source, from, target, to, length);
    }
  }

  @Test
  void executorsThatCannotDoItSayWhyAndWhatTheyHave() throws Exception {
    BackendChoice absent = new BackendChoice("opencl", "opencl:99", Precision.FP32);
    BackendChoice any = new BackendChoice("opencl", "auto", Precision.FP32);
    SparkConf conf = Contexts.clusterConf().set(JAVA_OPTIONS, "-XX:+UseSerialGC");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      Throwable noDevice = catchThrowable(() -> fit(spark, small(absent), new Told()));
      assertThat(cause(noDevice, NoDeviceException.class))
          .hasMessageContaining("no device opencl:99")
          .hasMessageContaining("there are opencl:0")
          .hasMessageContaining("executor ");
      Throwable collector = catchThrowable(() -> fit(spark, small(any), new Told()));
      assertThat(cause(collector, NoDeviceException.class))
          .hasMessageContaining("G1")
          .hasMessageContaining("spark.executor.defaultJavaOptions=-XX:+UseG1GC")
          .hasMessageContaining("executor ");
    }
  }

  @Test
  void sparksGpuIsTheDevice() throws Exception {
    Path script = folder.resolve("discover.sh");
    Files.writeString(
        script, "#!/bin/sh\necho '{\"name\": \"gpu\", \"addresses\": [\"opencl:0\"]}'\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    SparkConf conf =
        Contexts.clusterConf()
            .set(JAVA_OPTIONS, "-XX:+UseG1GC")
            .set("spark.worker.resource.gpu.amount", "1")
            .set("spark.worker.resource.gpu.discoveryScript", script.toString())
            .set("spark.executor.resource.gpu.amount", "1")
            .set("spark.task.resource.gpu.amount", "1");
    Told told = new Told();
    BackendChoice any = new BackendChoice("opencl", "auto", Precision.FP32);
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      fit(spark, small(any), told);
    }
    assertThat(told.devices)
        .allMatch(on -> on.reason().contains("device opencl:0, which is"))
        .isNotEmpty();
  }

  private static Configs small(BackendChoice backend) {
    return Configs.tiny().sync(2, 4, new Average(), true).steps(8).backend(backend);
  }

  private static <T extends Throwable> T cause(Throwable thrown, Class<T> type) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return type.cast(cause);
      }
    }
    throw new AssertionError("no " + type.getSimpleName() + " among the causes", thrown);
  }

  private static final class Told implements TrainingListener {
    private final List<ComputedOn> devices = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();

    @Override
    public void onDevice(ComputedOn on) {
      devices.add(on);
    }

    @Override
    public void onNotice(String notice) {
      notices.add(notice);
    }
  }
}
