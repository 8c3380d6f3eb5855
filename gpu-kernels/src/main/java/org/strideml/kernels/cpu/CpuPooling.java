package org.strideml.kernels.cpu;

import org.strideml.kernels.Pooling;
import org.strideml.kernels.Tensor;

/** Pooling, window by window; gradients add to what is there. */
final class CpuPooling {
  private final Row pixels = new Row();
  private final Row pooled = new Row();
  private final Row gradient = new Row();

  void max(Pooling pooling, Tensor x, Tensor y) {
    pixels.of(x);
    pooled.of(y);
    int planes = x.extent(0) * x.extent(1);
    int height = x.extent(2);
    int width = x.extent(3);
    int to = 0;
    for (int plane = 0; plane < planes; plane++) {
      for (int row = 0; row < y.extent(2); row++) {
        int from = (plane * height + row * pooling.stride()) * width;
        for (int column = 0; column < y.extent(3); column++) {
          pooled.set(to++, largest(pooling, from, width));
          from += pooling.stride();
        }
      }
    }
  }

  private float largest(Pooling pooling, int from, int width) {
    float largest = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < pooling.height(); i++) {
      for (int j = 0; j < pooling.width(); j++) {
        largest = Math.max(largest, pixels.get(from + i * width + j));
      }
    }
    return largest;
  }

  void maxGradient(Pooling pooling, Tensor x, Tensor dy, Tensor dx) {
    pixels.of(x);
    pooled.of(dy);
    gradient.of(dx);
    int planes = x.extent(0) * x.extent(1);
    int height = x.extent(2);
    int width = x.extent(3);
    int to = 0;
    for (int plane = 0; plane < planes; plane++) {
      for (int row = 0; row < dy.extent(2); row++) {
        int from = (plane * height + row * pooling.stride()) * width;
        for (int column = 0; column < dy.extent(3); column++) {
          int best = firstLargest(pooling, from, width);
          gradient.set(best, gradient.get(best) + pooled.get(to++));
          from += pooling.stride();
        }
      }
    }
  }

  private int firstLargest(Pooling pooling, int from, int width) {
    int best = from;
    float largest = pixels.get(from);
    for (int i = 0; i < pooling.height(); i++) {
      for (int j = 0; j < pooling.width(); j++) {
        int index = from + i * width + j;
        float value = pixels.get(index);
        if (value > largest || value != value) {
          best = index;
          largest = value;
        }
      }
    }
    return best;
  }

  void average(Pooling pooling, Tensor x, Tensor y) {
    pixels.of(x);
    pooled.of(y);
    int planes = x.extent(0) * x.extent(1);
    int height = x.extent(2);
    int width = x.extent(3);
    float share = 1f / pooling.size();
    int to = 0;
    for (int plane = 0; plane < planes; plane++) {
      for (int row = 0; row < y.extent(2); row++) {
        int from = (plane * height + row * pooling.stride()) * width;
        for (int column = 0; column < y.extent(3); column++) {
          pooled.set(to++, share * sum(pooling, from, width));
          from += pooling.stride();
        }
      }
    }
  }

  private float sum(Pooling pooling, int from, int width) {
    float sum = 0;
    for (int i = 0; i < pooling.height(); i++) {
      for (int j = 0; j < pooling.width(); j++) {
        sum += pixels.get(from + i * width + j);
      }
    }
    return sum;
  }

  void averageGradient(Pooling pooling, Tensor dy, Tensor dx) {
    pooled.of(dy);
    gradient.of(dx);
    int planes = dx.extent(0) * dx.extent(1);
    int height = dx.extent(2);
    int width = dx.extent(3);
    float share = 1f / pooling.size();
    int at = 0;
    for (int plane = 0; plane < planes; plane++) {
      for (int row = 0; row < dy.extent(2); row++) {
        int from = (plane * height + row * pooling.stride()) * width;
        for (int column = 0; column < dy.extent(3); column++) {
          spread(pooling, from, width, share * pooled.get(at++));
          from += pooling.stride();
        }
      }
    }
  }

  private void spread(Pooling pooling, int from, int width, float value) {
    for (int i = 0; i < pooling.height(); i++) {
      for (int j = 0; j < pooling.width(); j++) {
        int index = from + i * width + j;
        gradient.set(index, gradient.get(index) + value);
      }
    }
  }
}
