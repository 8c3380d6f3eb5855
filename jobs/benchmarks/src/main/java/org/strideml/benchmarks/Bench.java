package org.strideml.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.strideml.jobs.exit.ExitCode;
import org.strideml.jobs.terminal.TextTable;
import org.strideml.kernels.NoDeviceException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The verb {@code bench}: measures groups and prints their figures, also as JSON. */
@Command(
    name = "bench",
    description = {
      "Measures how fast this machine trains, as ratios within one run. GROUP is step, round,"
          + " codecs, peers, opencl, scaling or mllib; all of them when none is given."
    })
public final class Bench implements Callable<Integer> {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  @Parameters(
      paramLabel = "GROUP",
      arity = "0..*",
      description = "step, round, codecs, peers, opencl, scaling or mllib.")
  private List<Group> groups = List.of();

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Also write an array of {group, name, params, value, unit, against, ratio}.")
  private Path json;

  @Option(
      names = "--peers",
      description =
          "The group peers: against PyTorch, by its C++ library that Maven brings, and by a Python"
              + " with torch where there is one.")
  private boolean peers;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Fashion-MNIST, for the group mllib; 'scripts/stride data fashion-mnist' fetches it to"
              + " ${DEFAULT-VALUE}.")
  private Path data = Path.of("data/fashion-mnist");

  @Option(names = "--help", usageHelp = true, description = "Show this.")
  private boolean help;

  @Spec private CommandSpec spec;

  private Bench() {}

  /**
   * Ends the process with 0, with 1 when a measurement failed, with 2 on bad usage, with 30 without
   * a device.
   */
  public static void main(String[] arguments) {
    CommandLine line = new CommandLine(new Bench());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    System.exit(line.execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    List<Measurement> measurements = new ArrayList<>();
    Set<Group> requested = requested();
    for (Group group : requested) {
      spec.commandLine().getErr().println("measuring " + group);
      try {
        measurements.addAll(group.measure(data));
      } catch (NoDeviceException e) {
        if (requested.size() == 1) {
          spec.commandLine().getErr().println("stride: " + e.getMessage());
          return ExitCode.NO_DEVICE.code();
        }
        spec.commandLine().getErr().println("left out: " + e.getMessage());
      }
    }
    table(measurements).lines().forEach(out::println);
    out.flush();
    if (json != null) {
      write(measurements);
    }
    return CommandLine.ExitCode.OK;
  }

  private Set<Group> requested() {
    Set<Group> requested = new LinkedHashSet<>(groups);
    if (peers) {
      requested.add(Group.PEERS);
    }
    boolean all = requested.isEmpty();
    if (all) {
      requested.addAll(EnumSet.allOf(Group.class));
    }
    if (requested.contains(Group.MLLIB) && !Files.isDirectory(data)) {
      String missing =
          "group mllib needs Fashion-MNIST, and there is no folder %s; run 'scripts/stride data fashion-mnist' or give --data DIR"
              .formatted(data);
      if (!all) {
        throw new CommandLine.ParameterException(spec.commandLine(), missing);
      }
      spec.commandLine().getErr().println("left out: " + missing);
      requested.remove(Group.MLLIB);
    }
    return requested;
  }

  private static TextTable table(List<Measurement> measurements) {
    TextTable table = new TextTable("name", "value", "unit", "ratio", "against");
    for (Measurement m : measurements) {
      table.row(
          List.of(
              m.name(),
              String.format(Locale.ROOT, "%.2f", m.value()),
              m.unit(),
              String.format(Locale.ROOT, "%.3f", m.ratio()),
              m.against()));
    }
    return table;
  }

  private void write(List<Measurement> measurements) throws IOException {
    Path folder = json.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.writeString(json, JSON.writeValueAsString(measurements) + "\n");
  }
}
