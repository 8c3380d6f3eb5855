package org.strideml.jobs.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.strideml.jobs.run.MetricsFile;
import org.strideml.kernels.DeviceTraffic;
import org.strideml.trainer.listen.EvaluationRecord;
import org.strideml.trainer.listen.RoundRecord;
import org.strideml.trainer.listen.RoundRecord.WorkerRecord;
import org.strideml.trainer.listen.RunStart;
import org.strideml.trainer.metric.Quality;

/** Run folders whose figures are chosen, so that what follows from them is known. */
public final class RunFiles {
  private static final double COMPUTE = 0.6;
  private static final double ENCODE = 0.1;
  private static final double ROUND = 1.0;

  private final Path folder;
  private final Map<String, String> settings = new TreeMap<>();
  private int workers = 2;
  private int rounds = 40;
  private int slots = 2;
  private boolean asynchronous;
  private int slowWorker = -1;
  private int risesFrom = Integer.MAX_VALUE;

  public RunFiles(Path folder) {
    this.folder = folder;
    settings.put("run.seed", "1");
    settings.put("model.type", "mlp");
    settings.put("sync.workers", "2");
    settings.put("sync.period", "16");
    settings.put("schedule.warmupSteps", "80");
    settings.put("compression.gradients.codec", "stochastic");
  }

  RunFiles setting(String key, String value) {
    settings.put(key, value);
    return this;
  }

  RunFiles workers(int count, int atOnce) {
    workers = count;
    slots = atOnce;
    settings.put("sync.workers", Integer.toString(count));
    return this;
  }

  /** Workers do not wait: three of four results are worker 0's, those of worker 1 are older. */
  RunFiles asynchronous() {
    asynchronous = true;
    settings.put("sync.mode", "asynchronous");
    settings.put("sync.async.clock", "virtual");
    settings.put("train.batchSize", "16");
    return this;
  }

  RunFiles rounds(int count) {
    rounds = count;
    return this;
  }

  /** A worker that takes twice as long as the others. */
  RunFiles slowWorker(int worker) {
    slowWorker = worker;
    return this;
  }

  /** The held-out loss rises after this round. */
  RunFiles heldOutRisesFrom(int round) {
    risesFrom = round;
    return this;
  }

  /** Writes settings and metrics, and a summary with this status unless it is empty. */
  public Path write(String status) throws IOException {
    Files.createDirectories(folder);
    StringBuilder conf = new StringBuilder();
    settings.forEach((key, value) -> conf.append("%s = \"%s\"\n".formatted(key, value)));
    Files.writeString(folder.resolve("config.resolved.conf"), conf.toString());
    try (MetricsFile metrics = new MetricsFile(folder.resolve("metrics.jsonl"), slots)) {
      metrics.onStart(new RunStart(0, rounds, 16L * rounds, 1000, 5000, 500, workers));
      for (int round = 1; round <= rounds; round++) {
        metrics.onRound(round(round));
        if (round % 5 == 0) {
          double loss = 0.1 + 2.0 / Math.min(round, risesFrom);
          loss += Math.max(0, round - risesFrom) * 0.01;
          Quality quality =
              new Quality(loss, Map.of("accuracy", 1 - loss / 4), new double[0][], 500);
          metrics.onEvaluation(new EvaluationRecord(round, 16L * round, quality, true, 0.1));
        }
      }
    }
    if (!status.isEmpty()) {
      Files.writeString(
          folder.resolve("summary.json"),
          """
          {"status": "%s", "backend": "cpu", "parameters": 1000, "error": "<b>no</b> room"}
          """
              .formatted(status));
    }
    return folder;
  }

  /** With a slot per worker: 60 % computing, 10 % coding, 30 % Spark. */
  private RoundRecord round(int round) {
    List<WorkerRecord> each = new ArrayList<>();
    double slowest = 0;
    int brings = round % 4 == 0 ? 1 : 0;
    for (int worker = 0; worker < workers; worker++) {
      if (asynchronous && worker != brings) {
        continue;
      }
      double seconds = worker == slowWorker ? COMPUTE : slowWorker < 0 ? COMPUTE : COMPUTE / 2;
      slowest = Math.max(slowest, seconds);
      each.add(new WorkerRecord(worker, 2.0 / round + 0.01 * worker, 128, seconds, ENCODE));
    }
    return new RoundRecord(
        round,
        16L * round,
        128L * workers * round,
        0,
        0.05 * round,
        2.0 / round,
        1e-3,
        16,
        1000L * workers,
        1000L * workers,
        8000L * workers,
        slowest,
        0.4,
        0.05,
        ENCODE,
        ROUND - slowest - ENCODE,
        ROUND,
        DeviceTraffic.NONE,
        0,
        0,
        each,
        asynchronous ? Map.of("clockSeconds", 3.0 * round, "staleness", 2.0 * brings) : Map.of());
  }
}
