package org.strideml.jobs.chart;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.strideml.jobs.chart.Chart.Label;

/** Moves labels that stand one above another so far apart that each can be read. */
final class LabelColumn {
  private static final double LINE_HEIGHT = 14;

  /** Of a picture's height, about what lies between its axes. */
  private static final double PANEL_SHARE = 0.8;

  private LabelColumn() {}

  /** The labels from bottom to top, each at least a line above the one before. */
  static List<Label> apart(List<Label> labels, Axis y, int height) {
    double gap = LINE_HEIGHT * (y.high() - y.low()) / (height * PANEL_SHARE);
    List<Label> sorted =
        labels.stream()
            .filter(label -> Double.isFinite(y.scale().of(label.y())))
            .sorted(Comparator.comparingDouble(Label::y))
            .toList();
    double[] at = sorted.stream().mapToDouble(label -> y.scale().of(label.y())).toArray();
    // Pushing up, then down from the top, keeps all of them within the picture.
    for (int i = 1; i < at.length; i++) {
      at[i] = Math.max(at[i], at[i - 1] + gap);
    }
    double limit = y.high();
    for (int i = at.length - 1; i >= 0; i--) {
      at[i] = Math.min(at[i], limit);
      limit = at[i] - gap;
    }
    List<Label> moved = new ArrayList<>();
    for (int i = 0; i < at.length; i++) {
      Label label = sorted.get(i);
      moved.add(new Label(label.ink(), label.x(), y.scale().back(at[i]), label.text()));
    }
    return moved;
  }
}
