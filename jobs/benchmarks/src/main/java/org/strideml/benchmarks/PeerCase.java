package org.strideml.benchmarks;

import static org.strideml.kernels.Precision.BF16;
import static org.strideml.kernels.Precision.FP32;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.strideml.kernels.Precision;
import org.strideml.trainer.model.Gpt;
import org.strideml.trainer.model.Mlp;

/**
 * Work that a peer does too.
 *
 * @param name last part of the measurement's
 * @param warmUps rounds of each side that do not count
 * @param repetitions rounds of each side that do
 */
record PeerCase(String name, StepCase step, Precision precision, int warmUps, int repetitions) {
  static final int PERIOD = 16;
  static final int WORKERS = 2;

  /** Rounds of the perceptron are short: it takes 20 until a JVM has compiled what they run. */
  static List<PeerCase> all() {
    return List.of(
        new PeerCase("mlp", StepCase.mlp(), FP32, 20, 31),
        new PeerCase("gpt", StepCase.gpt(), FP32, 2, 5),
        new PeerCase("gpt-bf16", StepCase.gpt(), BF16, 2, 5),
        new PeerCase("quickstart", StepCase.quickstart(), FP32, 4, 11));
  }

  /** What a peer's process is told besides its rank. */
  List<String> settings() {
    List<String> settings = new ArrayList<>();
    if (step.model() instanceof Mlp mlp) {
      List<Integer> widths = new ArrayList<>(List.of(mlp.inputs()));
      mlp.hidden().forEach(hidden -> widths.add(hidden.size()));
      widths.add(mlp.head().outputs());
      settings.add("model=mlp");
      settings.add("shape=" + numbers(widths));
    } else if (step.model() instanceof Gpt gpt) {
      settings.add("model=gpt");
      settings.add(
          "shape="
              + numbers(
                  List.of(
                      gpt.layers(), gpt.heads(), gpt.width(), gpt.context(), gpt.vocabulary())));
    } else {
      throw new IllegalStateException("no peer knows the model " + step.model());
    }
    settings.add("batch=" + step.batchSize());
    settings.add("optimizer=" + step.optimizer().type());
    settings.add("precision=" + precision);
    settings.add("period=" + PERIOD);
    settings.add("processes=" + WORKERS);
    return Collections.unmodifiableList(settings);
  }

  private static String numbers(List<Integer> values) {
    return values.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  /** Rows that all workers together process in a round. */
  long rowsPerRound() {
    return (long) WORKERS * PERIOD * step.batchSize();
  }
}
