package org.strideml.kernels.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.strideml.kernels.Tensor;
import sun.misc.Signal;

/**
 * A signal may interrupt a product, as profilers do. oneDNN 3.11 let the stack pointer point into
 * the C heap meanwhile, and the kernel wrote the interrupted state there.
 */
class SignalsTest {
  private static final String SIGNAL = "URG";
  private static final int SIZE = 256;
  private static final long SECONDS = 4;

  /** In a process of its own, since failing means that it dies. */
  @Test
  @EnabledOnOs(OS.LINUX)
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void productsSurviveSignals(@TempDir Path folder) throws Exception {
    File output = folder.resolve("output").toFile();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + folder.resolve("error.log"),
                "-cp",
                System.getProperty("java.class.path"),
                SignalsTest.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(output)
            .start();
    try {
      assertThat(process.waitFor(90, TimeUnit.SECONDS)).as("ended").isTrue();
      assertThat(process.exitValue()).as(Files.readString(output.toPath())).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  /** The interrupted process: multiplies while a shell signals the thread that does. */
  public static void main(String[] arguments) throws IOException {
    Signal.handle(new Signal(SIGNAL), signal -> {});
    OneDnnGemm gemm = new OneDnnGemm();
    CpuArena arena = new CpuArena("products", 3 * SIZE * SIZE);
    List<Tensor> operands =
        List.of(arena.allocate(SIZE, SIZE), arena.allocate(SIZE, SIZE), arena.allocate(SIZE, SIZE));
    Random random = new Random(1);
    operands.forEach(x -> x.write(StepSpeed.normal(random, 1, x.size()), 0));
    float[] undisturbed = product(gemm, operands);
    // A process id that is a thread's goes to that thread first.
    String thread = Path.of("/proc/thread-self").toRealPath().getFileName().toString();
    Process shell =
        new ProcessBuilder("sh", "-c", "while kill -" + SIGNAL + " " + thread + "; do :; done")
            .start();
    try {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
      while (System.nanoTime() < end) {
        if (!Arrays.equals(product(gemm, operands), undisturbed)) {
          throw new IllegalStateException("a signal changed a product");
        }
      }
      if (!shell.isAlive()) {
        throw new IllegalStateException("no signals were sent to thread " + thread);
      }
    } finally {
      shell.destroyForcibly();
    }
  }

  private static float[] product(OneDnnGemm gemm, List<Tensor> operands) {
    gemm.a.of(operands.get(0));
    gemm.b.of(operands.get(1));
    gemm.c.of(operands.get(2));
    gemm.multiply(SIZE, SIZE, SIZE, 1, 0);
    return operands.get(2).toArray();
  }
}
