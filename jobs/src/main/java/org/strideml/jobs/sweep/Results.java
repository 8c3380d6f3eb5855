package org.strideml.jobs.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.strideml.jobs.exit.ExitCode;
import org.strideml.jobs.run.AtomicFile;

/**
 * {@code results.jsonl}: one object per trial that has ended, by its configuration's hash. Written
 * as a whole after every trial.
 */
final class Results {
  static final String HASH = "configHash";
  static final String STATUS = "status";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final Map<String, ObjectNode> byHash = new LinkedHashMap<>();

  private Results(Path file) {
    this.file = file;
  }

  /** What earlier calls have left; empty when there is no file. */
  static Results open(Path file) {
    Results results = new Results(file);
    if (!Files.exists(file)) {
      return results;
    }
    try {
      for (String line : Files.readAllLines(file)) {
        JsonNode node = JSON.readTree(line);
        if (!(node instanceof ObjectNode object) || !node.path(HASH).isTextual()) {
          throw new IOException("a line is no result: " + line);
        }
        results.byHash.put(node.path(HASH).asText(), object);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot read " + file + ": " + e.getMessage() + "; delete it to run all trials again", e);
    }
    return results;
  }

  /** Whether a trial came to an end that running it again would not change. */
  boolean isFinished(String hash) {
    return find(hash)
        .map(result -> result.path(STATUS).asText())
        .filter(
            status ->
                status.equals(ExitCode.DONE.status()) || status.equals(ExitCode.DIVERGED.status()))
        .isPresent();
  }

  Optional<ObjectNode> find(String hash) {
    return Optional.ofNullable(byHash.get(hash));
  }

  /** Adds a result, in place of an earlier one of the same configuration. */
  void put(String hash, ObjectNode result) {
    byHash.put(hash, result);
    List<String> lines = new ArrayList<>();
    byHash.values().forEach(one -> lines.add(one.toString()));
    AtomicFile.write(file, String.join("\n", lines) + "\n");
  }
}
