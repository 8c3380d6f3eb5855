package org.strideml.jobs.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A run as its {@code metrics.jsonl} tells it, from the first round on whatever restarts lie
 * between.
 */
final class Curves {
  private final List<JsonNode> rounds;
  private final List<JsonNode> evaluations;

  private Curves(List<JsonNode> lines) {
    this.rounds = lines.stream().filter(line -> line.has("loss")).toList();
    this.evaluations = lines.stream().filter(line -> line.has("evalLoss")).toList();
  }

  static Curves read(Path metrics) {
    return new Curves(MetricsFile.read(metrics));
  }

  long rounds() {
    return rounds.isEmpty() ? 0 : last(rounds).path("round").asLong();
  }

  long steps() {
    return rounds.isEmpty() ? 0 : last(rounds).path("step").asLong();
  }

  double lastLoss() {
    return rounds.isEmpty() ? Double.NaN : last(rounds).path("loss").asDouble(Double.NaN);
  }

  /** A number of every round, such as {@code step} or {@code loss}. */
  double[] ofRounds(String name) {
    return numbers(rounds, name);
  }

  /** A number of every evaluation. */
  double[] ofEvaluations(String name) {
    return numbers(evaluations, name);
  }

  double sumOfRounds(String name) {
    double sum = 0;
    for (double number : ofRounds(name)) {
      sum += number;
    }
    return sum;
  }

  /** Accuracy in the evaluation after a round. */
  OptionalDouble accuracyAfter(long round) {
    return evaluations.stream()
        .filter(line -> line.path("round").asLong() == round)
        .mapToDouble(line -> line.path("accuracy").asDouble(Double.NaN))
        .findFirst();
  }

  private static double[] numbers(List<JsonNode> lines, String name) {
    return lines.stream().mapToDouble(line -> line.path(name).asDouble(Double.NaN)).toArray();
  }

  private static JsonNode last(List<JsonNode> lines) {
    return lines.get(lines.size() - 1);
  }
}
