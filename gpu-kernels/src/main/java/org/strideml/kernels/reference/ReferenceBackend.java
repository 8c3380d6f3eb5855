package org.strideml.kernels.reference;

import java.util.EnumSet;
import java.util.Set;
import org.strideml.kernels.AdamWStep;
import org.strideml.kernels.Arena;
import org.strideml.kernels.CheckedBackend;
import org.strideml.kernels.Dense;
import org.strideml.kernels.DenseGradients;
import org.strideml.kernels.Device;
import org.strideml.kernels.Dropout;
import org.strideml.kernels.ImageOperations;
import org.strideml.kernels.Indices;
import org.strideml.kernels.LossOperations;
import org.strideml.kernels.Operation;
import org.strideml.kernels.SequenceOperations;
import org.strideml.kernels.SgdStep;
import org.strideml.kernels.SparseOperations;
import org.strideml.kernels.Tensor;

/**
 * Plain loops with sums in double: the control of all other backends.
 *
 * <p>{@link #inFloat} stores single precision, as the others do. {@link #inDouble} stores double
 * precision, so that finite differences can check gradients; {@link #write(Tensor, double[])} and
 * {@link #toDoubles} carry its values unrounded. Same inputs give the same bits on every JVM except
 * where {@code exp}, {@code log} and {@code tanh} of {@link Math} are involved.
 */
public final class ReferenceBackend extends CheckedBackend {
  private static final Set<Operation> ALL = Set.copyOf(EnumSet.allOf(Operation.class));

  private final boolean inDouble;

  private ReferenceBackend(boolean inDouble) {
    this.inDouble = inDouble;
  }

  /** Storage in single precision. */
  public static ReferenceBackend inFloat() {
    return new ReferenceBackend(false);
  }

  /** Storage in double precision. */
  public static ReferenceBackend inDouble() {
    return new ReferenceBackend(true);
  }

  /** Copies all elements in; {@link #inFloat} rounds them. */
  public void write(Tensor tensor, double[] source) {
    if (source.length != tensor.size()) {
      throw new IllegalArgumentException(
          "write: source must have the size of " + tensor + ", got " + source.length);
    }
    ReferenceArena arena = (ReferenceArena) tensor.arena();
    arena.changed();
    for (int i = 0; i < source.length; i++) {
      arena.set(tensor.offset() + i, source[i]);
    }
  }

  /** All elements in the precision they are stored in. */
  public double[] toDoubles(Tensor tensor) {
    View view = View.of(tensor);
    double[] values = new double[tensor.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = view.at(i);
    }
    return values;
  }

  @Override
  public String name() {
    return "reference";
  }

  @Override
  public Device device() {
    return new Device("Java loops", System.getProperty("java.vm.vendor", ""), "cpu", 0, "");
  }

  @Override
  public Set<Operation> operations() {
    return ALL;
  }

  @Override
  protected Arena newArenaK(String name, int capacity) {
    return inDouble
        ? new ReferenceArena.InDouble(name, capacity)
        : new ReferenceArena.InFloat(name, capacity);
  }

  @Override
  protected Indices newIndicesK(int capacity) {
    return new ReferenceIndices(capacity);
  }

  @Override
  protected void fillK(Tensor x, float value) {
    View view = View.of(x);
    for (int i = 0; i < x.size(); i++) {
      view.set(i, value);
    }
  }

  @Override
  protected void copyK(Tensor x, Tensor y) {
    View from = View.of(x);
    View to = View.of(y);
    for (int i = 0; i < x.size(); i++) {
      to.set(i, from.at(i));
    }
  }

  @Override
  protected void copyColumnsK(Tensor from, int fromColumn, Tensor to, int toColumn, int columns) {
    View source = View.of(from);
    View target = View.of(to);
    for (int row = 0; row < from.rows(); row++) {
      for (int j = 0; j < columns; j++) {
        target.set(row, toColumn + j, source.at(row, fromColumn + j));
      }
    }
  }

  @Override
  protected void addK(Tensor x, Tensor y) {
    View from = View.of(x);
    View to = View.of(y);
    for (int i = 0; i < x.size(); i++) {
      to.add(i, from.at(i));
    }
  }

  @Override
  protected void dropoutK(Dropout dropout, Tensor x, Tensor y) {
    View from = View.of(x);
    View to = View.of(y);
    for (int i = 0; i < x.size(); i++) {
      to.set(i, dropout.keeps(i) ? from.at(i) * dropout.scale() : 0);
    }
  }

  @Override
  protected LossOperations lossesK() {
    return new LossLoops();
  }

  @Override
  protected ImageOperations imagesK() {
    return new ImageLoops();
  }

  @Override
  protected void denseForwardK(Dense layer, Tensor x, Tensor residual, Tensor pre, Tensor y) {
    DenseLoops.forward(layer, x, residual, pre, y);
  }

  @Override
  protected void denseBackwardK(
      Dense layer, Tensor x, Tensor pre, Tensor dy, Tensor dx, DenseGradients gradients) {
    DenseLoops.backward(layer, x, pre, dy, dx, gradients);
  }

  @Override
  protected SequenceOperations sequenceK() {
    return new ReferenceSequence();
  }

  @Override
  protected void clipScaleK(Tensor gradient, float maxNorm, Tensor scale) {
    OptimizerLoops.clipScale(gradient, maxNorm, scale);
  }

  @Override
  protected void sgdK(
      SgdStep step, Tensor parameters, Tensor gradient, Tensor gradientScale, Tensor momentum) {
    OptimizerLoops.sgd(step, parameters, gradient, gradientScale, momentum);
  }

  @Override
  protected void adamWK(
      AdamWStep step,
      Tensor parameters,
      Tensor gradient,
      Tensor gradientScale,
      Tensor m,
      Tensor v) {
    OptimizerLoops.adamW(step, parameters, gradient, gradientScale, m, v);
  }

  @Override
  protected SparseOperations sparseK() {
    return new SparseLoops();
  }

  @Override
  protected void closeK() {
    // Arenas are ordinary Java arrays; the collector takes them.
  }
}
