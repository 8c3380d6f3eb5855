package org.strideml.jobs.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A run as its {@code metrics.jsonl} tells it, from the first round on whatever restarts lie
 * between.
 */
public final class Curves {
  private final List<JsonNode> rounds;
  private final List<JsonNode> evaluations;

  private Curves(List<JsonNode> lines) {
    this.rounds = lines.stream().filter(line -> line.has("loss")).toList();
    this.evaluations = lines.stream().filter(line -> line.has("evalLoss")).toList();
  }

  /** What a file holds; nothing when there is none. */
  public static Curves read(Path metrics) {
    return new Curves(MetricsFile.read(metrics));
  }

  public long rounds() {
    return rounds.isEmpty() ? 0 : last(rounds).path("round").asLong();
  }

  public long steps() {
    return rounds.isEmpty() ? 0 : last(rounds).path("step").asLong();
  }

  double lastLoss() {
    return rounds.isEmpty() ? Double.NaN : last(rounds).path("loss").asDouble(Double.NaN);
  }

  /** A number of every round, such as {@code step} or {@code loss}. */
  public double[] ofRounds(String name) {
    return numbers(rounds, name);
  }

  /** A number of every evaluation. */
  public double[] ofEvaluations(String name) {
    return numbers(evaluations, name);
  }

  /** A number of the last round; NaN when it does not have it. */
  double ofLastRound(String name) {
    return rounds.isEmpty() ? Double.NaN : last(rounds).path(name).asDouble(Double.NaN);
  }

  /**
   * A number of every worker's contribution in every round, such as {@code loss}, or {@code worker}
   * itself. Rounds need not have the same workers, nor in the same order.
   */
  public double[][] ofWorkers(String name) {
    return rounds.stream()
        .map(line -> numbers(elements(line.path("perWorker")), name))
        .toArray(double[][]::new);
  }

  private static List<JsonNode> elements(JsonNode array) {
    List<JsonNode> elements = new ArrayList<>();
    array.forEach(elements::add);
    return elements;
  }

  double sumOfRounds(String name) {
    double sum = 0;
    for (double number : ofRounds(name)) {
      sum += number;
    }
    return sum;
  }

  /** What the last evaluation found; empty when there was none. */
  ObjectNode lastEvaluation() {
    return evaluations.isEmpty() ? nothing() : quality(last(evaluations));
  }

  /** What the evaluation after a round found; empty when there was none. */
  ObjectNode evaluationAfter(long round) {
    return evaluations.stream()
        .filter(line -> line.path("round").asLong() == round)
        .findFirst()
        .map(Curves::quality)
        .orElseGet(Curves::nothing);
  }

  /** Without when and how long. */
  private static ObjectNode quality(JsonNode line) {
    ObjectNode quality = line.deepCopy();
    return quality.remove(List.of("round", "step", "rows", "best", "seconds"));
  }

  private static ObjectNode nothing() {
    ObjectNode nothing = JsonNodeFactory.instance.objectNode();
    nothing.putNull("evalLoss");
    return nothing;
  }

  private static double[] numbers(List<JsonNode> lines, String name) {
    return lines.stream().mapToDouble(line -> line.path(name).asDouble(Double.NaN)).toArray();
  }

  private static JsonNode last(List<JsonNode> lines) {
    return lines.get(lines.size() - 1);
  }
}
