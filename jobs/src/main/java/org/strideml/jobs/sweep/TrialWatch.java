package org.strideml.jobs.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.strideml.jobs.config.ConfigException;
import org.strideml.jobs.config.SweepConfig.Objective;
import org.strideml.jobs.config.SweepConfig.Stopping;
import org.strideml.jobs.config.SweepConfig.StoppingType;
import org.strideml.jobs.config.SweepConfig.TimeAttr;
import org.strideml.jobs.run.MetricsFile;
import org.strideml.jobs.run.QualityJson;
import org.strideml.jobs.sweep.result.Rung;
import org.strideml.jobs.sweep.stopping.StoppingRule;
import org.strideml.jobs.terminal.Figures;
import org.strideml.trainer.listen.EvaluationRecord;
import org.strideml.trainer.listen.RoundRecord;
import org.strideml.trainer.listen.RunStart;
import org.strideml.trainer.listen.TrainingListener;

/** Tells the stopping rule of a trial's evaluations, and the trial of its decisions. */
final class TrialWatch implements TrainingListener {
  private final String trial;
  private final Path metrics;
  private final Objective objective;
  private final Stopping stopping;
  private final StoppingRule rule;
  private final Consumer<String> prune;
  private final Consumer<RoundRecord> onRound;
  private final List<Rung> rungs = new ArrayList<>();

  /**
   * @param trial id
   * @param metrics the trial's {@code metrics.jsonl}, from which a restarted trial tells again what
   *     it had told
   * @param prune ends the trial, with a sentence that says why
   */
  TrialWatch(
      String trial,
      Path metrics,
      Objective objective,
      Stopping stopping,
      StoppingRule rule,
      Consumer<String> prune,
      Consumer<RoundRecord> onRound) {
    this.trial = trial;
    this.metrics = metrics;
    this.objective = objective;
    this.stopping = stopping;
    this.rule = rule;
    this.prune = prune;
    this.onRound = onRound;
  }

  /** Tells a rule what a trial's file says, without asking for decisions; those were taken. */
  static List<Rung> replay(
      String trial, Path metrics, Objective objective, Stopping stopping, StoppingRule rule) {
    List<Rung> passed = new ArrayList<>();
    for (JsonNode line : MetricsFile.read(metrics)) {
      if (line.has("evalLoss")) {
        long time = line.path(stopping.timeAttr() == TimeAttr.ROUND ? "round" : "step").asLong();
        rule.report(trial, time, loss(objective, line))
            .ifPresent(rung -> passed.add(told(objective, rung, true)));
      }
    }
    return passed;
  }

  /** Less is better, and what is no number is worst. */
  private static double loss(Objective objective, JsonNode evaluation) {
    double value = evaluation.path(objective.metric()).asDouble(Double.NaN);
    double loss = objective.lowerIsBetter() ? value : -value;
    return Double.isFinite(loss) ? loss : Double.MAX_VALUE;
  }

  /** With values as the metric has them. */
  private static Rung told(Objective objective, Rung rung, boolean kept) {
    int sign = objective.lowerIsBetter() ? 1 : -1;
    return new Rung(
        rung.rule(),
        rung.bracket(),
        rung.milestone(),
        sign * rung.value(),
        sign * rung.cutoff(),
        kept);
  }

  @Override
  public void onStart(RunStart start) {
    if (start.round() > 0) {
      rungs.addAll(replay(trial, metrics, objective, stopping, rule));
    }
  }

  @Override
  public void onRound(RoundRecord round) {
    onRound.accept(round);
  }

  @Override
  public void onEvaluation(EvaluationRecord evaluation) {
    if (stopping.type() == StoppingType.NONE) {
      return;
    }
    JsonNode figures = QualityJson.of(evaluation.quality());
    if (!figures.has(objective.metric())) {
      List<String> names = new ArrayList<>();
      figures.fieldNames().forEachRemaining(names::add);
      throw new ConfigException(
          "sweep.metric must be a figure of evaluations to stop trials by, got %s; there are %s"
              .formatted(objective.metric(), String.join(", ", names)));
    }
    long time = stopping.timeAttr() == TimeAttr.ROUND ? evaluation.round() : evaluation.step();
    rule.report(trial, time, loss(objective, figures))
        .map(rung -> told(objective, rung, rung.kept()))
        .ifPresent(this::decided);
    if (stopping.type() == StoppingType.ASHA && time >= stopping.maxT()) {
      prune.accept("sweep.stopping.maxT = " + stopping.maxT() + " is reached");
    }
  }

  private void decided(Rung rung) {
    rungs.add(rung);
    if (!rung.kept()) {
      prune.accept(
          "%s %s is worse than %s of the others at %s %d"
              .formatted(
                  objective.metric(),
                  Figures.loss(rung.value()),
                  Figures.loss(rung.cutoff()),
                  stopping.timeAttr().name().toLowerCase(java.util.Locale.ROOT),
                  rung.milestone()));
    }
  }

  /** Decisions so far, in order. */
  List<Rung> rungs() {
    return List.copyOf(rungs);
  }

  /** Whether the rule has ended the trial. */
  boolean isPruned() {
    return !rungs.isEmpty() && !rungs.get(rungs.size() - 1).kept();
  }
}
