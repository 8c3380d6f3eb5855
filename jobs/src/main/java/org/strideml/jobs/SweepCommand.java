package org.strideml.jobs;

import java.nio.file.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.strideml.jobs.config.SweepReader;
import org.strideml.jobs.config.SweepReader.Sweep;
import org.strideml.jobs.config.SweepReader.Trial;
import org.strideml.jobs.exit.ExitCode;
import org.strideml.jobs.run.DataFetch;
import org.strideml.jobs.run.SparkStart;
import org.strideml.jobs.sweep.SweepJob;
import org.strideml.jobs.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "sweep",
    description = {
      "Trains every combination of a grid and leaves a table.",
      "The grid is the lists in sweep.grid. Trials run one after another in one Spark application;"
          + " finished ones are not run again."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  scripts/stride sweep conf/sweeps/smoke.conf",
      "  scripts/stride sweep conf/quickstart.conf sweep.grid.sync.period=1,16,64 sweep.dir=sweeps/h"
    })
final class SweepCommand extends Verb {
  @Mixin private Arguments arguments;

  @Override
  ExitCode run(Terminal terminal) throws Exception {
    Sweep sweep = SweepReader.read(arguments.path(), arguments.settings());
    SweepJob job = new SweepJob(sweep, terminal);
    if (job.isFinished()) {
      job.report();
      return ExitCode.DONE;
    }
    for (Trial trial : sweep.trials()) {
      DataFetch.ifAskedFor(trial.config().data(), Path.of("data"), terminal);
    }
    try (JavaSparkContext spark = SparkStart.open("sweep " + sweep.dir().getFileName())) {
      return job.run(spark);
    }
  }
}
