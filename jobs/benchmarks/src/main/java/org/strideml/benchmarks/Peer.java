package org.strideml.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What Stride is compared with.
 *
 * @param name part of the measurement's
 * @param title for people
 * @param command starts one worker, which is told its settings by further arguments
 * @param environment of the worker
 */
record Peer(String name, String title, List<String> command, Map<String, String> environment) {
  /** The repository, which {@code scripts/bench} knows. */
  static Path root() {
    return Path.of(System.getProperty("stride.root"));
  }
}
