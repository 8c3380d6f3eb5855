package org.strideml.jobs.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.strideml.jobs.config.StrideConfig;
import org.strideml.jobs.config.SweepConfig;
import org.strideml.jobs.config.SweepConfig.Trial;
import org.strideml.jobs.exit.ExitCode;
import org.strideml.jobs.exit.Failure;
import org.strideml.jobs.run.RowSupply;
import org.strideml.jobs.run.RunFolder;
import org.strideml.jobs.run.Summary;
import org.strideml.jobs.run.TrainingJob;
import org.strideml.jobs.run.Watching;
import org.strideml.jobs.sweep.result.Rung;
import org.strideml.jobs.sweep.result.TrialResult;
import org.strideml.jobs.sweep.result.TrialStatus;
import org.strideml.jobs.sweep.stopping.StoppingRule;
import org.strideml.jobs.terminal.EventLog;
import org.strideml.jobs.terminal.Terminal;
import org.strideml.trainer.listen.RoundRecord;
import org.strideml.trainer.listen.TrainingListener;

/** One trial at work: an ordinary run in a folder of the sweep's, and how it ended. */
final class TrialRun {
  /** Jobs of one pool are in a row, pools get equal shares; there is one per thread of trials. */
  private static final String POOL = "spark.scheduler.pool";

  private static final Logger LOG = LoggerFactory.getLogger(TrialRun.class);

  private final Trial trial;
  private final TrialResult planned;
  private final Shared shared;
  private TrainingJob job;
  private TrialWatch watch;
  private boolean stopRequested;

  /**
   * What all trials of a sweep have in common.
   *
   * @param notices hears what a person should know of a trial, by its number
   * @param rounds hears of every round of a trial, by its number
   * @param watching who follows each trial's run
   */
  record Shared(
      SweepConfig sweep,
      StoppingRule rule,
      BiConsumer<Integer, String> notices,
      EventLog events,
      BiConsumer<Integer, RoundRecord> rounds,
      Watching watching) {}

  /**
   * @param planned the trial before it has begun: its id and folder
   */
  TrialRun(Trial trial, TrialResult planned, Shared shared) {
    this.trial = trial;
    this.planned = planned;
    this.shared = shared;
  }

  /** Asks it to stop after this round; a new start goes on. */
  synchronized void requestStop() {
    stopRequested = true;
    if (job != null) {
      job.requestStop();
    }
  }

  /** Trains on the calling thread, whose jobs get a fair share of the cluster's slots. */
  TrialResult toEnd(JavaSparkContext spark, RowSupply rows) {
    Path dir = shared.sweep().dir().resolve(planned.run());
    try {
      spark.setLocalProperty(POOL, Thread.currentThread().getName());
      StrideConfig config = trial.in().apply(dir);
      RunFolder folder = RunFolder.of(config, LocalDateTime.now());
      ExitCode code = start(config, folder).run(spark, rows);
      ObjectNode summary = Summary.read(folder.summary()).json();
      return ended(statusOf(code, summary), "", figures(summary));
    } catch (Throwable e) {
      // Whatever one trial does, running out of memory included, the others go on.
      LOG.debug("trial {} failed", trial.number(), e);
      TrialStatus status =
          Failure.codeOf(e) == ExitCode.USAGE ? TrialStatus.REFUSED : TrialStatus.FAILED;
      return ended(status, Failure.messageOf(e), failedFigures(dir));
    } finally {
      spark.setLocalProperty(POOL, null);
    }
  }

  private synchronized TrainingJob start(StrideConfig config, RunFolder folder) {
    watch =
        new TrialWatch(
            planned.id(),
            folder.metrics(),
            shared.sweep().objective(),
            shared.sweep().stopping(),
            shared.rule(),
            why -> job.prune(why),
            round -> shared.rounds().accept(trial.number(), round));
    TrainingListener events =
        shared.events().of(Map.of("trial", trial.number(), "run", planned.run()));
    List<TrainingListener> all = new ArrayList<>(List.of(watch, new Notices(), events));
    all.addAll(shared.watching().of(config, folder));
    job = new TrainingJob(config, folder, Terminal.silent(), all.toArray(TrainingListener[]::new));
    if (stopRequested) {
      job.requestStop();
    }
    return job;
  }

  private TrialStatus statusOf(ExitCode code, ObjectNode summary) {
    boolean pruned = summary.path("status").asText().equals(Summary.PRUNED);
    return switch (code) {
      case DONE -> pruned && watch.isPruned() ? TrialStatus.PRUNED : TrialStatus.DONE;
      case DIVERGED -> TrialStatus.DIVERGED;
      case STOPPED -> TrialStatus.STOPPED;
      default -> TrialStatus.FAILED;
    };
  }

  private TrialResult ended(TrialStatus status, String error, Map<String, Double> figures) {
    List<Rung> rungs = watch == null ? List.of() : watch.rungs();
    return planned.ended(status, error, rungs, figures);
  }

  /** What is known of a run that failed; nothing when it had not begun. */
  private static Map<String, Double> failedFigures(Path dir) {
    Path summary = dir.resolve("summary.json");
    return Files.exists(summary) ? figures(Summary.read(summary).json()) : Map.of();
  }

  private static Map<String, Double> figures(ObjectNode summary) {
    Map<String, Double> figures = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : summary.properties()) {
      if (field.getValue().isNumber() && !field.getKey().equals("seed")) {
        figures.put(field.getKey(), field.getValue().asDouble());
      }
    }
    if (figures.containsKey("bytesDown") && figures.containsKey("bytesUp")) {
      figures.put(TrialResult.BYTES, figures.get("bytesDown") + figures.get("bytesUp"));
    }
    return figures;
  }

  /** Passes on what a person should know. */
  private final class Notices implements TrainingListener {
    @Override
    public void onNotice(String notice) {
      shared.notices().accept(trial.number(), notice);
    }
  }
}
