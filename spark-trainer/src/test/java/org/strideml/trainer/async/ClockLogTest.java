package org.strideml.trainer.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClockLogTest {
  private static final List<ClockEvent> EVENTS =
      List.of(
          new ClockEvent(2, 1_000_000_007L),
          ClockEvent.passed(1_500_000_000L),
          new ClockEvent(0, 1_500_000_001L),
          new ClockEvent(1, 9_876_543_210_123L));

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("clock.jsonl");
    try (ClockLog log = ClockLog.open(file, 3, 0)) {
      EVENTS.forEach(log::append);
    }
  }

  @Test
  void readsWhatWasWritten() {
    assertThat(ClockLog.read(file, 3)).isEqualTo(EVENTS);
  }

  @Test
  void aTornLastLineIsAnEventThatNeverWas() throws IOException {
    String text = Files.readString(file);
    int lastLine = text.lastIndexOf('\n', text.length() - 2) + 1;
    for (int length = lastLine; length < text.length(); length++) {
      Files.writeString(file, text.substring(0, length));
      assertThat(ClockLog.read(file, 3)).isEqualTo(EVENTS.subList(0, 3));
    }
  }

  @Test
  void everyOtherChangeIsFound() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int lastLine = 0;
    for (int i = 0; i < bytes.length; i++) {
      for (int bit = 0; bit < 7; bit += 2) {
        byte[] changed = bytes.clone();
        changed[i] ^= (byte) (1 << bit);
        Files.write(file, changed);
        try {
          // The end of the last line may turn into text, which makes that line a torn one.
          assertThat(ClockLog.read(file, 3)).isEqualTo(EVENTS.subList(0, 3));
          lastLine++;
        } catch (ClockLogException found) {
          assertThat(found).hasMessageContaining("clock.jsonl");
        }
      }
    }
    assertThat(lastLine).isLessThanOrEqualTo(4);
  }

  @Test
  void linesThatAreLostOrMovedAreFound() throws IOException {
    List<String> lines = Files.readAllLines(file);
    Files.write(file, List.of(lines.get(0), lines.get(2), lines.get(3)));
    assertThatThrownBy(() -> ClockLog.read(file, 3)).hasMessageContaining("damaged in line 2");
    Files.write(file, List.of(lines.get(0), lines.get(2), lines.get(1)));
    assertThatThrownBy(() -> ClockLog.read(file, 3)).hasMessageContaining("damaged in line 2");
  }

  @Test
  void aResumedRunWritesOnBehindItsCheckpoint() throws IOException {
    try (ClockLog log = ClockLog.open(file, 3, 2)) {
      log.append(new ClockEvent(1, 2_000_000_000L));
    }
    assertThat(ClockLog.read(file, 3))
        .containsExactly(EVENTS.get(0), EVENTS.get(1), new ClockEvent(1, 2_000_000_000L));
    assertThatThrownBy(() -> ClockLog.open(file, 3, 4)).hasMessageContaining("has 3 events");
  }

  @Test
  void refusesOtherFiles() throws IOException {
    assertThatThrownBy(() -> ClockLog.read(file, 4)).hasMessageContaining("3 workers");
    Files.writeString(file, "{\"round\":1}\n");
    assertThatThrownBy(() -> ClockLog.read(file, 3)).hasMessageContaining("no log of a clock");
    Files.writeString(file, "");
    assertThatThrownBy(() -> ClockLog.read(file, 3)).isInstanceOf(ClockLogException.class);
    assertThatThrownBy(() -> ClockLog.read(folder.resolve("none"), 3))
        .hasMessageContaining("cannot read");
  }
}
