package org.strideml.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.strideml.jobs.run.Summary;
import org.strideml.jobs.terminal.Figures;

/**
 * Sentences that say what follows from a run's figures. One is left out when the figures do not
 * bear it: shares below {@value #NOTEWORTHY} of the time, differences below the noise.
 */
final class RunFindings {
  /** Share of the time from which on something is worth a word. */
  static final double NOTEWORTHY = 0.10;

  private static final double SLOW_WORKER = 1.15;
  private static final double GIGABIT = 1e9 / 8;
  private static final int FEWEST_EVALUATIONS = 3;
  private static final int FEWEST_ROUNDS = 5;
  private static final double RISE = 0.005;

  private final RunRecord run;
  private final List<Finding> findings = new ArrayList<>();

  private RunFindings(RunRecord run) {
    this.run = run;
  }

  static List<Finding> of(RunRecord run) {
    RunFindings findings = new RunFindings(run);
    findings.ending();
    if (run.rounds() > 0) {
      findings.quality();
      findings.time();
      findings.workers();
      findings.bytes();
    }
    return findings.findings;
  }

  private void say(String headline, String detail) {
    findings.add(new Finding(headline, detail));
  }

  private void ending() {
    String status = run.summary().map(one -> one.text("status")).orElse("");
    String error = run.summary().map(one -> one.text("error")).orElse("");
    switch (status) {
      case "done" -> {}
      case "" ->
          say(
              "The run has not ended.",
              "Everything here is as of round "
                  + run.curves().rounds()
                  + ". If nothing trains there any more, the same command goes on.");
      case "stopped" ->
          say("The run was stopped after round " + run.curves().rounds() + ".", "It can go on.");
      case "diverged" ->
          say(
              "The loss was not finite after round " + run.curves().rounds() + ".",
              "The model of that round is kept. A lower optimizer.lr, a longer warm-up or"
                  + " optimizer.clipNorm may help.");
      case "pruned" ->
          say(
              "The run was ended early by its sweep.",
              "Others were better at round " + run.curves().rounds() + ".");
      default -> say("The run failed.", error);
    }
  }

  private void quality() {
    Measure measure = run.measure();
    double[] values = run.evaluations(measure.figure());
    double[] losses = run.evaluations("evalLoss");
    double end = RunPictures.lastFinite(losses);
    if (!Double.isFinite(end)) {
      return;
    }
    String reached =
        measure == Measure.LOSS
            ? "Held-out loss %s".formatted(Figures.loss(end))
            : "%s %s, held-out loss %s"
                .formatted(
                    measure.title(),
                    measure.text(RunPictures.lastFinite(values)),
                    Figures.loss(end));
    int best = indexOfLeast(losses);
    double[] steps = run.evaluations("step");
    if (losses.length < FEWEST_EVALUATIONS) {
      say(reached + ".", passes());
    } else if (best == losses.length - 1) {
      say(
          reached + ", and still falling.",
          "The last of %d evaluations has the lowest loss, so training longer may help. %s"
              .formatted(losses.length, passes()));
    } else if (end > losses[best] * (1 + RISE)) {
      say(
          "%s; it was lowest, %s, at step %.0f."
              .formatted(reached, Figures.loss(losses[best]), steps[best]),
          "The held-out loss has risen by %s since. train.patience keeps the best model; dropout or"
                  .formatted(Figures.percent(end / losses[best] - 1, 1))
              + " optimizer.weightDecay may help. "
              + passes());
    } else {
      say(
          "%s; level since step %.0f.".formatted(reached, steps[best]),
          "Its lowest was %s. %s".formatted(Figures.loss(losses[best]), passes()));
    }
  }

  private String passes() {
    double passes = RunRecord.last(run.curves().ofRounds("epoch"));
    return Double.isFinite(passes)
        ? String.format(Locale.ROOT, "The workers passed over the data %.2g times.", passes)
        : "";
  }

  private static int indexOfLeast(double[] numbers) {
    int best = 0;
    for (int i = 1; i < numbers.length; i++) {
      if (numbers[i] < numbers[best] || !Double.isFinite(numbers[best])) {
        best = i;
      }
    }
    return best;
  }

  private void time() {
    Phases phases = Phases.of(run);
    double total = phases.total();
    double share = phases.overhead() / total;
    String split =
        "Coding %s, Spark %s, waiting for the slowest worker %s, computing %s."
            .formatted(
                Figures.percent(phases.share(phases.encode()), 0),
                Figures.percent(phases.share(phases.spark()), 0),
                Figures.percent(phases.share(phases.waiting()), 0),
                Figures.percent(phases.share(phases.compute()), 0));
    double period = run.number("sync.period");
    if (run.isAsynchronous()) {
      say(
          "Workers computed for %s of the time.".formatted(Figures.percent(1 - share, 0)),
          "The rest is coding, Spark, and slots without a worker.");
      streams(phases);
      return;
    }
    if (share < NOTEWORTHY || !(period >= 1)) {
      say(
          "Synchronizing took %s of the time.".formatted(Figures.percent(share, 0)),
          split + " Longer periods would gain little.");
      return;
    }
    double longer = 4 * period;
    // The first round loads classes and compiles, however few there are.
    double saved = phases.after(1).overhead() * (1 - period / longer);
    double gain = total / (total - saved);
    say(
        String.format(
            Locale.ROOT,
            "Synchronizing took %s of the time; sync.period = %.0f instead of %.0f would make it"
                + " %.2g times as fast.",
            Figures.percent(share, 0),
            longer,
            period,
            gain),
        split
            + " That is arithmetic: as many steps, a quarter of the rounds, each with the overhead it"
            + " had. What it does to the loss, scripts/stride sweep finds out.");
  }

  /** Who brought how much, and what the clock says beside what was measured. */
  private void streams(Phases phases) {
    double[] results = run.resultsByWorker();
    int most = 0;
    int fewest = 0;
    for (int worker = 1; worker < results.length; worker++) {
      most = results[worker] > results[most] ? worker : most;
      fewest = results[worker] < results[fewest] ? worker : fewest;
    }
    double[] ages = run.curves().ofRounds("staleness");
    double oldest = DoubleStream.of(ages).filter(Double::isFinite).max().orElse(Double.NaN);
    say(
        String.format(
            Locale.ROOT,
            "Results were %.1f outer steps old on average, %.0f at most.",
            Phases.sum(ages) / ages.length,
            oldest),
        "Of %.0f results worker %d brought the most, %.0f, and worker %d the fewest, %.0f."
            .formatted(Phases.sum(results), most, results[most], fewest, results[fewest]));
    if (run.setting("sync.async.clock").equals("virtual")) {
      say(
          "The virtual clock stands at %s."
              .formatted(Figures.duration(RunRecord.last(run.clock()))),
          "It counts sync.async.secondsPerStep for local steps and nothing for messages. Measured on"
              + " this cluster, rounds took %s, and workers computed for %s of them."
                  .formatted(
                      Figures.duration(phases.total()),
                      Figures.duration(Phases.sum(phases.compute()))));
    }
  }

  private void workers() {
    double[] typical = Medians.of(run.byWorker("computeSeconds"));
    int workers = typical.length;
    if (workers < 2 || run.rounds() < FEWEST_ROUNDS) {
      return;
    }
    int most = 0;
    for (int worker = 1; worker < workers; worker++) {
      most = typical[worker] > typical[most] ? worker : most;
    }
    double ratio = typical[most] / Medians.of(typical);
    if (ratio > SLOW_WORKER) {
      say(
          String.format(
              Locale.ROOT, "Worker %d took %.2g times as long as the median worker.", most, ratio),
          "Medians over rounds. Its executor may be shared or slower, or its rows larger.");
    }
  }

  private void bytes() {
    double sent = RunRecord.last(run.bytes());
    double plain = Phases.sum(run.curves().ofRounds("bytesFp32"));
    plain = plain > 0 ? plain : run.summary().map(this::plain).orElse(Double.NaN);
    if (!(sent > 0)) {
      return;
    }
    double seconds = RunRecord.last(run.seconds());
    double onWire = sent / GIGABIT;
    double computing = Phases.sum(Phases.of(run).compute());
    String wire =
        "Modelled: a link of 1 Gb/s at the driver would need %s for them, %s of the time there was."
                .formatted(Figures.duration(onWire), Figures.percent(onWire / seconds, 0))
            + " Measured: computing took %s.".formatted(Figures.duration(computing));
    if (plain / sent >= 1.05) {
      say(
          String.format(
              Locale.ROOT,
              "%s were sent, %.2f times less than plain floats.",
              Figures.bytes(sent),
              plain / sent),
          wire);
    } else {
      say(
          "%s were sent.".formatted(Figures.bytes(sent)),
          wire
              + (run.setting("compression.gradients.codec").equals("none")
                  ? " Eight bits (compression.weights.codec, compression.gradients.codec) send about"
                      + " a quarter."
                  : ""));
    }
  }

  private double plain(Summary summary) {
    return summary.number("bytesFp32");
  }
}
