package org.strideml.jobs;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.strideml.jobs.config.SweepReader;
import org.strideml.jobs.exit.ExitCode;
import org.strideml.jobs.report.Report;
import org.strideml.jobs.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "report",
    description = {
      "Writes report.html into the folder of a run or a sweep: charts, tables, and what follows.",
      "One file without outside parts, for a browser, a phone or paper. train and sweep write it,"
          + " too, when they end. A sweep's says what came of sweep.expect."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  scripts/stride report runs/mine",
      "  scripts/stride report sweeps/smoke",
      "  scripts/stride report runs/mine --pictures docs/pictures   # each chart as an SVG file, too",
      "  scripts/stride report sweeps/diloco --markdown docs/results.md",
      "  scripts/stride report sweeps/diloco --expect conf/experiments/diloco.conf"
    })
final class ReportCommand extends Verb {
  @Mixin private Arguments arguments;

  @Option(
      names = "--pictures",
      paramLabel = "DIR",
      description = "Folder for one SVG file per chart, beside the report.")
  private Optional<Path> pictures = Optional.empty();

  @Option(
      names = "--markdown",
      paramLabel = "FILE",
      description = {
        "Document that a sweep's tables and main pictures are put into, between its lines",
        "<!-- report NAME --> and <!-- end NAME -->. Pictures go into pictures/ beside it."
      })
  private Optional<Path> document = Optional.empty();

  @Option(
      names = "--expect",
      paramLabel = "CONF",
      description = "Hold a sweep against the sweep.expect of this file, not of the one it ran by.")
  private Optional<Path> expectations = Optional.empty();

  @Override
  ExitCode run(Terminal terminal) {
    Report read = Report.of(arguments.requiredPath("the folder of a run or a sweep"));
    Report report =
        expectations
            .map(file -> SweepReader.read(Optional.of(file), List.of()).expectations())
            .map(read::expecting)
            .orElse(read);
    terminal.line(report.write().toString());
    pictures.ifPresent(folder -> report.writePictures(folder).forEach(terminal::line));
    document.ifPresent(file -> report.writeInto(file).forEach(terminal::line));
    return ExitCode.DONE;
  }
}
