package org.strideml.kernels.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strideml.kernels.Arena;
import org.strideml.kernels.DeviceTraffic;
import org.strideml.kernels.SgdStep;
import org.strideml.kernels.Tensor;

/**
 * The counters of traffic against what Aparapi's native code says it moves: each buffer it makes
 * from an array, each array it writes, each it reads. That log must be asked for when a process
 * starts. Aparapi's profile would be no witness: it leaves out arrays that kernels only read, or
 * only write, and fails for executions of more than two passes.
 */
class TransferLogTest {
  private static final Pattern MADE =
      Pattern.compile("^(\\w+) \\d+ clCreateBuffer\\(.*size=([0-9a-f]+) bytes");
  private static final Pattern WRITTEN =
      Pattern.compile("^explicitly writing .*buffer argIndex=\\d+ argPos=\\d+ (\\w+)$");
  private static final Pattern READ = Pattern.compile("^explicitly read (\\w+) ptr=.* len=(\\d+)$");
  private static final Pattern STARTED = Pattern.compile("^got type for arg 0, .*");
  private static final Pattern COUNTED = Pattern.compile("^counted (\\d+) (\\d+) (\\d+)$");

  @TempDir Path folder;

  @Test
  void countsWhatAparapiMoves() throws Exception {
    AnyDevice.require();
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dcom.aparapi.enableVerboseJNI=true",
                "-XX:+UseG1GC",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                Steps.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    List<String> lines = Files.readAllLines(log);
    assertThat(process.exitValue()).as("%s", lines).isZero();
    List<DeviceTraffic> counted =
        lines.stream()
            .map(COUNTED::matcher)
            .filter(Matcher::matches)
            .map(m -> new DeviceTraffic(number(m, 1), number(m, 2), number(m, 3)))
            .toList();
    assertThat(counted).hasSize(Steps.STEPS);
    assertThat(counted.get(0).bytesUp()).isPositive();
    assertThat(counted).isEqualTo(moved(lines));
  }

  /** The same from Aparapi's words, up to each line with a count. */
  private static List<DeviceTraffic> moved(List<String> lines) {
    Map<String, Long> sizes = new HashMap<>();
    DeviceTraffic sum = DeviceTraffic.NONE;
    List<DeviceTraffic> sums = new ArrayList<>();
    for (String line : lines) {
      Matcher made = MADE.matcher(line);
      Matcher written = WRITTEN.matcher(line);
      Matcher read = READ.matcher(line);
      if (made.find()) {
        long size = Long.parseLong(made.group(2), 16);
        sizes.put(made.group(1), size);
        sum = sum.plus(new DeviceTraffic(size, 0, 0));
      } else if (written.matches()) {
        sum = sum.plus(new DeviceTraffic(sizes.get(written.group(1)), 0, 0));
      } else if (read.matches()) {
        sum = sum.plus(new DeviceTraffic(0, number(read, 2), 0));
      } else if (STARTED.matcher(line).matches()) {
        sum = sum.plus(new DeviceTraffic(0, 0, 1));
      } else if (COUNTED.matcher(line).matches()) {
        sums.add(sum);
      }
    }
    return sums;
  }

  private static long number(Matcher matcher, int group) {
    return Long.parseLong(matcher.group(group));
  }

  /** Runs in a process of its own. */
  static final class Steps {
    static final int STEPS = 4;

    private Steps() {}

    public static void main(String[] arguments) {
      try (OpenClBackend backend = OpenClBackend.open("auto")) {
        Arena arena = backend.newArena("state", 1 << 20);
        Tensor p = arena.allocate(5000);
        Tensor gradient = arena.allocate(5000);
        Tensor large = arena.allocate(100_000);
        Tensor huge = arena.allocate(300_000);
        Tensor other = arena.allocate(300_000);
        Random random = new Random(1);
        for (int step = 0; step < STEPS; step++) {
          gradient.write(values(random, gradient.size()), 0);
          for (int i = 0; i < 100; i++) {
            backend.sgd(new SgdStep(0.1f, 0, false, 0), p, gradient, null, null);
          }
          p.slice(0, 3).toArray();
          large.write(values(random, large.size()), 0);
          large.toArray();
          // Arrays of other lengths, which take the place of those before.
          p.slice(0, 900 * step).write(values(random, 900 * step), 0);
          p.slice(0, 1100 + step).toArray();
          large.write(values(random, large.size()), 0);
          huge.write(values(random, huge.size()), 0);
          backend.copy(huge, other);
          other.toArray();
          DeviceTraffic traffic = backend.traffic();
          System.err.printf(
              "counted %d %d %d%n", traffic.bytesUp(), traffic.bytesDown(), traffic.launches());
        }
      }
    }

    private static float[] values(Random random, int size) {
      float[] values = new float[size];
      for (int i = 0; i < size; i++) {
        values[i] = random.nextFloat();
      }
      return values;
    }
  }
}
