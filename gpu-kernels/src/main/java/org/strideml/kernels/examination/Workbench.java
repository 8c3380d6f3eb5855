package org.strideml.kernels.examination;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.strideml.kernels.Arena;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Indices;
import org.strideml.kernels.SparseMatrix;
import org.strideml.kernels.Tensor;

/** Where an exercise is laid out on one backend. Inputs follow from the exercise's name. */
final class Workbench {
  private final Backend backend;
  private final Arena arena;
  private final Random random;
  private final List<Result> results = new ArrayList<>();

  /**
   * A tensor to be compared.
   *
   * @param bound see {@link Bounds}
   */
  record Result(Tensor tensor, double bound) {}

  Workbench(Backend backend, Arena arena, Exercise exercise) {
    this.backend = backend;
    this.arena = arena;
    this.random = new Random(exercise.name().hashCode());
  }

  Backend backend() {
    return backend;
  }

  List<Result> results() {
    return results;
  }

  /** Normally distributed. */
  Tensor normal(int... shape) {
    return weights(1, shape);
  }

  /** The same with this deviation, as weights have. */
  Tensor weights(double deviation, int... shape) {
    Tensor tensor = arena.allocate(shape);
    float[] values = new float[tensor.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    tensor.write(values, 0);
    return tensor;
  }

  /** From 0.5 on, as deviations are. */
  Tensor positive(int... shape) {
    Tensor tensor = arena.allocate(shape);
    float[] values = new float[tensor.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = 0.5f + random.nextFloat();
    }
    tensor.write(values, 0);
    return tensor;
  }

  /** What an activation has left over: every second element is 0, the others are positive. */
  Tensor activated(int... shape) {
    Tensor tensor = arena.allocate(shape);
    float[] values = new float[tensor.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextBoolean() ? random.nextFloat() : 0f;
    }
    tensor.write(values, 0);
    return tensor;
  }

  /** Square matrices with zeros above their diagonals. */
  Tensor lowerTriangles(int count, int size) {
    Tensor tensor = arena.allocate(count, size, size);
    float[] values = new float[tensor.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % size <= i / size % size ? random.nextFloat() : 0f;
    }
    tensor.write(values, 0);
    return tensor;
  }

  /** To be overwritten and compared; what is not written stays a NaN, which no bound admits. */
  Tensor result(double bound, int... shape) {
    Tensor tensor = arena.allocate(shape);
    float[] values = new float[tensor.size()];
    Arrays.fill(values, Float.NaN);
    tensor.write(values, 0);
    return compared(bound, tensor);
  }

  /** An input that the operation changes and that is then compared. */
  Tensor changed(double bound, int... shape) {
    return compared(bound, normal(shape));
  }

  Tensor compared(double bound, Tensor tensor) {
    results.add(new Result(tensor, bound));
    return tensor;
  }

  /** Whole numbers in [0, limit). */
  Indices indices(int count, int limit) {
    Indices indices = backend.newIndices(count);
    indices.write(random.ints(count, 0, limit).toArray(), 0, count);
    return indices;
  }

  /** Rows of {@code each} entries. */
  SparseMatrix sparse(int rows, int columns, int each) {
    int[] starts = new int[rows + 1];
    for (int row = 0; row < rows; row++) {
      starts[row + 1] = starts[row] + each;
    }
    float[] values = new float[rows * each];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    SparseMatrix matrix = new SparseMatrix(columns);
    matrix.write(rows, starts, random.ints(values.length, 0, columns).toArray(), values);
    return matrix;
  }
}
