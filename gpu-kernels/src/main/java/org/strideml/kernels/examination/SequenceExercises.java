package org.strideml.kernels.examination;

import java.util.List;
import org.strideml.kernels.Indices;
import org.strideml.kernels.Operation;
import org.strideml.kernels.Tensor;

/** Embedding, normalization and gates. */
final class SequenceExercises {
  private static final int SEQUENCES = 3;
  private static final int TIME = 21;
  private static final int ROWS = SEQUENCES * TIME;
  private static final int WIDTH = 72;
  private static final int TOKENS = 101;
  private static final float EPSILON = 1e-5f;

  private SequenceExercises() {}

  static List<Exercise> all() {
    return List.of(
        new Exercise(Operation.SEQUENCE, "embeddingForward", SequenceExercises::embedding),
        new Exercise(Operation.SEQUENCE, "embeddingBackward", SequenceExercises::embeddingBackward),
        new Exercise(Operation.SEQUENCE, "layerNormForward", SequenceExercises::layerNorm),
        new Exercise(Operation.SEQUENCE, "layerNormBackward", SequenceExercises::layerNormBackward),
        new Exercise(Operation.SEQUENCE, "rmsNormForward", SequenceExercises::rmsNorm),
        new Exercise(Operation.SEQUENCE, "rmsNormBackward", SequenceExercises::rmsNormBackward),
        new Exercise(Operation.SEQUENCE, "swigluForward", SequenceExercises::swiglu),
        new Exercise(Operation.SEQUENCE, "swigluBackward", SequenceExercises::swigluBackward));
  }

  private static Runnable embedding(Workbench bench) {
    Indices tokens = bench.indices(ROWS, TOKENS);
    Tensor table = bench.normal(TOKENS, WIDTH);
    Tensor positions = bench.normal(TIME + 2, WIDTH);
    Tensor out = bench.result(Bounds.elementwise(), SEQUENCES, TIME, WIDTH);
    return () -> bench.backend().sequence().embeddingForward(tokens, table, positions, out);
  }

  private static Runnable embeddingBackward(Workbench bench) {
    Indices tokens = bench.indices(ROWS, TOKENS);
    Tensor dOut = bench.normal(SEQUENCES, TIME, WIDTH);
    Tensor dTable = bench.changed(Bounds.sums(ROWS), TOKENS, WIDTH);
    Tensor dPositions = bench.result(Bounds.sums(SEQUENCES), TIME + 2, WIDTH);
    return () -> bench.backend().sequence().embeddingBackward(tokens, dOut, dTable, dPositions);
  }

  private static Runnable layerNorm(Workbench bench) {
    Tensor x = bench.normal(ROWS, WIDTH);
    Tensor gamma = bench.positive(WIDTH);
    Tensor beta = bench.normal(WIDTH);
    Tensor y = bench.result(Bounds.sums(WIDTH), ROWS, WIDTH);
    Tensor statistics = bench.result(Bounds.sums(WIDTH), ROWS, 2);
    return () ->
        bench.backend().sequence().layerNormForward(x, gamma, beta, EPSILON, y, statistics);
  }

  private static Runnable layerNormBackward(Workbench bench) {
    Tensor x = bench.normal(ROWS, WIDTH);
    Tensor gamma = bench.positive(WIDTH);
    Tensor statistics = bench.positive(ROWS, 2);
    Tensor dy = bench.normal(ROWS, WIDTH);
    Tensor dx = bench.changed(Bounds.sums(WIDTH), ROWS, WIDTH);
    Tensor dGamma = bench.result(Bounds.sums(ROWS), WIDTH);
    Tensor dBeta = bench.result(Bounds.sums(ROWS), WIDTH);
    return () ->
        bench.backend().sequence().layerNormBackward(x, gamma, statistics, dy, dx, dGamma, dBeta);
  }

  private static Runnable rmsNorm(Workbench bench) {
    Tensor x = bench.normal(ROWS, WIDTH);
    Tensor gamma = bench.positive(WIDTH);
    Tensor y = bench.result(Bounds.sums(WIDTH), ROWS, WIDTH);
    Tensor statistics = bench.result(Bounds.sums(WIDTH), ROWS, 1);
    return () -> bench.backend().sequence().rmsNormForward(x, gamma, EPSILON, y, statistics);
  }

  private static Runnable rmsNormBackward(Workbench bench) {
    Tensor x = bench.normal(ROWS, WIDTH);
    Tensor gamma = bench.positive(WIDTH);
    Tensor statistics = bench.positive(ROWS, 1);
    Tensor dy = bench.normal(ROWS, WIDTH);
    Tensor dx = bench.changed(Bounds.sums(WIDTH), ROWS, WIDTH);
    Tensor dGamma = bench.result(Bounds.sums(ROWS), WIDTH);
    return () -> bench.backend().sequence().rmsNormBackward(x, gamma, statistics, dy, dx, dGamma);
  }

  private static Runnable swiglu(Workbench bench) {
    Tensor gateUp = bench.normal(ROWS, 2 * WIDTH);
    Tensor y = bench.result(Bounds.elementwise(), ROWS, WIDTH);
    return () -> bench.backend().sequence().swigluForward(gateUp, y);
  }

  private static Runnable swigluBackward(Workbench bench) {
    Tensor gateUp = bench.normal(ROWS, 2 * WIDTH);
    Tensor dy = bench.normal(ROWS, WIDTH);
    Tensor dGateUp = bench.result(Bounds.elementwise(), ROWS, 2 * WIDTH);
    return () -> bench.backend().sequence().swigluBackward(gateUp, dy, dGateUp);
  }
}
