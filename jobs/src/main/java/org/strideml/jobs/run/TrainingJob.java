package org.strideml.jobs.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.strideml.jobs.config.StrideConfig;
import org.strideml.jobs.events.SparkEvents;
import org.strideml.jobs.exit.ExitCode;
import org.strideml.jobs.exit.Failure;
import org.strideml.jobs.run.Summary.Outcome;
import org.strideml.jobs.terminal.Progress;
import org.strideml.jobs.terminal.Terminal;
import org.strideml.jobs.terminal.Terminal.Colour;
import org.strideml.kernels.Backends;
import org.strideml.trainer.Trainer;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.TrainingResult;
import org.strideml.trainer.checkpoint.CheckpointStore;
import org.strideml.trainer.listen.TrainingListener;
import org.strideml.trainer.memory.ClusterShape;
import org.strideml.trainer.memory.MemoryPlan;
import org.strideml.trainer.model.ModelFolder;
import org.strideml.trainer.spark.ClusterMemory;

/** Trains one configuration into one run folder and says how that ended. */
public final class TrainingJob {
  private final StrideConfig config;
  private final RunFolder folder;
  private final Terminal terminal;
  private final List<TrainingListener> watchers;
  private Trainer trainer;
  private Progress progress;
  private boolean stopRequested;

  /**
   * @param watchers hear of the run after its files have; those that are {@link RunWatcher}s hear
   *     of its end, too
   */
  public TrainingJob(
      StrideConfig config, RunFolder folder, Terminal terminal, TrainingListener... watchers) {
    this.config = config;
    this.folder = folder;
    this.terminal = terminal;
    this.watchers = List.of(watchers);
  }

  /** Asks the run to stop after this round, so that it can be resumed. Any thread may call. */
  public synchronized void requestStop() {
    stopRequested = true;
    if (trainer != null) {
      progress.onNotice("stopping after this round; once more to stop at once");
      trainer.requestStop();
    }
  }

  /**
   * Ends the run for good after this round; for watchers.
   *
   * @param why one sentence
   */
  public synchronized void prune(String why) {
    trainer.prune(why);
  }

  private synchronized Trainer started(Trainer created, Progress shown) {
    trainer = created;
    progress = shown;
    if (stopRequested) {
      trainer.requestStop();
    }
    return trainer;
  }

  /**
   * Trains to the end, goes on where an earlier call stopped, or does nothing when all is done.
   * Whatever happens after the folder was made is in its {@code summary.json}.
   *
   * @param spark not stopped here
   */
  public ExitCode run(JavaSparkContext spark) throws Exception {
    return run(spark, RowSupply.alone(spark));
  }

  /**
   * As {@link #run(JavaSparkContext)}, with data that other runs may use, too.
   *
   * @param spark not stopped here
   */
  public ExitCode run(JavaSparkContext spark, RowSupply supply) throws Exception {
    GpuAmount.check(spark.getConf(), config.backend());
    String dataHash = DataPrint.of(config, spark.hadoopConfiguration()).orElse("");
    TrainingInput input = TrainingInput.of(config, supply.open(config));
    input.table().notes().forEach(note -> terminal.line(terminal.in(Colour.GREY, note)));
    TrainerConfig trainerConfig = input.trainerConfig(config);
    if (spark.isLocal()) {
      // Tasks will run here, so a device that is missing is better found out before they do.
      Backends.open(
              config.backend().type(), config.backend().device(), config.backend().precision())
          .backend()
          .close();
    }
    folder.create(config);
    try (FolderLock lock = FolderLock.of(folder.path(), "trains", "run.dir")) {
      return locked(spark, supply, dataHash, input, trainerConfig);
    }
  }

  private ExitCode locked(
      JavaSparkContext spark,
      RowSupply supply,
      String dataHash,
      TrainingInput input,
      TrainerConfig trainerConfig)
      throws Exception {
    // One from before a restart would speak of a run that is going on.
    Files.deleteIfExists(folder.summary());
    try {
      Executors.await(spark);
      MemoryPlan memory =
          MemoryPlan.of(
              trainerConfig,
              input.data(),
              ClusterMemory.of(spark, config.backend()).sharedBy(supply.atOnce()));
      MemoryCheck.requireEnough(memory);
      MemoryCheck.lines(memory).forEach(line -> terminal.line(terminal.in(Colour.GREY, line)));
      return finish(input, dataHash, train(spark, supply, input, trainerConfig));
    } catch (Exception e) {
      Summary.failed(config, folder, Failure.codeOf(e), Failure.messageOf(e))
          .write(folder.summary());
      throw e;
    } finally {
      if (Files.exists(folder.summary())) {
        ended(spark, Summary.read(folder.summary()));
      }
    }
  }

  private void ended(JavaSparkContext spark, Summary summary) {
    for (TrainingListener watcher : watchers) {
      if (watcher instanceof RunWatcher run) {
        run.onEnd(summary);
      }
    }
    events(spark).ended(summary.text("status"));
  }

  private SparkEvents events(JavaSparkContext spark) {
    return new SparkEvents(
        spark.sc(), folder.path().getFileName().toString(), config.resolved().hash());
  }

  private TrainingResult train(
      JavaSparkContext spark, RowSupply supply, TrainingInput input, TrainerConfig trainerConfig)
      throws Exception {
    CheckpointStore checkpoints =
        new CheckpointStore(folder.checkpoints(config), config.resolved().hash());
    try (MetricsFile metrics = new MetricsFile(folder.metrics(), slots(spark));
        Progress shown = new Progress(terminal)) {
      List<TrainingListener> listeners = new ArrayList<>(List.of(metrics, shown, events(spark)));
      listeners.addAll(watchers);
      Trainer started =
          started(
              new Trainer(
                  spark, trainerConfig, input.data(), supply.shards(), checkpoints, listeners),
              shown);
      started.logClockTo(folder.clock());
      if (unshared(spark)) {
        tell(
            listeners,
            "checkpoints lie in %s, which executors on other machines cannot reach to restore a"
                    .formatted(checkpoints.folder())
                + " worker; set checkpoint.dir to a path all of them share");
      }
      return started.fit(input.initialParameters());
    }
  }

  private static void tell(List<TrainingListener> listeners, String notice) {
    listeners.forEach(listener -> listener.onNotice(notice));
  }

  private static int slots(JavaSparkContext spark) {
    ClusterShape shape = ClusterMemory.of(spark);
    return shape.executors() * shape.slots();
  }

  /** Whether workers keep state that executors elsewhere could not read back. */
  private boolean unshared(JavaSparkContext spark) {
    boolean keeps =
        config.sync().state() != TrainerConfig.StateMode.RESET
            || !config.sync().drift().workerNames().isEmpty()
            || config.sync().streaming().active()
            || config.compression().workersRemember()
            || config.compression().differences();
    return keeps
        && !spark.master().startsWith("local")
        && folder.checkpoints(config).startsWith("file:");
  }

  private ExitCode finish(TrainingInput input, String dataHash, TrainingResult result)
      throws IOException {
    ExitCode code = codeOf(result.status());
    ModelFolder.save(
        folder.model(), input.model(), result.parameters(), input.preprocessing().toJson());
    Outcome outcome =
        new Outcome(
            code,
            result,
            quality(result),
            input.model().layout().trainableSize(),
            input.table().dropped(),
            dataHash);
    Summary.of(config, folder, outcome, input.model().batchShape().tokens())
        .write(folder.summary());
    boolean good = code == ExitCode.DONE;
    terminal.line(
        terminal.in(good ? Colour.GREEN : Colour.RED, good ? "✓ " : "✗ ") + result.explanation());
    return code;
  }

  private static ExitCode codeOf(TrainingResult.Status status) {
    return switch (status) {
      case COMPLETED, EARLY_STOPPED, PRUNED -> ExitCode.DONE;
      case DIVERGED -> ExitCode.DIVERGED;
      case STOPPED -> ExitCode.STOPPED;
    };
  }

  /** Figures of the model that is kept: the best one when early stopping watched, else the last. */
  private ObjectNode quality(TrainingResult result) {
    Curves curves = Curves.read(folder.metrics());
    long best = result.progress().bestRound();
    return config.train().patience() == 0 || best < 0
        ? curves.lastEvaluation()
        : curves.evaluationAfter(best);
  }
}
