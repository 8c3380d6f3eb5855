package org.strideml.jobs.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.strideml.jobs.terminal.EventLog.Format;

class EventLogTest {
  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-01-02T12:00:00Z"), ZoneOffset.UTC);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private String written(Format format) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("run", "runs/a b");
    fields.put("loss", 0.5);
    fields.put("round", 3L);
    fields.put("evalLoss", Double.NaN);
    fields.put("message", "say \"no\"");
    new EventLog(new PrintStream(bytes, true, StandardCharsets.UTF_8), format, NOON)
        .event("round", fields);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void writesAnObjectPerLine() {
    assertThat(written(Format.JSON))
        .isEqualTo(
            "{\"time\":\"2026-01-02T12:00:00Z\",\"event\":\"round\",\"run\":\"runs/a b\","
                + "\"loss\":0.5,\"round\":3,\"evalLoss\":null,\"message\":\"say \\\"no\\\"\"}\n");
  }

  @Test
  void writesKeysAndValues() {
    assertThat(written(Format.LOGFMT))
        .isEqualTo(
            "time=2026-01-02T12:00:00Z event=round run=\"runs/a b\" loss=0.5 round=3"
                + " message=\"say \\\"no\\\"\"\n");
  }

  @Test
  void writesNothingForPeople() {
    assertThat(written(Format.TEXT)).isEmpty();
  }
}
