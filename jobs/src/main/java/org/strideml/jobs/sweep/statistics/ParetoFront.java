package org.strideml.jobs.sweep.statistics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.strideml.jobs.sweep.result.Front;
import org.strideml.jobs.sweep.result.Setting;

/** Settings worth choosing between: none is beaten both in what it costs and in what it gives. */
public final class ParetoFront {
  private ParetoFront() {}

  /**
   * The front over mean cost and mean quality. Of settings that are equal in both, all are in it.
   *
   * @param loss a figure of which less is better, of a setting
   * @param cost name of another one
   */
  public static Front of(
      List<Setting> settings, java.util.function.ToDoubleFunction<Setting> loss, String cost) {
    List<Setting> cheapestFirst =
        settings.stream()
            .filter(one -> !Double.isNaN(loss.applyAsDouble(one)) && !Double.isNaN(one.mean(cost)))
            .sorted(
                Comparator.<Setting>comparingDouble(one -> one.mean(cost))
                    .thenComparingDouble(loss))
            .toList();
    List<Integer> front = new ArrayList<>();
    double best = Double.POSITIVE_INFINITY;
    double bestCost = Double.NaN;
    for (Setting one : cheapestFirst) {
      double quality = loss.applyAsDouble(one);
      if (quality < best || (quality == best && one.mean(cost) == bestCost)) {
        front.add(one.number());
        best = quality;
        bestCost = one.mean(cost);
      }
    }
    return new Front(cost, front);
  }
}
