package org.strideml.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.strideml.jobs.config.SweepConfig;
import org.strideml.jobs.config.SweepConfig.Trial;
import org.strideml.jobs.config.SweepReader;
import org.strideml.jobs.exit.ExitCode;
import org.strideml.jobs.live.LivePage;
import org.strideml.jobs.run.CodeVersion;
import org.strideml.jobs.run.DataFetch;
import org.strideml.jobs.run.FolderLock;
import org.strideml.jobs.run.SparkStart;
import org.strideml.jobs.run.StopSignals;
import org.strideml.jobs.sweep.SweepJob;
import org.strideml.jobs.sweep.result.Best;
import org.strideml.jobs.sweep.result.SweepResult;
import org.strideml.jobs.sweep.result.TrialStatus;
import org.strideml.jobs.terminal.Terminal;
import org.strideml.jobs.tracking.MlflowRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "sweep",
    description = {
      "Trains every point of a sweep, with every seed, and says which is best.",
      "Points are lists (sweep.grid, sweep.list) and draws (sweep.random) of any settings. Trials"
          + " share one Spark application and its data. The same command again runs what is not"
          + " finished."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  scripts/stride sweep conf/sweeps/smoke.conf",
      "  scripts/stride sweep conf/quickstart.conf sweep.grid.sync.period=1,16,64"
          + " sweep.seeds=1,2,3",
      "  scripts/stride sweep conf/quickstart.conf 'sweep.random.optimizer.lr=logUniform(1e-4,"
          + " 1e-2)' sweep.stopping.type=asha",
      "  scripts/stride sweep conf/sweeps/smoke.conf --if-changed --log json --summary-file"
          + " last.json"
    })
final class SweepCommand extends Verb {
  @Mixin private Arguments arguments;
  @Mixin private Scheduling scheduling;
  @Mixin private Showing showing;

  @Override
  ExitCode run(Terminal standard) throws Exception {
    return scheduling.run(() -> sweep(scheduling.terminal(standard)));
  }

  private ExitCode sweep(Terminal terminal) throws Exception {
    SweepConfig sweep = SweepReader.read(arguments.path(), arguments.settings());
    for (Trial trial : sweep.trials()) {
      if (trial.config().isPresent()) {
        DataFetch.ifAskedFor(trial.config().get().data(), Path.of("data"), terminal);
      }
    }
    showing.begin(terminal);
    // Known once the first trial asks, after the sweep's folder is locked.
    AtomicReference<Optional<MlflowRun>> tracked = new AtomicReference<>(Optional.empty());
    SweepJob job =
        new SweepJob(
            sweep,
            CodeVersion.read(),
            new Configuration(),
            terminal,
            scheduling.events(),
            (config, folder) -> showing.watching(tracked.get()).of(config, folder));
    if (job.isFinished()) {
      if (scheduling.ifChanged() && job.knowsItsData()) {
        terminal.line(
            "nothing has changed since %s was swept; nothing to do".formatted(sweep.dir()));
      } else {
        try (FolderLock lock = job.lock()) {
          job.reportFinished();
          showing.report(sweep.dir());
        }
      }
      summarize(sweep, job.result());
      return ExitCode.DONE;
    }
    try (FolderLock lock = job.lock();
        LivePage page = showing.page(sweep.dir()).orElse(null);
        JavaSparkContext spark = SparkStart.openShared("sweep " + sweep.name());
        StopSignals signals = new StopSignals(job::requestStop)) {
      tracked.set(showing.sweep(sweep.dir(), sweep.name()));
      ExitCode code = job.run(spark);
      tracked.get().ifPresent(parent -> parent.end(MlflowRun.statusOf(code.status())));
      showing.report(sweep.dir());
      summarize(sweep, job.result());
      return code;
    }
  }

  private void summarize(SweepConfig sweep, SweepResult result) {
    ObjectNode summary = scheduling.summary();
    summary.put("sweep", sweep.name());
    summary.put("dir", sweep.dir().toString());
    ObjectNode counts = summary.putObject("trials");
    for (TrialStatus status : TrialStatus.values()) {
      if (result.count(status) > 0) {
        counts.put(status.word(), result.count(status));
      }
    }
    summary.put("seconds", result.seconds());
    if (result.found().isPresent()) {
      Best best = result.found().get();
      summary.put("metric", result.metric());
      summary.put("bestMean", result.setting(best.setting()).mean(result.metric()));
      ObjectNode point = summary.putObject("bestPoint");
      result.setting(best.setting()).point().forEach(point::put);
      summary.put("bestConf", sweep.dir().resolve(best.conf()).toString());
    }
  }
}
