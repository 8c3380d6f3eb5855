package org.strideml.jobs.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.strideml.jobs.sweep.result.Axis;
import org.strideml.jobs.sweep.result.Best;
import org.strideml.jobs.sweep.result.Comparison;
import org.strideml.jobs.sweep.result.Estimate;
import org.strideml.jobs.sweep.result.Front;
import org.strideml.jobs.sweep.result.Outcome;
import org.strideml.jobs.sweep.result.Setting;
import org.strideml.jobs.sweep.result.SweepFile;
import org.strideml.jobs.sweep.result.SweepResult;
import org.strideml.jobs.sweep.result.TrialResult;
import org.strideml.jobs.sweep.result.TrialStatus;
import org.strideml.jobs.sweep.result.Verdict;

/** A sweep of workers and periods over three seeds whose figures are chosen. */
final class SweepFiles {
  private static final List<String> WORKERS = List.of("1", "2", "4", "8");
  private static final List<String> PERIODS = List.of("1", "4", "16", "64");
  private static final int SEEDS = 3;

  private SweepFiles() {}

  /** Accuracy falls a little with workers and period; time and bytes fall with the period. */
  static Path write(Path folder) throws IOException {
    List<TrialResult> trials = new ArrayList<>();
    List<Setting> settings = new ArrayList<>();
    for (int worker = 0; worker < WORKERS.size(); worker++) {
      for (int period = 0; period < PERIODS.size(); period++) {
        Map<String, String> point = new LinkedHashMap<>();
        point.put("sync.workers", WORKERS.get(worker));
        point.put("sync.period", PERIODS.get(period));
        double accuracy = 0.88 - 0.004 * worker - 0.003 * period;
        double seconds = 4 + 32.0 / Double.parseDouble(PERIODS.get(period));
        double bytes = 4e8 * (worker + 1) / Double.parseDouble(PERIODS.get(period));
        List<Integer> numbers = new ArrayList<>();
        for (int seed = 1; seed <= SEEDS; seed++) {
          int number = trials.size() + 1;
          numbers.add(number);
          boolean failed = number == trialCount();
          String run = "w%d-p%d-s%d".formatted(worker, period, seed);
          if (seed == 1) {
            new RunFiles(folder.resolve(run))
                .rounds(10)
                .setting("sync.period", PERIODS.get(period))
                .setting("sync.workers", WORKERS.get(worker))
                .write("done");
          }
          trials.add(
              new TrialResult(
                  number,
                  "id" + number,
                  failed ? "" : run,
                  point,
                  seed,
                  failed ? TrialStatus.FAILED : TrialStatus.DONE,
                  failed ? "the <disk> is full" : "",
                  List.of(),
                  "",
                  "",
                  failed
                      ? Map.of()
                      : Map.of(
                          "accuracy",
                          accuracy + 0.001 * (seed - 2),
                          "trainLoss",
                          0.3,
                          "seconds",
                          seconds,
                          "bytes",
                          bytes)));
        }
        settings.add(
            new Setting(
                settings.size() + 1,
                point,
                numbers,
                Map.of(
                    "accuracy",
                    new Estimate(SEEDS, accuracy, 0.001, accuracy - 0.0025, accuracy + 0.0025),
                    "seconds",
                    new Estimate(SEEDS, seconds, 0.1, seconds - 0.2, seconds + 0.2),
                    "bytes",
                    new Estimate(SEEDS, bytes, 0, bytes, bytes))));
      }
    }
    SweepFile.write(
        folder,
        new SweepResult(
            "workers-x-period",
            "failed",
            "abc1234",
            "accuracy",
            "max",
            0.95,
            321,
            List.of(
                new Axis("sync.workers", WORKERS),
                new Axis("sync.period", PERIODS),
                new Axis("run.seed", List.of("1", "2", "3"))),
            trials,
            settings,
            List.of(new Comparison(1, 16, "accuracy", 3, -0.02, -0.03, -0.01, -9, 0.001, 0.01)),
            List.of(new Comparison(1, 2, "accuracy", 3, -0.003, -0.007, 0.001, -3, 0.08, 0.3)),
            List.of(
                new Front("bytes", List.of(4, 3, 2, 1)), new Front("seconds", List.of(4, 3, 2, 1))),
            List.of(
                outcome("p1", "period 64 loses", 4, -0.009, -0.012, -0.006, Verdict.REPRODUCED),
                outcome("p2", "workers | lose", 13, -0.001, -0.004, 0.002, Verdict.NOT_REPRODUCED)),
            new Best(1, 1, "best.conf")));
    return folder;
  }

  private static Outcome outcome(
      String name, String says, int setting, double d, double low, double high, Verdict verdict) {
    return new Outcome(
        name,
        says,
        "accuracy",
        setting,
        1,
        1,
        "below",
        0,
        0.01,
        false,
        SEEDS,
        d,
        low,
        high,
        verdict);
  }

  private static int trialCount() {
    return WORKERS.size() * PERIODS.size() * SEEDS;
  }
}
