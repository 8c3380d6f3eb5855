package org.strideml.kernels.reference;

import org.strideml.kernels.Pooling;

/** Pooling, forward and backward, window by window. */
final class PoolingLoops {
  private PoolingLoops() {}

  /** What is done with a window: its output's indices, its first pixel's row and column. */
  private interface Window {
    void visit(int n, int channel, int row, int column, int top, int left);
  }

  private static void forEach(Pooling pooling, Images outputs, Window window) {
    for (int n = 0; n < outputs.count(); n++) {
      for (int channel = 0; channel < outputs.channels(); channel++) {
        for (int row = 0; row < outputs.height(); row++) {
          for (int column = 0; column < outputs.width(); column++) {
            int top = row * pooling.stride();
            window.visit(n, channel, row, column, top, column * pooling.stride());
          }
        }
      }
    }
  }

  static void max(Pooling pooling, Images x, Images y) {
    forEach(
        pooling,
        y,
        (n, channel, row, column, top, left) -> {
          int best = best(pooling, x, n, channel, top, left);
          y.set(n, channel, row, column, x.view().at(best));
        });
  }

  static void maxGradient(Pooling pooling, Images x, Images dy, Images dx) {
    clear(dx);
    forEach(
        pooling,
        dy,
        (n, channel, row, column, top, left) -> {
          int best = best(pooling, x, n, channel, top, left);
          dx.view().add(best, dy.at(n, channel, row, column));
        });
  }

  /** Index of the first largest pixel of a window; of a NaN when there is one. */
  private static int best(Pooling pooling, Images x, int n, int channel, int top, int left) {
    int best = x.index(n, channel, top, left);
    for (int i = 0; i < pooling.height(); i++) {
      for (int j = 0; j < pooling.width(); j++) {
        int index = x.index(n, channel, top + i, left + j);
        double value = x.view().at(index);
        if (value > x.view().at(best) || Double.isNaN(value)) {
          best = index;
        }
      }
    }
    return best;
  }

  static void average(Pooling pooling, Images x, Images y) {
    forEach(
        pooling,
        y,
        (n, channel, row, column, top, left) -> {
          double sum = 0;
          for (int i = 0; i < pooling.height(); i++) {
            for (int j = 0; j < pooling.width(); j++) {
              sum += x.at(n, channel, top + i, left + j);
            }
          }
          y.set(n, channel, row, column, sum / pooling.size());
        });
  }

  static void averageGradient(Pooling pooling, Images dy, Images dx) {
    clear(dx);
    forEach(
        pooling,
        dy,
        (n, channel, row, column, top, left) -> {
          double share = dy.at(n, channel, row, column) / pooling.size();
          for (int i = 0; i < pooling.height(); i++) {
            for (int j = 0; j < pooling.width(); j++) {
              dx.view().add(dx.index(n, channel, top + i, left + j), share);
            }
          }
        });
  }

  private static void clear(Images images) {
    for (int i = 0; i < images.size(); i++) {
      images.view().set(i, 0);
    }
  }
}
