package org.strideml.trainer.metric;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.strideml.trainer.model.Batch;

/**
 * Yes or no: {@code accuracy}, {@code f1}, {@code positivePrecision} and {@code positiveRecall} of
 * class 1 at probability ½, and {@code auc}.
 *
 * <p>AUC is exact: the weight of pairs of a row of class 1 and one of class 0 in which the former
 * has the higher score, ties counting half, over that of all pairs (Mann and Whitney). It takes
 * three numbers per row on the driver.
 */
final class BinaryTally implements Tally {
  /** Score, class and weight. */
  private static final int PER_ROW = 3;

  private double[] seen = new double[1024 * PER_ROW];
  private int length;

  @Override
  public void add(float[] scores, Batch batch) {
    int rows = batch.rows();
    reserve(rows * PER_ROW);
    for (int row = 0; row < rows; row++) {
      seen[length++] = scores[row];
      seen[length++] = batch.targets()[row];
      seen[length++] = batch.weights()[row];
    }
  }

  private void reserve(int more) {
    int needed = Math.addExact(length, more);
    if (needed > seen.length) {
      seen = Arrays.copyOf(seen, (int) Math.max(needed, Math.min(2L * seen.length, 1 << 30)));
    }
  }

  @Override
  public double[] sums() {
    return Arrays.copyOf(seen, length);
  }

  @Override
  public void add(double[] sums) {
    reserve(sums.length);
    System.arraycopy(sums, 0, seen, length, sums.length);
    length += sums.length;
  }

  @Override
  public Map<String, Double> figures() {
    Confusion confusion = counted();
    Map<String, Double> figures = new LinkedHashMap<>();
    double[] cells = confusion.cells();
    figures.put("accuracy", Tally.share(cells[0] + cells[3], Arrays.stream(cells).sum()));
    figures.put("auc", auc());
    figures.put("f1", confusion.f1(1));
    figures.put("positivePrecision", confusion.precision(1));
    figures.put("positiveRecall", confusion.recall(1));
    return figures;
  }

  @Override
  public double[][] confusion() {
    return counted().rows();
  }

  private Confusion counted() {
    Confusion confusion = new Confusion(2);
    for (int at = 0; at < length; at += PER_ROW) {
      confusion.add((int) seen[at + 1], seen[at] > 0 ? 1 : 0, seen[at + 2]);
    }
    return confusion;
  }

  private double auc() {
    int[] order =
        IntStream.range(0, length / PER_ROW)
            .boxed()
            .sorted((a, b) -> Double.compare(seen[a * PER_ROW], seen[b * PER_ROW]))
            .mapToInt(Integer::intValue)
            .toArray();
    double below = 0;
    double won = 0;
    double positives = 0;
    for (int i = 0; i < order.length; ) {
      double score = seen[order[i] * PER_ROW];
      double yes = 0;
      double no = 0;
      for (; i < order.length && seen[order[i] * PER_ROW] == score; i++) {
        double weight = seen[order[i] * PER_ROW + 2];
        if (seen[order[i] * PER_ROW + 1] == 1) {
          yes += weight;
        } else {
          no += weight;
        }
      }
      won += yes * (below + no / 2);
      positives += yes;
      below += no;
    }
    return Tally.share(won, positives * below);
  }
}
