package org.strideml.trainer.model;

import org.strideml.kernels.Arena;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Indices;
import org.strideml.kernels.LossOperations;
import org.strideml.kernels.Tensor;

/**
 * A {@link Head} in a backend's memory: targets and weights of a batch, and the loss of scores
 * against them.
 */
final class Criterion {
  private final Head head;
  private final LossOperations losses;
  private final int perRow;

  /** Classes; null when the task has none. */
  private final Indices classes;

  /** Numbers, one row per prediction; null when the task has none. */
  private final Tensor values;

  private final Tensor weights;
  private final float[] weightOfPrediction;
  private final float[] valueOfClass;
  private final Passes<Views> views;
  private Views staged;
  private boolean weighted;

  private record Views(Tensor values, Tensor weights) {}

  /**
   * @param rows most rows of a batch
   * @param perRow predictions for each row: 1, or one per position of a text
   */
  Criterion(Head head, Backend backend, int rows, int perRow) {
    this.head = head;
    this.losses = backend.losses();
    this.perRow = perRow;
    int predictions = Math.multiplyExact(rows, perRow);
    int numbers = Math.multiplyExact(predictions, head.outputs());
    boolean multiclass = head.task() == Head.Task.MULTICLASS;
    classes = multiclass ? backend.newIndices(predictions) : null;
    Arena arena =
        backend.newArena(
            "targets",
            multiclass ? Arena.capacityFor(predictions) : Arena.capacityFor(predictions, numbers));
    weights = arena.allocate(predictions);
    values = multiclass ? null : arena.allocate(numbers);
    weightOfPrediction = new float[predictions];
    valueOfClass = new float[head.task() == Head.Task.BINARY ? rows : 0];
    views = new Passes<>(rows, this::cut);
  }

  private Views cut(int rows) {
    int predictions = rows * perRow;
    return new Views(
        values == null ? null : values.slice(0, predictions, head.outputs()),
        weights.slice(0, predictions));
  }

  /** Brings a batch's targets and weights into memory. */
  void stage(Batch batch) {
    int rows = batch.rows();
    staged = views.forRows(rows);
    switch (head.task()) {
      case MULTICLASS -> classes.write(batch.targets(), 0, rows * perRow);
      case BINARY -> {
        for (int row = 0; row < rows; row++) {
          valueOfClass[row] = batch.targets()[row];
        }
        staged.values.write(valueOfClass, 0);
      }
      case MULTILABEL, REGRESSION -> staged.values.write(batch.values(), 0);
    }
    weighted = isWeighted(batch);
    if (weighted) {
      for (int row = 0; row < rows; row++) {
        for (int i = 0; i < perRow; i++) {
          weightOfPrediction[row * perRow + i] = batch.weights()[row];
        }
      }
      staged.weights.write(weightOfPrediction, 0);
    }
  }

  private static boolean isWeighted(Batch batch) {
    for (int row = 0; row < batch.rows(); row++) {
      if (batch.weights()[row] != 1) {
        return true;
      }
    }
    return false;
  }

  /**
   * Loss of the staged batch.
   *
   * @param scores predictions × outputs
   * @param dScores may be {@code scores} itself; {@code null} for no gradient
   */
  void apply(Tensor scores, Tensor dScores, Tensor loss) {
    Tensor w = weighted ? staged.weights : null;
    switch (head.task()) {
      case MULTICLASS -> losses.softmaxCrossEntropy(scores, classes, w, dScores, loss);
      case BINARY, MULTILABEL ->
          losses.sigmoidCrossEntropy(scores, staged.values, w, dScores, loss);
      case REGRESSION -> losses.squaredError(scores, staged.values, w, dScores, loss);
    }
  }
}
