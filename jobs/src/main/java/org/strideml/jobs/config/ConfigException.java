package org.strideml.jobs.config;

import java.util.List;
import org.strideml.jobs.exit.ExitCode;
import org.strideml.jobs.exit.JobException;

/** Everything that is wrong with a configuration, found in one pass. */
public final class ConfigException extends JobException {
  private static final long serialVersionUID = 1L;
  private final List<String> problems;

  /**
   * @param problems one sentence each: where, expected, got, remedy
   */
  public ConfigException(List<String> problems) {
    super(ExitCode.USAGE, message(problems));
    this.problems = List.copyOf(problems);
  }

  /** A single problem. */
  public ConfigException(String problem) {
    this(List.of(problem));
  }

  public List<String> problems() {
    return problems;
  }

  private static String message(List<String> problems) {
    if (problems.size() == 1) {
      return problems.get(0);
    }
    return problems.size()
        + " problems in the configuration:\n  - "
        + String.join("\n  - ", problems);
  }
}
