package org.strideml.kernels.reference;

import org.strideml.kernels.Convolution;

/** Convolution, forward and backward, every element a sum of its own. */
final class ConvolutionLoops {
  private final Convolution layer;
  private final Images weight;

  ConvolutionLoops(Convolution layer) {
    this.layer = layer;
    this.weight = Images.of(layer.weight());
  }

  void forward(Images x, Images y) {
    for (int n = 0; n < y.count(); n++) {
      for (int out = 0; out < y.channels(); out++) {
        double bias = layer.bias() == null ? 0 : View.of(layer.bias()).at(out);
        for (int row = 0; row < y.height(); row++) {
          for (int column = 0; column < y.width(); column++) {
            double sum = bias + window(x, n, out, row, column);
            y.set(n, out, row, column, Activations.value(layer.activation(), sum));
          }
        }
      }
    }
  }

  private double window(Images x, int n, int out, int row, int column) {
    double sum = 0;
    for (int in = 0; in < x.channels(); in++) {
      for (int i = 0; i < weight.height(); i++) {
        for (int j = 0; j < weight.width(); j++) {
          sum += weight.at(out, in, i, j) * padded(x, n, in, from(row) + i, from(column) + j);
        }
      }
    }
    return sum;
  }

  /** The first pixel an output reads. */
  private int from(int output) {
    return output * layer.stride() - layer.padding();
  }

  private static double padded(Images x, int n, int channel, int row, int column) {
    boolean inside = row >= 0 && row < x.height() && column >= 0 && column < x.width();
    return inside ? x.at(n, channel, row, column) : 0;
  }

  void weightGradient(Images x, Images dy, Images dWeight) {
    for (int out = 0; out < dWeight.count(); out++) {
      for (int in = 0; in < dWeight.channels(); in++) {
        for (int i = 0; i < dWeight.height(); i++) {
          for (int j = 0; j < dWeight.width(); j++) {
            dWeight.set(out, in, i, j, weightGradient(x, dy, out, in, i, j));
          }
        }
      }
    }
  }

  private double weightGradient(Images x, Images dy, int out, int in, int i, int j) {
    double sum = 0;
    for (int n = 0; n < dy.count(); n++) {
      for (int row = 0; row < dy.height(); row++) {
        for (int column = 0; column < dy.width(); column++) {
          sum += dy.at(n, out, row, column) * padded(x, n, in, from(row) + i, from(column) + j);
        }
      }
    }
    return sum;
  }

  void biasGradient(Images dy, View dBias) {
    for (int out = 0; out < dy.channels(); out++) {
      double sum = 0;
      for (int n = 0; n < dy.count(); n++) {
        for (int row = 0; row < dy.height(); row++) {
          for (int column = 0; column < dy.width(); column++) {
            sum += dy.at(n, out, row, column);
          }
        }
      }
      dBias.set(out, sum);
    }
  }

  void inputGradient(Images dy, Images dx) {
    for (int n = 0; n < dx.count(); n++) {
      for (int in = 0; in < dx.channels(); in++) {
        for (int row = 0; row < dx.height(); row++) {
          for (int column = 0; column < dx.width(); column++) {
            dx.set(n, in, row, column, inputGradient(dy, n, in, row, column));
          }
        }
      }
    }
  }

  /** Over all outputs whose window holds the pixel. */
  private double inputGradient(Images dy, int n, int in, int row, int column) {
    double sum = 0;
    for (int i = 0; i < weight.height(); i++) {
      int top = row + layer.padding() - i;
      for (int j = 0; j < weight.width(); j++) {
        int left = column + layer.padding() - j;
        if (isOutput(top, dy.height()) && isOutput(left, dy.width())) {
          for (int out = 0; out < dy.channels(); out++) {
            sum +=
                weight.at(out, in, i, j)
                    * dy.at(n, out, top / layer.stride(), left / layer.stride());
          }
        }
      }
    }
    return sum;
  }

  private boolean isOutput(int start, int outputs) {
    return start >= 0 && start % layer.stride() == 0 && start / layer.stride() < outputs;
  }
}
