package org.strideml.jobs.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.strideml.jobs.config.ConfigException;
import org.strideml.jobs.config.StrideConfig.Data;
import org.strideml.jobs.config.StrideConfig.Fetch;
import org.strideml.jobs.fetch.DataSet;
import org.strideml.jobs.terminal.Terminal;

/** Fetches a run's data when its settings say which data set it is and it is not there. */
public final class DataFetch {
  private DataFetch() {}

  /**
   * @param root folder of data sets
   * @throws ConfigException when the data is missing and would not be where the settings look
   */
  public static void ifAskedFor(Data data, Path root, Terminal terminal) {
    if (data.fetch() == Fetch.NONE || Files.exists(Path.of(data.path()))) {
      return;
    }
    DataSet wanted = named(data.fetch().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    Path folder = wanted.folder(root);
    if (!Path.of(data.path()).normalize().startsWith(folder)) {
      throw new ConfigException(
          "data.fetch = %s puts its files into %s, but %s is asked for and missing; point"
                  .formatted(wanted.name(), folder, data.path())
              + " data.dir or data.path into that folder, or set data.fetch = none");
    }
    fetch(wanted, root, terminal);
  }

  /** Fetches one data set and says so. */
  public static void fetch(DataSet wanted, Path root, Terminal terminal) {
    if (wanted.isPresent(root)) {
      terminal.line(wanted.name() + " is in " + wanted.folder(root));
      return;
    }
    terminal.line("fetching " + wanted.name() + ": " + wanted.description());
    wanted.fetch(root);
    terminal.line("put into " + wanted.folder(root));
  }

  /**
   * @throws ConfigException when there is no such data set
   */
  public static DataSet named(String name) {
    return DataSet.all().stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigException(
                    "data set must be one of %s, got %s"
                        .formatted(
                            String.join(", ", DataSet.all().stream().map(DataSet::name).toList()),
                            name)));
  }
}
