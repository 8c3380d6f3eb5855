package org.strideml.jobs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.strideml.jobs.config.ConfigException;
import picocli.CommandLine.Parameters;

/** What follows a verb: at most one path, and {@code key=value} arguments. */
final class Arguments {
  @Parameters(
      arity = "0..*",
      paramLabel = "CONF|key=value",
      description = {
        "A configuration file, or a run folder to continue, and settings that win over it.",
        "conf/reference.conf lists all keys."
      })
  private List<String> words = new ArrayList<>();

  /** The path, if one was given. */
  Optional<Path> path() {
    List<String> paths = words.stream().filter(Arguments::isPath).toList();
    if (paths.size() > 1) {
      throw new ConfigException(
          "expected at most one path, got "
              + String.join(", ", paths)
              + "; settings are key=value");
    }
    return paths.stream().findFirst().map(Path::of);
  }

  /** The path, without which the verb cannot work. */
  Path requiredPath(String what) {
    return path().orElseThrow(() -> new ConfigException("expected " + what + ", got no argument"));
  }

  List<String> settings() {
    return words.stream().filter(word -> !isPath(word)).toList();
  }

  private static boolean isPath(String word) {
    return word.indexOf('=') < 0 || Files.exists(Path.of(word));
  }
}
