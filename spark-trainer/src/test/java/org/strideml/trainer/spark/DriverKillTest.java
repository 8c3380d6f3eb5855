package org.strideml.trainer.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strideml.quantization.RandomKey;
import org.strideml.trainer.TrainingResult;
import org.strideml.trainer.listen.RoundRecord;
import org.strideml.trainer.listen.TrainingListener;
import org.strideml.trainer.optim.AdamW;
import org.strideml.trainer.optim.Nesterov;
import org.strideml.trainer.round.Configs;

/** The driver is killed with -9 at random moments and started again until it is done. */
class DriverKillTest {
  private static final int KILLS = 3;
  private static final Configs CONFIGS =
      Configs.tiny()
          .optimizer(new AdamW(0.9, 0.99, 1e-8, 0.01), 0.01)
          .sync(4, 4, new Nesterov(0.7, 0.9), true)
          .quantized(6, true)
          .steps(160)
          .checkpointEvery(2);

  @TempDir Path folder;

  @Test
  void modelIsTheSameToTheByte() throws Exception {
    Path uninterrupted = folder.resolve("uninterrupted");
    Path interrupted = folder.resolve("interrupted");
    assertThat(start(uninterrupted).waitFor()).isZero();
    int killed = 0;
    for (int attempt = 0; attempt < KILLS; attempt++) {
      Process process = start(interrupted);
      awaitRounds(interrupted, process, 2 + RandomKey.of(17).below(7, attempt));
      if (process.isAlive()) {
        process.destroyForcibly().waitFor();
        killed++;
      }
    }
    assertThat(killed).isEqualTo(KILLS);
    assertThat(start(interrupted).waitFor()).isZero();
    assertThat(interrupted.resolve("model")).hasSameBinaryContentAs(uninterrupted.resolve("model"));
  }

  /** Waits until this start has made some rounds, then a random moment longer. */
  private static void awaitRounds(Path run, Process process, int rounds) throws Exception {
    Path log = run.resolve("rounds-" + process.pid());
    while (process.isAlive() && !(Files.exists(log) && Files.size(log) >= rounds)) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    TimeUnit.MILLISECONDS.sleep(RandomKey.of(23).below(40, rounds));
  }

  private static Process start(Path run) throws Exception {
    Files.createDirectories(run);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    command.addAll(List.of(System.getProperty("stride.jvm.options").trim().split("\\s+")));
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            DriverKillTest.class.getName(),
            run.toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(run.toFile(), "log")))
        .start();
  }

  /** The process that is killed: fits, notes each round, writes the model. */
  public static void main(String[] arguments) throws Exception {
    Path run = Path.of(arguments[0]);
    Path rounds = run.resolve("rounds-" + ProcessHandle.current().pid());
    TrainingListener note =
        new TrainingListener() {
          @Override
          public void onRound(RoundRecord round) {
            try {
              Files.write(
                  rounds,
                  new byte[1],
                  java.nio.file.StandardOpenOption.CREATE,
                  java.nio.file.StandardOpenOption.APPEND);
            } catch (java.io.IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          }
        };
    try (JavaSparkContext spark = Contexts.open("local[2]")) {
      TrainingResult result = Fits.fit(spark, CONFIGS.config(), run.resolve("checkpoints"), note);
      java.nio.ByteBuffer bytes =
          java.nio.ByteBuffer.allocate(result.parameters().length * Float.BYTES);
      for (float parameter : result.parameters()) {
        bytes.putFloat(parameter);
      }
      Files.write(run.resolve("model"), bytes.array());
    }
  }
}
