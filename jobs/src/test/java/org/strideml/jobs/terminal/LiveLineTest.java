package org.strideml.jobs.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LiveLineTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private long now;

  private LiveLine line(boolean live) {
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    return new LiveLine(new Terminal(out, 40, live, false), () -> now);
  }

  private String written() {
    return bytes.toString(StandardCharsets.UTF_8).replace("\u001b[K", "<K>").replace("\r", "<R>");
  }

  @Test
  void writesOverWhatIsLiveAndKeepsWhatStays() {
    LiveLine line = line(true);
    line.show("one");
    line.show("too soon");
    now += 100_000_000;
    line.show("x".repeat(50));
    line.line("stays");
    line.line("stays, too");
    assertThat(written())
        .isEqualTo("<R>one<K><R>" + "x".repeat(39) + "<K><R><K><R>stays\nstays, too\n");
  }

  @Test
  void isSilentWhereNobodyWatches() {
    LiveLine line = line(false);
    line.show("one");
    line.line("stays");
    assertThat(written()).isEqualTo("stays\n");
  }
}
