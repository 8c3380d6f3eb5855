package org.strideml.trainer.metric;

/** Weight of rows by true and predicted class, and what follows from it. */
final class Confusion {
  private final int classes;
  private final double[] cells;

  Confusion(int classes) {
    this.classes = classes;
    this.cells = new double[classes * classes];
  }

  void add(int truth, int predicted, double weight) {
    cells[truth * classes + predicted] += weight;
  }

  double[] cells() {
    return cells;
  }

  double[][] rows() {
    double[][] rows = new double[classes][classes];
    for (int truth = 0; truth < classes; truth++) {
      System.arraycopy(cells, truth * classes, rows[truth], 0, classes);
    }
    return rows;
  }

  /** Share of the rows predicted to be of a class that are. */
  double precision(int c) {
    double predicted = 0;
    for (int truth = 0; truth < classes; truth++) {
      predicted += cells[truth * classes + c];
    }
    return Tally.share(cells[c * classes + c], predicted);
  }

  /** Share of the rows of a class that are predicted to be. */
  double recall(int c) {
    double there = 0;
    for (int predicted = 0; predicted < classes; predicted++) {
      there += cells[c * classes + predicted];
    }
    return Tally.share(cells[c * classes + c], there);
  }

  /** 2·hits / (rows of the class + rows predicted to be): harmonic mean of precision and recall. */
  double f1(int c) {
    double both = 0;
    for (int other = 0; other < classes; other++) {
      both += cells[c * classes + other] + cells[other * classes + c];
    }
    return Tally.share(2 * cells[c * classes + c], both);
  }

  /** Mean of {@link #f1} over the classes that occur, in truth or prediction. */
  double macroF1() {
    double sum = 0;
    int occurring = 0;
    for (int c = 0; c < classes; c++) {
      double f1 = f1(c);
      if (!Double.isNaN(f1)) {
        sum += f1;
        occurring++;
      }
    }
    return Tally.share(sum, occurring);
  }
}
