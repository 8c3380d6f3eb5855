package org.strideml.jobs;

import java.nio.file.Path;
import org.strideml.jobs.exit.ExitCode;
import org.strideml.jobs.run.DataFetch;
import org.strideml.jobs.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "data",
    description = "Puts a data set under data/, unless it is there.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  scripts/stride data europarl         # English text, needs mvn",
      "  scripts/stride data fashion-mnist    # images, needs apt-get and dpkg-deb",
      "  scripts/stride data cifar-10         # colour images, needs npm and tar",
      "  scripts/stride data clusters         # made up by a formula"
    })
final class DataCommand extends Verb {
  @Parameters(paramLabel = "NAME", description = "europarl, fashion-mnist, cifar-10 or clusters")
  private String name;

  @Option(
      names = "--root",
      paramLabel = "DIR",
      defaultValue = "data",
      description = "Folder of data sets; default: ${DEFAULT-VALUE}.")
  private Path root;

  @Override
  ExitCode run(Terminal terminal) {
    DataFetch.fetch(DataFetch.named(name), root, terminal);
    return ExitCode.DONE;
  }
}
