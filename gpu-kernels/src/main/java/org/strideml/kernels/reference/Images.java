package org.strideml.kernels.reference;

import org.strideml.kernels.Tensor;

/** A tensor of four axes by its four indices. */
record Images(View view, int count, int channels, int height, int width) {
  static Images of(Tensor tensor) {
    return new Images(
        View.of(tensor), tensor.extent(0), tensor.extent(1), tensor.extent(2), tensor.extent(3));
  }

  double at(int n, int channel, int row, int column) {
    return view.at(index(n, channel, row, column));
  }

  void set(int n, int channel, int row, int column, double value) {
    view.set(index(n, channel, row, column), value);
  }

  int index(int n, int channel, int row, int column) {
    return ((n * channels + channel) * height + row) * width + column;
  }

  int size() {
    return count * channels * height * width;
  }
}
