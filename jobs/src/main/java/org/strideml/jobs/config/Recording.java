package org.strideml.jobs.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The periods that an earlier run has chosen, from its {@code metrics.jsonl}. */
final class Recording {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Recording() {}

  /**
   * @param run a run folder
   * @throws IllegalArgumentException when it holds none, or they cannot be read
   */
  static List<Long> periods(String run) {
    Path file = Path.of(run).resolve("metrics.jsonl");
    List<Long> periods = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(file)) {
        JsonNode round = JSON.readTree(line);
        if (round.has("syncPeriod")) {
          periods.add(round.get("syncPeriod").asLong());
        }
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "expected a run folder with metrics.jsonl, cannot read " + file + ": " + e.getMessage(),
          e);
    }
    if (periods.isEmpty()) {
      throw new IllegalArgumentException("expected a run folder with rounds, got none in " + file);
    }
    return periods;
  }
}
