package org.strideml.jobs.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.strideml.kernels.DeviceTraffic;
import org.strideml.trainer.listen.EvaluationRecord;
import org.strideml.trainer.listen.RoundRecord;
import org.strideml.trainer.listen.RoundRecord.WorkerRecord;
import org.strideml.trainer.listen.RunStart;
import org.strideml.trainer.metric.Quality;

class ProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final AtomicLong nanos = new AtomicLong();

  private Progress progress(boolean live) {
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    return new Progress(new Terminal(out, 120, live, false), nanos::get);
  }

  private String output() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static RoundRecord round(long round) {
    List<WorkerRecord> workers =
        List.of(new WorkerRecord(0, 2.5, 256, 0.4, 0.1), new WorkerRecord(1, 2.5, 256, 0.4, 0.1));
    return new RoundRecord(
        round,
        16 * round,
        512 * round,
        32768 * round,
        0.1,
        2.5,
        1e-3,
        16,
        1000,
        500,
        6000,
        0.4,
        0.3,
        0.02,
        0.1,
        0,
        0.5,
        DeviceTraffic.NONE,
        0,
        0,
        workers,
        Map.of());
  }

  private void run(Progress progress, int rounds) {
    progress.onStart(new RunStart(0, 20, 320, 100, 1000, 100, 2));
    for (int i = 1; i <= rounds; i++) {
      nanos.addAndGet(500_000_000L);
      progress.onRound(round(i));
    }
  }

  @Test
  void writesOverOneLineWhereAPersonWatches() {
    try (Progress progress = progress(true)) {
      run(progress, 5);
      progress.onEvaluation(
          new EvaluationRecord(
              5, 80, new Quality(2.25, Map.of(), new double[0][], 100), true, 0.1));
    }
    String[] shown = output().split("\r");
    assertThat(shown).hasSize(7);
    assertThat(shown[6])
        .contains("█████░", " 25 %", "round 5/20", "loss 2.500", "held out 2.250", "left 7.5 s")
        .contains("65.5k tokens/s", "sent 7.50 kB")
        .endsWith(System.lineSeparator());
  }

  @Test
  void writesALineEveryFewSecondsElsewhere() {
    run(progress(false), 20);
    assertThat(output().lines())
        .hasSize(3)
        .allMatch(line -> !line.contains("█") && line.contains("tokens/s"))
        .last()
        .asString()
        .startsWith("100 %  round 20/20");
  }

  @Test
  void aNoticeHasItsOwnLine() {
    Progress progress = progress(true);
    run(progress, 1);
    progress.onNotice("something happened");
    assertThat(output().lines()).last().isEqualTo("! something happened");
  }
}
