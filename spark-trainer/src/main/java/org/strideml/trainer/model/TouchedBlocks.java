package org.strideml.trainer.model;

import org.strideml.kernels.Backend;
import org.strideml.kernels.GrowingVector;
import org.strideml.kernels.SparseMatrix;
import org.strideml.kernels.SparseOperations;
import org.strideml.kernels.Tensor;

/**
 * The touched parameters of a {@link SparseModel}, packed as bias, touched rows of the weights,
 * touched rows of the factors; and their gradients.
 */
final class TouchedBlocks implements TouchedParameters {
  private final Backend backend;
  private final SparseOperations sparse;
  private final SparseMatrix matrix;
  private final ParameterSlice[] slices;
  private final GrowingVector valueMemory;
  private final GrowingVector gradientMemory;
  private Tensor values;
  private Tensor gradients;

  TouchedBlocks(SparseModel model, Backend backend, SparseMatrix matrix, boolean training) {
    this.backend = backend;
    this.sparse = backend.sparse();
    this.matrix = matrix;
    this.slices = model.layout().slices().toArray(ParameterSlice[]::new);
    int all = model.layout().size();
    valueMemory = new GrowingVector(backend, "touched parameters", all);
    gradientMemory = training ? new GrowingVector(backend, "touched gradients", all) : valueMemory;
  }

  /** Packs the parameters that the matrix now touches. */
  void load(Tensor parameters) {
    int size = size();
    values = valueMemory.first(size);
    gradients = gradientMemory.first(size);
    gather(parameters, values);
  }

  @Override
  public int size() {
    int size = slices[0].size();
    for (int i = 1; i < slices.length; i++) {
      size = Math.addExact(size, Math.multiplyExact(matrix.touched(), width(i)));
    }
    return size;
  }

  @Override
  public Tensor values() {
    return values;
  }

  Tensor gradients() {
    return gradients;
  }

  /** The part of a packed vector that belongs to a parameter, by its number in the layout. */
  Tensor part(Tensor packed, int parameter) {
    if (parameter == 0) {
      return packed.slice(0, slices[0].size());
    }
    int start = slices[0].size();
    for (int i = 1; i < parameter; i++) {
      start += matrix.touched() * width(i);
    }
    return packed.slice(start, matrix.touched(), width(parameter));
  }

  private int width(int parameter) {
    return slices[parameter].columns();
  }

  private Tensor whole(Tensor flat, int parameter) {
    ParameterSlice slice = slices[parameter];
    return flat.slice(slice.offset(), slice.shape());
  }

  @Override
  public void gather(Tensor flat, Tensor packed) {
    backend.copy(whole(flat, 0), part(packed, 0));
    for (int i = 1; i < slices.length; i++) {
      sparse.gather(matrix, whole(flat, i), part(packed, i));
    }
  }

  @Override
  public void scatter(Tensor packed, Tensor flat) {
    backend.copy(part(packed, 0), whole(flat, 0));
    for (int i = 1; i < slices.length; i++) {
      sparse.scatter(matrix, part(packed, i), whole(flat, i));
    }
  }
}
