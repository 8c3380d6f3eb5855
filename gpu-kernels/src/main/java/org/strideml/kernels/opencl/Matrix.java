package org.strideml.kernels.opencl;

import org.strideml.kernels.Tensor;

/**
 * A factor or the target of a product in the device's array.
 *
 * @param at first element
 * @param rowLength elements from a stored row to the next
 * @param sequenceStep elements to the same matrix of the next sequence
 * @param headStep elements to the same matrix of the next head
 * @param transposed whether rows and columns change places in the product
 */
record Matrix(int at, int rowLength, int sequenceStep, int headStep, boolean transposed) {
  /** The one matrix of a tensor. */
  static Matrix of(Tensor tensor, int rowLength) {
    return new Matrix(OpenClBackend.at(tensor), rowLength, 0, 0, false);
  }

  Matrix turned() {
    return new Matrix(at, rowLength, sequenceStep, headStep, !transposed);
  }

  CommandList appendPlace(CommandList command) {
    return command.number(at).number(rowLength).number(sequenceStep).number(headStep);
  }

  CommandList appendFactor(CommandList command) {
    return appendPlace(command).flag(transposed);
  }
}
