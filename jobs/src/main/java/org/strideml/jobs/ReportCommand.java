package org.strideml.jobs;

import java.nio.file.Path;
import java.util.Optional;
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
          + " too, when they end."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  scripts/stride report runs/mine",
      "  scripts/stride report sweeps/smoke",
      "  scripts/stride report runs/mine --pictures docs/pictures   # each chart as an SVG file, too"
    })
final class ReportCommand extends Verb {
  @Mixin private Arguments arguments;

  @Option(
      names = "--pictures",
      paramLabel = "DIR",
      description = "Folder for one SVG file per chart, beside the report.")
  private Optional<Path> pictures = Optional.empty();

  @Override
  ExitCode run(Terminal terminal) {
    Report report = Report.of(arguments.requiredPath("the folder of a run or a sweep"));
    terminal.line(report.write().toString());
    pictures.ifPresent(folder -> report.writePictures(folder).forEach(terminal::line));
    return ExitCode.DONE;
  }
}
