package org.strideml.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.strideml.jobs.config.ConfigReader;
import org.strideml.jobs.config.StrideConfig;
import org.strideml.jobs.exit.ExitCode;
import org.strideml.jobs.live.LivePage;
import org.strideml.jobs.run.DataFetch;
import org.strideml.jobs.run.DataPrint;
import org.strideml.jobs.run.LastRun;
import org.strideml.jobs.run.RunFolder;
import org.strideml.jobs.run.SparkStart;
import org.strideml.jobs.run.StopSignals;
import org.strideml.jobs.run.Summary;
import org.strideml.jobs.run.TrainingJob;
import org.strideml.jobs.run.TrainingReport;
import org.strideml.jobs.terminal.Terminal;
import org.strideml.jobs.terminal.Terminal.Colour;
import org.strideml.trainer.listen.TrainingListener;
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
      "  scripts/stride train conf/quickstart.conf --ui 8080   # watch it in a browser",
      "  scripts/stride train conf/quickstart.conf --if-changed --summary-file last.json --log json",
      "  scripts/stride train conf/fashion-mnist.conf --spark --master 'local-cluster[2,1,2048]'"
    })
final class TrainCommand extends Verb {
  @Mixin private Arguments arguments;
  @Mixin private Scheduling scheduling;
  @Mixin private Showing showing;

  @Override
  ExitCode run(Terminal standard) throws Exception {
    return scheduling.run(() -> train(scheduling.terminal(standard)));
  }

  private ExitCode train(Terminal terminal) throws Exception {
    StrideConfig config = ConfigReader.read(arguments.path(), arguments.settings());
    config.unused().forEach(line -> terminal.line(terminal.in(Colour.YELLOW, "! ") + line));
    Optional<RunFolder> same = unchanged(config, terminal);
    if (same.isPresent()) {
      terminal.line("nothing has changed since %s; nothing to do".formatted(same.get()));
      return summarized(same.get(), ExitCode.DONE);
    }
    RunFolder folder = RunFolder.of(config, LocalDateTime.now());
    if (folder.isFinished()) {
      terminal.line(
          "%s is done; nothing to do. Its figures are in %s; give another run.dir to train again"
              .formatted(folder, folder.summary()));
      return summarized(folder, ExitCode.DONE);
    }
    DataFetch.ifAskedFor(config.data(), Path.of("data"), terminal);
    terminal.line(
        (Files.exists(folder.metrics()) ? "resuming in " : "training into ")
            + terminal.bold(folder.toString()));
    showing.begin(terminal);
    List<TrainingListener> watchers = new ArrayList<>();
    watchers.add(scheduling.events().of(Map.of("run", folder.toString())));
    watchers.addAll(showing.watching(Optional.empty()).of(config, folder));
    try (LivePage page = showing.page(folder.path()).orElse(null);
        JavaSparkContext spark = SparkStart.open(config.run().name())) {
      TrainingJob job =
          new TrainingJob(config, folder, terminal, watchers.toArray(TrainingListener[]::new));
      try (StopSignals signals = new StopSignals(job::requestStop)) {
        ExitCode code = job.run(spark);
        if (code == ExitCode.DONE) {
          new TrainingReport(terminal, config, folder).print();
        }
        return summarized(folder, code);
      }
    }
  }

  private ExitCode summarized(RunFolder folder, ExitCode code) {
    scheduling.summary().put("dir", folder.toString());
    scheduling.summary().setAll(Summary.read(folder.summary()).json());
    return code;
  }

  /** A run that makes another one needless, if that was asked for. */
  private Optional<RunFolder> unchanged(StrideConfig config, Terminal terminal) throws IOException {
    if (!scheduling.ifChanged()) {
      return Optional.empty();
    }
    Optional<String> print = DataPrint.of(config, new Configuration());
    if (print.isEmpty()) {
      terminal.line(
          terminal.in(Colour.YELLOW, "! ")
              + "rows come from no file, so nobody can tell whether they have changed; training");
      return Optional.empty();
    }
    return LastRun.same(config, print.get());
  }
}
