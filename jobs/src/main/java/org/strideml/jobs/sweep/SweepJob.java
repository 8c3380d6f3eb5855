package org.strideml.jobs.sweep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.strideml.jobs.config.ConfigException;
import org.strideml.jobs.config.StrideConfig;
import org.strideml.jobs.config.SweepConfig;
import org.strideml.jobs.config.SweepConfig.Stopping;
import org.strideml.jobs.config.SweepConfig.Trial;
import org.strideml.jobs.exit.ExitCode;
import org.strideml.jobs.run.DataPrint;
import org.strideml.jobs.run.FolderLock;
import org.strideml.jobs.run.SharedRows;
import org.strideml.jobs.run.Watching;
import org.strideml.jobs.sweep.result.SweepResult;
import org.strideml.jobs.sweep.result.TrialResult;
import org.strideml.jobs.sweep.result.TrialStatus;
import org.strideml.jobs.sweep.stopping.Asha;
import org.strideml.jobs.sweep.stopping.BracketDraw;
import org.strideml.jobs.sweep.stopping.MedianRule;
import org.strideml.jobs.sweep.stopping.StoppingRule;
import org.strideml.jobs.terminal.EventLog;
import org.strideml.jobs.terminal.Figures;
import org.strideml.jobs.terminal.LiveLine;
import org.strideml.jobs.terminal.Terminal;
import org.strideml.jobs.terminal.Terminal.Colour;
import org.strideml.trainer.listen.RoundRecord;

/**
 * Runs the trials of a sweep on threads of the driver, in one Spark application. A trial that fails
 * is recorded and passed over; one that is finished is never run again, whatever start it was
 * finished in. What has been done is on disk at any moment.
 */
public final class SweepJob {
  private final SweepConfig sweep;
  private final Terminal terminal;
  private final LiveLine lines;
  private final EventLog events;
  private final SweepRecord record;
  private final StoppingRule rule;
  private final Spending spending;
  private final TrialRun.Shared shared;
  private final Map<Integer, TrialRun> running = new HashMap<>();
  private boolean stopRequested;
  private String status = "running";

  /**
   * @param code version of this program
   * @param hadoop finds the data's files
   * @param watching who follows each trial's run
   */
  public SweepJob(
      SweepConfig sweep,
      String code,
      Configuration hadoop,
      Terminal terminal,
      EventLog events,
      Watching watching)
      throws IOException {
    this.sweep = sweep;
    this.terminal = terminal;
    this.lines = new LiveLine(terminal);
    this.events = events;
    this.record = new SweepRecord(sweep, code, prints(sweep, hadoop));
    this.rule = rule(sweep.stopping());
    this.spending = new Spending(sweep.budget(), record.secondsBefore(), System::nanoTime);
    this.shared = new TrialRun.Shared(sweep, rule, this::notice, events, this::watched, watching);
  }

  private static StoppingRule rule(Stopping stopping) {
    return switch (stopping.type()) {
      case NONE -> StoppingRule.NONE;
      case MEDIAN -> new MedianRule(stopping.gracePeriod(), stopping.minSamplesRequired());
      case ASHA ->
          new Asha(
              stopping.gracePeriod(),
              stopping.maxT(),
              stopping.reductionFactor(),
              stopping.brackets(),
              new BracketDraw(
                  stopping.seed(),
                  Asha.sizes(
                      stopping.gracePeriod(),
                      stopping.maxT(),
                      stopping.reductionFactor(),
                      stopping.brackets())));
    };
  }

  /** The data of every trial; files are looked at once per path. */
  private static Map<Integer, String> prints(SweepConfig sweep, Configuration hadoop)
      throws IOException {
    Map<List<Object>, String> byData = new HashMap<>();
    Map<Integer, String> prints = new HashMap<>();
    for (Trial trial : sweep.trials()) {
      if (trial.config().isPresent()) {
        StrideConfig config = trial.config().get();
        List<Object> data = List.of(config.data(), config.init());
        if (!byData.containsKey(data)) {
          byData.put(data, DataPrint.of(config, hadoop).orElse(""));
        }
        prints.put(trial.number(), byData.get(data));
      }
    }
    return prints;
  }

  /** Whether every trial has a result that stands. */
  public boolean isFinished() {
    return record.unfinished().isEmpty();
  }

  /** Whether it can be told that data has not changed, which of a session's tables it cannot. */
  public boolean knowsItsData() {
    return record.knowsItsData();
  }

  /**
   * Keeps other processes out of the folder, which is made when it is not there.
   *
   * @throws ConfigException naming the process that sweeps there, or when the folder is of
   *     something else
   */
  public FolderLock lock() throws IOException {
    Path dir = sweep.dir();
    Files.createDirectories(dir);
    try (Stream<Path> files = Files.list(dir)) {
      boolean foreign =
          files.noneMatch(file -> SweepRecord.FILES.contains(file.getFileName().toString()));
      if (foreign && !isEmpty(dir)) {
        throw new ConfigException(
            "sweep.dir must be new, empty or a sweep's folder, got %s, which holds other files"
                .formatted(dir));
      }
    }
    return FolderLock.of(dir, "sweeps", "sweep.dir");
  }

  private static boolean isEmpty(Path dir) throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      return files.findAny().isEmpty();
    }
  }

  /** Asks for an end after the rounds that are going on; a new start goes on. */
  public synchronized void requestStop() {
    if (!stopRequested) {
      lines.line(
          terminal.in(Colour.YELLOW, "! ")
              + "stopping after this round; once more to stop at once");
      stopRequested = true;
      running.values().forEach(TrialRun::requestStop);
    }
  }

  /**
   * Runs what is not finished, in the sweep's order.
   *
   * @param spark not stopped here
   * @return {@link ExitCode#FAILED} when a trial failed or was refused, {@link ExitCode#STOPPED}
   *     when asked to stop
   */
  public ExitCode run(JavaSparkContext spark) throws Exception {
    record.reload();
    List<Trial> waiting = begin();
    List<StrideConfig> users = new ArrayList<>();
    waiting.forEach(trial -> users.add(trial.config().orElseThrow()));
    AtomicInteger number = new AtomicInteger();
    ExecutorService threads =
        Executors.newFixedThreadPool(
            sweep.parallelism(), work -> new Thread(work, "trials-" + number.incrementAndGet()));
    try (SharedRows rows = new SharedRows(spark, users, sweep.parallelism())) {
      List<Future<?>> ends = new ArrayList<>();
      for (Trial trial : waiting) {
        ends.add(threads.submit(() -> attend(spark, rows, trial)));
      }
      for (Future<?> end : ends) {
        end.get();
      }
      if (!waiting.isEmpty()) {
        lines.line(
            terminal.in(
                Colour.GREY,
                "data was prepared %s and its rows were cut %s for %d trials"
                    .formatted(times(rows.preparations()), times(rows.loads()), waiting.size())));
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    } finally {
      threads.shutdownNow();
    }
    return end();
  }

  private static String times(int count) {
    return count == 1 ? "once" : count + " times";
  }

  /** Says what is ahead, and records what can never run. */
  private List<Trial> begin() {
    List<Trial> waiting = record.unfinished();
    int before = sweep.trials().size() - waiting.size();
    lines.line(
        "%s: %d trials%s%s, into %s"
            .formatted(
                terminal.bold("sweep " + sweep.name()),
                sweep.trials().size(),
                before > 0 ? ", %d of them finished before".formatted(before) : "",
                sweep.parallelism() > 1 ? ", %d at a time".formatted(sweep.parallelism()) : "",
                sweep.dir()));
    sweep.notes().forEach(note -> lines.line(terminal.in(Colour.YELLOW, "! ") + note));
    for (TrialResult done : record.trials()) {
      if (done.status().isFinished()) {
        spending.addTrial();
        spending.addBytes((long) Math.max(0, nan0(done.figure(TrialResult.BYTES))));
        TrialWatch.replay(
            done.id(),
            sweep.dir().resolve(done.run()).resolve("metrics.jsonl"),
            sweep.objective(),
            sweep.stopping(),
            rule);
      }
    }
    events.event(
        "sweep",
        Map.of(
            "sweep", sweep.name(),
            "dir", sweep.dir().toString(),
            "trials", sweep.trials().size(),
            "finishedBefore", before));
    record.write(status, spending.seconds());
    List<Trial> runnable = new ArrayList<>();
    for (Trial trial : waiting) {
      if (trial.config().isPresent()) {
        runnable.add(trial);
      } else {
        ended(record.refused(trial));
      }
    }
    return runnable;
  }

  private static double nan0(double value) {
    return Double.isNaN(value) ? 0 : value;
  }

  /** One trial, on a thread of its own. */
  private void attend(JavaSparkContext spark, SharedRows rows, Trial trial) {
    TrialRun run;
    synchronized (this) {
      if (stopRequested) {
        return;
      }
      if (spending.forbidsAnother()) {
        record.put(record.of(trial, TrialStatus.SKIPPED));
        return;
      }
      spending.addTrial();
      TrialResult planned = record.of(trial, TrialStatus.RUNNING);
      run = new TrialRun(trial, planned, shared);
      running.put(trial.number(), run);
      record.put(planned);
      record.write(status, spending.seconds());
    }
    TrialResult result = run.toEnd(spark, rows);
    synchronized (this) {
      running.remove(trial.number());
      rows.done(trial.config().orElseThrow());
      if (spark.sc().isStopped() && !result.status().isFinished()) {
        throw new IllegalStateException(
            "Spark has stopped, so no further trial can run; start the sweep again to go on");
      }
      ended(result);
    }
  }

  private void notice(int trial, String text) {
    lines.line("%strial %d: %s".formatted(terminal.in(Colour.YELLOW, "! "), trial, text));
  }

  /** One round of one trial. */
  private synchronized void watched(int trial, RoundRecord round) {
    spending.addBytes(round.bytesDown() + round.bytesUp());
    if (spending.isSpent()) {
      running.values().forEach(TrialRun::requestStop);
    }
    lines.show(
        "  %d of %d done, %s; trial %d: epoch %.2f, loss %s"
            .formatted(
                sweep.trials().size() - record.unfinished().size(),
                sweep.trials().size(),
                Figures.duration(spending.seconds()),
                trial,
                round.epoch(),
                Figures.loss(round.loss())));
  }

  private void ended(TrialResult result) {
    record.put(result);
    record.write(status, spending.seconds());
    lines.line(line(result));
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("trial", result.number());
    fields.put("run", result.run());
    fields.putAll(result.point());
    fields.put("run.seed", result.seed());
    fields.put("status", result.status().word());
    fields.put(sweep.objective().metric(), result.figure(sweep.objective().metric()));
    fields.put("seconds", result.figure(TrialResult.SECONDS));
    fields.put("bytes", result.figure(TrialResult.BYTES));
    if (!result.error().isEmpty()) {
      fields.put("error", result.error());
    }
    events.event("trial", fields);
  }

  private String line(TrialResult result) {
    String metric = sweep.objective().metric();
    String outcome =
        switch (result.status()) {
          case DONE -> terminal.in(Colour.GREEN, "✓");
          case PRUNED, STOPPED -> terminal.in(Colour.GREY, "·");
          default -> terminal.in(Colour.RED, "✗");
        };
    StringBuilder line = new StringBuilder(outcome);
    line.append(String.format(Locale.ROOT, " %3d/%d  ", result.number(), sweep.trials().size()));
    Map<String, String> point = new LinkedHashMap<>(result.point());
    point.put("seed", Long.toString(result.seed()));
    line.append(ShortNames.named(point));
    if (result.status() != TrialStatus.DONE) {
      line.append("  ").append(result.status().word());
    }
    if (!Double.isNaN(result.figure(metric))) {
      line.append("  ")
          .append(terminal.in(Colour.GREY, metric + " "))
          .append(terminal.bold(Figures.loss(result.figure(metric))));
    }
    if (!Double.isNaN(result.figure(TrialResult.SECONDS))) {
      line.append("  ").append(Figures.duration(result.figure(TrialResult.SECONDS)));
    }
    if (!Double.isNaN(result.figure(TrialResult.BYTES))) {
      line.append("  ").append(Figures.bytes(result.figure(TrialResult.BYTES)));
    }
    return result.error().isEmpty() ? line.toString() : line + "\n      " + result.error();
  }

  private ExitCode end() {
    List<TrialResult> trials = record.trials();
    boolean failed =
        trials.stream()
            .anyMatch(
                trial ->
                    trial.status() == TrialStatus.FAILED || trial.status() == TrialStatus.REFUSED);
    long skipped = trials.stream().filter(t -> t.status() == TrialStatus.SKIPPED).count();
    boolean cut = skipped > 0 || trials.stream().anyMatch(t -> t.status() == TrialStatus.STOPPED);
    ExitCode code = stopRequested ? ExitCode.STOPPED : failed ? ExitCode.FAILED : ExitCode.DONE;
    status = code.status();
    record.write(status, spending.seconds());
    noteMetric(trials);
    if (cut && !stopRequested) {
      lines.line("the budget is spent; a larger sweep.budget and the same command go on from here");
    }
    report();
    return code;
  }

  /** A metric that no trial has is a slip of the pen, after which nothing is best. */
  private void noteMetric(List<TrialResult> trials) {
    String metric = sweep.objective().metric();
    trials.stream()
        .filter(trial -> trial.status() == TrialStatus.DONE)
        .filter(trial -> Double.isNaN(trial.figure(metric)))
        .findFirst()
        .ifPresent(
            trial ->
                lines.line(
                    "%ssweep.metric = %s is no figure of trial %d; there are %s"
                        .formatted(
                            terminal.in(Colour.YELLOW, "! "),
                            metric,
                            trial.number(),
                            String.join(", ", trial.figures().keySet()))));
  }

  /** Writes and prints what a finished sweep has come to. */
  public void reportFinished() {
    status = "done";
    record.write(status, spending.seconds());
    report();
  }

  private void report() {
    SweepResult result = result();
    lines.line("");
    SweepTable.of(result).lines().forEach(lines::line);
    lines.line("");
    result
        .outcomes()
        .forEach(
            one ->
                lines.line("%s: %s (%s)".formatted(one.verdict().words(), one.says(), one.name())));
    result
        .found()
        .ifPresent(
            best ->
                lines.line(
                    "best  %s: %s; train it with scripts/stride train %s"
                        .formatted(
                            ShortNames.named(result.setting(best.setting()).point()),
                            SweepTable.shown(result, best.setting()),
                            sweep.dir().resolve(best.conf()))));
    lines.line(
        "in    "
            + sweep.dir()
            + ": report.html, sweep.json, table.md, table.csv, a folder per trial");
  }

  /** The sweep as it stands. */
  public SweepResult result() {
    return record.result(status, spending.seconds());
  }
}
