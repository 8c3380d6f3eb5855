package org.strideml.jobs.sweep;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.strideml.jobs.config.SweepReader.Sweep;
import org.strideml.jobs.config.SweepReader.Trial;
import org.strideml.jobs.exit.ExitCode;
import org.strideml.jobs.exit.Failure;
import org.strideml.jobs.run.RunFolder;
import org.strideml.jobs.run.Summary;
import org.strideml.jobs.run.TrainingJob;
import org.strideml.jobs.terminal.Terminal;
import org.strideml.jobs.terminal.Terminal.Colour;

/** Runs the trials of a sweep one after another. A trial that fails is recorded and passed over. */
public final class SweepJob {
  private static final Logger LOG = LoggerFactory.getLogger(SweepJob.class);

  /** Fields of a run's summary that a result repeats. */
  private static final List<String> FIGURES =
      List.of(
          "rounds",
          "steps",
          "seconds",
          "trainLoss",
          "evalLoss",
          "accuracy",
          "bytesDown",
          "bytesUp",
          "bytesFp32");

  private final Sweep sweep;
  private final Terminal terminal;
  private final Results results;

  public SweepJob(Sweep sweep, Terminal terminal) {
    this.sweep = sweep;
    this.terminal = terminal;
    this.results = Results.open(sweep.dir().resolve("results.jsonl"));
  }

  /** Whether every trial has a result that stands. */
  public boolean isFinished() {
    return sweep.trials().stream().allMatch(trial -> results.isFinished(hashOf(trial)));
  }

  /**
   * @return {@link ExitCode#FAILED} when a trial failed, {@link ExitCode#STOPPED} when asked to
   *     stop
   */
  public ExitCode run(JavaSparkContext spark) throws IOException {
    Files.createDirectories(sweep.dir());
    ExitCode worst = ExitCode.DONE;
    int number = 0;
    for (Trial trial : sweep.trials()) {
      number++;
      heading(number, trial);
      if (results.isFinished(hashOf(trial))) {
        terminal.line("finished before, not run again");
        continue;
      }
      ExitCode code = run(spark, trial);
      if (code == ExitCode.STOPPED) {
        return code;
      }
      if (code != ExitCode.DONE && code != ExitCode.DIVERGED) {
        worst = ExitCode.FAILED;
      }
    }
    report();
    return worst;
  }

  private void heading(int number, Trial trial) {
    terminal.line("");
    terminal.line(
        terminal.bold(number + "/" + sweep.trials().size())
            + "  "
            + trial.point().entrySet().stream()
                .map(entry -> entry.getKey() + " = " + entry.getValue())
                .collect(Collectors.joining(", ")));
  }

  private ExitCode run(JavaSparkContext spark, Trial trial) {
    try {
      RunFolder folder = RunFolder.of(trial.config(), LocalDateTime.now());
      ExitCode code = new TrainingJob(trial.config(), folder, terminal).run(spark);
      if (code != ExitCode.STOPPED) {
        results.put(hashOf(trial), result(trial, folder, code));
      }
      return code;
    } catch (Exception e) {
      if (spark.sc().isStopped()) {
        throw new IllegalStateException(
            "Spark has stopped, so no further trial can run; start the sweep again to go on", e);
      }
      LOG.debug("trial {} failed", trial.point(), e);
      terminal.line(terminal.in(Colour.RED, "✗ ") + Failure.messageOf(e));
      results.put(hashOf(trial), failure(trial, e));
      return Failure.codeOf(e);
    }
  }

  private static ObjectNode result(Trial trial, RunFolder folder, ExitCode code) {
    ObjectNode result = described(trial, code);
    ObjectNode summary = Summary.read(folder.summary()).json();
    FIGURES.forEach(name -> result.set(name, summary.get(name)));
    return result;
  }

  private static ObjectNode failure(Trial trial, Exception failure) {
    ObjectNode result = described(trial, Failure.codeOf(failure));
    result.put("error", Failure.messageOf(failure));
    return result;
  }

  private static ObjectNode described(Trial trial, ExitCode code) {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    result.put(Results.HASH, hashOf(trial));
    result.put("run", trial.config().run().dir().map(Path::toString).orElse(""));
    result.put(Results.STATUS, code.status());
    ObjectNode point = result.putObject("point");
    for (Map.Entry<String, String> entry : trial.point().entrySet()) {
      point.put(entry.getKey(), entry.getValue());
    }
    return result;
  }

  /** Prints the table and writes it as {@code table.md} and {@code table.csv}. */
  public void report() {
    SweepTable table = new SweepTable(sweep.trials(), results);
    terminal.line("");
    table.lines().forEach(terminal::line);
    table.write(sweep.dir());
    terminal.line("");
    terminal.line(
        "in " + sweep.dir() + ": table.md, table.csv, results.jsonl, one folder per trial");
  }

  private static String hashOf(Trial trial) {
    return trial.config().resolved().hash();
  }
}
