package org.strideml.jobs.sweep.result;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.strideml.jobs.run.AtomicFile;

/**
 * {@code results.jsonl}: every trial that has ever ended in a sweep's folder, one {@link
 * TrialResult} per line, added when it ends. Later lines replace earlier ones of the same id. It is
 * what a new start relies on; {@code sweep.json} is made from it.
 */
public final class Ledger {
  /** Its name in a sweep's folder. */
  public static final String NAME = "results.jsonl";

  private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

  private final Path file;
  private final Map<String, TrialResult> byId = new HashMap<>();

  private Ledger(Path file) {
    this.file = file;
  }

  /**
   * What earlier starts have left; empty when there is no file. Half a line at its end is removed.
   *
   * @throws UncheckedIOException when a line other than the last cannot be read
   */
  public static Ledger open(Path folder) {
    Ledger ledger = new Ledger(folder.resolve(NAME));
    if (!Files.exists(ledger.file)) {
      return ledger;
    }
    try {
      List<String> lines = Files.readAllLines(ledger.file);
      for (int i = 0; i < lines.size(); i++) {
        if (!ledger.read(lines.get(i), i + 1, i + 1 == lines.size())) {
          List<String> whole = lines.subList(0, i);
          AtomicFile.write(ledger.file, whole.isEmpty() ? "" : String.join("\n", whole) + "\n");
        }
      }
      return ledger;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot read %s: %s; delete it to run all trials again"
              .formatted(ledger.file, e.getMessage()),
          e);
    }
  }

  /**
   * Returns whether the line is whole; a process that was killed may leave half of the last one.
   */
  private boolean read(String line, int number, boolean last) throws IOException {
    try {
      TrialResult result = ResultJson.MAPPER.readValue(line, TrialResult.class);
      byId.put(result.id(), result);
      return true;
    } catch (JsonProcessingException e) {
      if (!last) {
        throw new IOException(
            "line %d is no result (%s)".formatted(number, e.getOriginalMessage()));
      }
      LOG.warn("{} is cut short in line {}, which is left out", file, number);
      return false;
    }
  }

  /** How a trial ended, the last time. */
  public Optional<TrialResult> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** Adds a trial that has ended; on disk when this returns. */
  public void add(TrialResult result) {
    byId.put(result.id(), result);
    try {
      Files.writeString(
          file,
          ResultJson.MAPPER.writeValueAsString(result) + "\n",
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND,
          StandardOpenOption.SYNC);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
