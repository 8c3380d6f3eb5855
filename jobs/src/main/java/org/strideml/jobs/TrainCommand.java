package org.strideml.jobs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import org.apache.spark.api.java.JavaSparkContext;
import org.strideml.jobs.config.ConfigReader;
import org.strideml.jobs.config.StrideConfig;
import org.strideml.jobs.exit.ExitCode;
import org.strideml.jobs.run.DataFetch;
import org.strideml.jobs.run.RunFolder;
import org.strideml.jobs.run.SparkStart;
import org.strideml.jobs.run.TrainingJob;
import org.strideml.jobs.run.TrainingReport;
import org.strideml.jobs.terminal.Terminal;
import org.strideml.jobs.terminal.Terminal.Colour;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "train",
    description = {
      "Trains a model into a run folder.",
      "The folder holds settings, metrics, summary, model and checkpoints. The same command in the"
          + " same run.dir goes on where the last one stopped."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  scripts/stride train conf/quickstart.conf",
      "  scripts/stride train conf/quickstart.conf sync.workers=4 train.steps=500 run.dir=runs/mine",
      "  scripts/stride train runs/mine                        # resume",
      "  scripts/stride train conf/fashion-mnist.conf --spark --master 'local-cluster[2,1,2048]'"
    })
final class TrainCommand extends Verb {
  @Mixin private Arguments arguments;

  @Override
  ExitCode run(Terminal terminal) throws Exception {
    StrideConfig config = ConfigReader.read(arguments.path(), arguments.settings());
    config.unused().forEach(line -> terminal.line(terminal.in(Colour.YELLOW, "! ") + line));
    RunFolder folder = RunFolder.of(config, LocalDateTime.now());
    if (folder.isFinished()) {
      terminal.line(
          "%s is done; nothing to do. Its figures are in %s; give another run.dir to train again"
              .formatted(folder, folder.summary()));
      return ExitCode.DONE;
    }
    DataFetch.ifAskedFor(config.data(), Path.of("data"), terminal);
    terminal.line(
        (Files.exists(folder.metrics()) ? "resuming in " : "training into ")
            + terminal.bold(folder.toString()));
    try (JavaSparkContext spark = SparkStart.open(config.run().name())) {
      ExitCode code = new TrainingJob(config, folder, terminal).run(spark);
      if (code == ExitCode.DONE) {
        new TrainingReport(terminal, config, folder).print();
      }
      return code;
    }
  }
}
