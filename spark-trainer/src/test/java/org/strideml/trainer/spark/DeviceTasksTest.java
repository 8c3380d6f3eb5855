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
import org.strideml.kernels.DeviceFailedException;
import org.strideml.kernels.NoDeviceException;
import org.strideml.kernels.Precision;
import org.strideml.kernels.opencl.OpenClDevices;
import org.strideml.trainer.ComputedOn;
import org.strideml.trainer.TrainerConfig.BackendChoice;
import org.strideml.trainer.TrainingResult;
import org.strideml.trainer.listen.RoundRecord;
import org.strideml.trainer.listen.TrainingListener;
import org.strideml.trainer.optim.Average;
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
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onRound(RoundRecord round) {
            rounds.add(round);
          }
        };
    try (JavaSparkContext spark = Contexts.open("local[1]")) {
      fit(spark, configs("traffic", Fault.NONE, 0), listener);
    }
    assertThat(rounds).hasSize(3);
    assertThat(rounds.get(0).traffic().bytesUp())
        .as("with the first upload of everything")
        .isGreaterThan(rounds.get(1).traffic().bytesUp());
    assertThat(rounds.get(1).traffic()).isEqualTo(rounds.get(2).traffic());
    assertThat(rounds.get(1).traffic().launches()).isPositive();
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
