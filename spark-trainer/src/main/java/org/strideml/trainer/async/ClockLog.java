package org.strideml.trainer.async;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The file of a clock's answers, one JSON object per line.
 *
 * <pre>
 * {"format":"stride-clock","version":1,"workers":4}
 * {"event":"finish","worker":2,"nanos":181273650,"crc32c":3405691582}
 * {"event":"pass","nanos":190000000,"crc32c":195948557}
 * </pre>
 *
 * <p>{@code finish}: that worker's result came; {@code pass}: a grace period ended. Times are
 * nanoseconds since the run's first start. Each checksum covers its event and the checksum before
 * it, so a line that is changed, lost or moved is found. Every event is on disk before anything is
 * done about it; a torn last line, which a killed process may leave, is an event that nothing was
 * done about.
 */
public final class ClockLog implements AutoCloseable {
  private static final String FORMAT = "stride-clock";
  private static final int VERSION = 1;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final Path file;
  private final BufferedWriter writer;
  private long checksum;

  private ClockLog(Path file, BufferedWriter writer, long checksum) {
    this.file = file;
    this.writer = writer;
    this.checksum = checksum;
  }

  /**
   * Opens a log to be written on.
   *
   * @param keep events of an earlier start that stay; those behind them are removed, since a
   *     resumed run lives through that time again
   * @throws ClockLogException when the file has fewer events, or they are damaged
   */
  public static ClockLog open(Path file, int workers, long keep) {
    List<ClockEvent> kept = new ArrayList<>();
    if (keep > 0) {
      List<ClockEvent> all = read(file, workers);
      if (all.size() < keep) {
        throw new ClockLogException(
            "%s has %d events, but the checkpoint comes after %d; put back the file or start in another run.dir"
                .formatted(file, all.size(), keep));
      }
      kept.addAll(all.subList(0, Math.toIntExact(keep)));
    }
    StringBuilder text = new StringBuilder(header(workers)).append('\n');
    long checksum = 0;
    for (ClockEvent event : kept) {
      checksum = checksum(checksum, event);
      text.append(line(event, checksum)).append('\n');
    }
    try {
      Path whole = Files.writeString(file.resolveSibling(file.getFileName() + ".tmp"), text);
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      BufferedWriter writer = Files.newBufferedWriter(file, StandardOpenOption.APPEND);
      return new ClockLog(file, writer, checksum);
    } catch (IOException e) {
      throw new ClockLogException("cannot write " + file + ": " + e, e);
    }
  }

  /** Adds an event; it is with the operating system when this returns. */
  void append(ClockEvent event) {
    checksum = checksum(checksum, event);
    try {
      writer.write(line(event, checksum));
      writer.newLine();
      writer.flush();
    } catch (IOException e) {
      throw new ClockLogException("cannot write " + file + ": " + e, e);
    }
  }

  private static String header(int workers) {
    ObjectNode header = JsonNodeFactory.instance.objectNode();
    header.put("format", FORMAT).put("version", VERSION).put("workers", workers);
    return header.toString();
  }

  private static String line(ClockEvent event, long checksum) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    if (event.isFinish()) {
      line.put("event", "finish").put("worker", event.worker());
    } else {
      line.put("event", "pass");
    }
    return line.put("nanos", event.nanos()).put("crc32c", checksum).toString();
  }

  private static long checksum(long before, ClockEvent event) {
    CRC32C crc = new CRC32C();
    crc.update(
        ByteBuffer.allocate(Long.BYTES + Integer.BYTES + Long.BYTES)
            .putLong(before)
            .putInt(event.worker())
            .putLong(event.nanos())
            .flip());
    return crc.getValue();
  }

  /**
   * All events of a log.
   *
   * @param workers of the run that asks
   * @throws ClockLogException when it is no such file, damaged, or of a run with other workers
   */
  public static List<ClockEvent> read(Path file, int workers) {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new ClockLogException("cannot read " + file + ": " + e, e);
    }
    // What stands behind the last line end was never finished.
    String[] lines = text.substring(0, text.lastIndexOf('\n') + 1).split("\n");
    checkHeader(file, lines[0], workers);
    List<ClockEvent> events = new ArrayList<>();
    long checksum = 0;
    for (int i = 1; i < lines.length; i++) {
      JsonNode line = parsed(file, lines[i], i + 1);
      ClockEvent event = event(file, line, i + 1);
      checksum = checksum(checksum, event);
      if (line.path("crc32c").asLong(-1) != checksum || event.worker() >= workers) {
        throw damaged(file, i + 1);
      }
      events.add(event);
    }
    return events;
  }

  private static void checkHeader(Path file, String line, int workers) {
    JsonNode header = parsed(file, line, 1);
    if (!header.path("format").asText().equals(FORMAT)) {
      throw new ClockLogException(file + " is no log of a clock: its first line is not " + FORMAT);
    }
    if (header.path("version").asInt() != VERSION) {
      throw new ClockLogException(
          "%s has version %s, this version of Stride reads %d"
              .formatted(file, header.path("version"), VERSION));
    }
    if (header.path("workers").asInt() != workers) {
      throw new ClockLogException(
          "%s was written by %s workers, this run has %d"
              .formatted(file, header.path("workers"), workers));
    }
  }

  private static ClockEvent event(Path file, JsonNode line, int number) {
    long nanos = line.path("nanos").asLong(-1);
    int worker = line.path("worker").asInt(-1);
    String kind = line.path("event").asText();
    boolean finish = kind.equals("finish");
    if (nanos < 0 || finish != worker >= 0 || !(finish || kind.equals("pass"))) {
      throw damaged(file, number);
    }
    return finish ? new ClockEvent(worker, nanos) : ClockEvent.passed(nanos);
  }

  private static JsonNode parsed(Path file, String line, int number) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw damaged(file, number);
    }
  }

  private static ClockLogException damaged(Path file, int line) {
    return new ClockLogException(
        "%s is damaged in line %d: it is not what was written; take the file of another run"
            .formatted(file, line));
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
