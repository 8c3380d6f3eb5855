package org.strideml.trainer.metric;

import java.util.LinkedHashMap;
import java.util.Map;
import org.strideml.trainer.model.Batch;

/**
 * One of several classes: {@code accuracy}, the share of predictions whose highest score is the
 * target's, and for up to {@value #MAX_CONFUSED} classes of rows {@code f1}, the mean over classes.
 */
final class ClassTally implements Tally {
  /** Classes beyond which nobody reads a confusion matrix. */
  static final int MAX_CONFUSED = 200;

  private final int classes;
  private final Confusion confusion;
  private double correct;
  private double weight;

  /**
   * @param confusable whether to count which classes are taken for which
   */
  ClassTally(int classes, boolean confusable) {
    this.classes = classes;
    this.confusion = confusable ? new Confusion(classes) : null;
  }

  @Override
  public void add(float[] scores, Batch batch) {
    int perRow = batch.shape().targets();
    for (int i = 0; i < batch.rows() * perRow; i++) {
      int truth = batch.targets()[i];
      int predicted = highest(scores, i * classes);
      double w = batch.weights()[i / perRow];
      weight += w;
      correct += truth == predicted ? w : 0;
      if (confusion != null) {
        confusion.add(truth, predicted, w);
      }
    }
  }

  private int highest(float[] scores, int from) {
    int best = 0;
    for (int c = 1; c < classes; c++) {
      if (scores[from + c] > scores[from + best]) {
        best = c;
      }
    }
    return best;
  }

  @Override
  public double[] sums() {
    double[] cells = confusion == null ? new double[0] : confusion.cells();
    double[] sums = new double[2 + cells.length];
    sums[0] = correct;
    sums[1] = weight;
    System.arraycopy(cells, 0, sums, 2, cells.length);
    return sums;
  }

  @Override
  public void add(double[] sums) {
    correct += sums[0];
    weight += sums[1];
    for (int i = 2; i < sums.length; i++) {
      confusion.cells()[i - 2] += sums[i];
    }
  }

  @Override
  public Map<String, Double> figures() {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("accuracy", Tally.share(correct, weight));
    if (confusion != null) {
      figures.put("f1", confusion.macroF1());
    }
    return figures;
  }

  @Override
  public double[][] confusion() {
    return confusion == null ? new double[0][] : confusion.rows();
  }
}
