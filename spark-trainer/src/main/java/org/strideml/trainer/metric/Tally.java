package org.strideml.trainer.metric;

import java.util.Map;
import org.strideml.trainer.model.Batch;
import org.strideml.trainer.model.Head;
import org.strideml.trainer.model.Model;

/**
 * Counts predictions and tells figures of merit. A tally of a part of the rows travels as plain
 * numbers; folding those of all parts in a fixed order gives the same figures on every cluster.
 *
 * <p>Every row counts with its weight. A figure whose divisor is zero is NaN.
 */
public interface Tally {
  /** An empty tally of a model's predictions; nobody asks which symbols of a text are confused. */
  static Tally of(Model model, double[] units) {
    return model.batchShape().tokens() > 0
        ? new ClassTally(model.head().outputs(), false)
        : of(model.head(), units);
  }

  /**
   * An empty tally for predictions of this kind.
   *
   * @param units of a regression: what 1 of each output stands for, so that errors are told in the
   *     units of the data; empty for 1 each
   */
  static Tally of(Head head, double[] units) {
    return switch (head.task()) {
      case MULTICLASS -> new ClassTally(head.outputs(), head.outputs() <= ClassTally.MAX_CONFUSED);
      case BINARY -> new BinaryTally();
      case MULTILABEL -> new LabelTally(head.outputs());
      case REGRESSION -> new ErrorTally(head.outputs(), units);
    };
  }

  /**
   * Counts the rows of a batch.
   *
   * @param scores what the network made of them, one row of scores per prediction
   */
  void add(float[] scores, Batch batch);

  /** Everything counted so far. */
  double[] sums();

  /** Counts what another tally of the same kind has counted. */
  void add(double[] sums);

  /** Figures by name, in the order people read them. */
  Map<String, Double> figures();

  /**
   * Weight of rows by true class (first index) and predicted class; without rows when the task has
   * no classes or too many to look at.
   */
  default double[][] confusion() {
    return new double[0][];
  }

  /** {@code part / whole}; NaN when there is no whole. */
  static double share(double part, double whole) {
    return whole == 0 ? Double.NaN : part / whole;
  }
}
