package org.strideml.kernels;

import java.util.Optional;
import java.util.Set;

/**
 * The operations of training on one device.
 *
 * <p>Letters in shapes: n rows (batch × time), B sequences, T positions, D width, V classes. All
 * tensors are row-major and belong to arenas of this backend. Unless said otherwise an output may
 * not share elements with an input and is overwritten. Gradient outputs are overwritten, not
 * accumulated, except where a method says <em>adds to</em>.
 *
 * <p>An operation may return before the device has finished; {@link Tensor#read} waits. With the
 * same inputs an implementation returns the same bits each time on the same instruction set. One
 * instance serves one task thread at a time.
 *
 * <p>Implementations extend {@code CheckedBackend}, which validates shapes once for all of them.
 */
public interface Backend extends AutoCloseable {
  /** {@code reference}, {@code cpu} or {@code opencl}. */
  String name();

  Device device();

  /** Groups of operations available; calling another throws {@link IllegalStateException}. */
  Set<Operation> operations();

  /**
   * Reserves zeroed memory. All arenas a computation needs are made before its first operation.
   *
   * @throws DeviceMemoryException when the device cannot hold it, with the figures
   */
  Arena newArena(String name, int capacity);

  Indices newIndices(int capacity);

  /**
   * What quantizes values where they are, to be made before the first operation, one for a backend;
   * empty where fetching the values costs nothing.
   *
   * @param buckets most that are measured together
   * @param words most that codes of all runs take, see {@link BucketCoder#words}
   */
  default Optional<BucketCoder> bucketCoder(int buckets, int words) {
    return Optional.empty();
  }

  /** Sets every element of {@code x} to {@code value}. */
  void fill(Tensor x, float value);

  /** y ← x. */
  void copy(Tensor x, Tensor y);

  /**
   * to[i, toColumn + j] ← from[i, fromColumn + j] for every row i and 0 ≤ j &lt; columns; other
   * columns stay.
   *
   * @param to as many rows as {@code from}
   */
  void copyColumns(Tensor from, int fromColumn, Tensor to, int toColumn, int columns);

  /** y ← y + x. */
  void add(Tensor x, Tensor y);

  /**
   * y ← x·scale where {@code dropout} keeps an element, 0 elsewhere. The gradient is the same
   * operation on the gradient: which elements are kept is a function of their place.
   *
   * @param y may be {@code x} itself
   */
  void dropout(Dropout dropout, Tensor x, Tensor y);

  /**
   * Losses.
   *
   * @throws IllegalStateException when this backend lacks {@link Operation#LOSS}
   */
  LossOperations losses();

  /**
   * Convolution, pooling and normalization of images.
   *
   * @throws IllegalStateException when this backend lacks {@link Operation#IMAGE}
   */
  ImageOperations images();

  /**
   * y ← f(x·W + b) [+ residual].
   *
   * @param x n × inputs
   * @param residual n × outputs added after f, or {@code null}
   * @param pre n × outputs, receives x·W + b for the backward pass; {@code null} when f is the
   *     identity or no backward pass follows
   * @param y n × outputs
   */
  void denseForward(Dense layer, Tensor x, Tensor residual, Tensor pre, Tensor y);

  /**
   * Gradients of {@link #denseForward}: dPre = dy ⊙ f'(pre), dW, db = column sums of dPre, dx =
   * dPre·Wᵀ. The gradient of a residual is dy itself and is the caller's.
   *
   * @param pre what the forward pass stored; {@code null} when f is the identity
   * @param dy n × outputs; holds dPre afterwards
   * @param dx n × inputs, or {@code null} when nobody needs it
   * @param gradients same shapes as the layer's parameters; bias null exactly when the layer's is
   */
  void denseBackward(
      Dense layer, Tensor x, Tensor pre, Tensor dy, Tensor dx, DenseGradients gradients);

  /**
   * Embedding, normalization, attention.
   *
   * @throws IllegalStateException when this backend lacks {@link Operation#SEQUENCE}
   */
  SequenceOperations sequence();

  /**
   * scale ← min(1, maxNorm / ‖gradient‖₂), the factor that clips by global norm; 1 when the norm is
   * 0. Optimizer steps multiply the gradient by it, so no value has to leave the device.
   *
   * @param scale one element
   */
  void clipScale(Tensor gradient, float maxNorm, Tensor scale);

  /**
   * One SGD step in place.
   *
   * @param gradientScale one element multiplied onto the gradient, or {@code null} for 1
   * @param momentum buffer b of the same size, or {@code null} when {@code step.momentum()} is 0
   */
  void sgd(SgdStep step, Tensor parameters, Tensor gradient, Tensor gradientScale, Tensor momentum);

  /** One AdamW step in place; {@code m} and {@code v} have the parameters' size. */
  void adamW(
      AdamWStep step, Tensor parameters, Tensor gradient, Tensor gradientScale, Tensor m, Tensor v);

  /**
   * Products with sparse rows.
   *
   * @throws IllegalStateException when the backend lacks {@link Operation#SPARSE}
   */
  SparseOperations sparse();

  /**
   * Whether the first operation fixes the memory: all arenas must be made before it, and what may
   * grow needs room for the most it can be.
   */
  default boolean sealsMemory() {
    return false;
  }

  /**
   * Nanoseconds spent in matrix products and convolutions since this backend was opened; 0 where
   * that is not measured.
   */
  default long productNanos() {
    return 0;
  }

  /** What has gone to and come from the device since this backend was opened. */
  default DeviceTraffic traffic() {
    return DeviceTraffic.NONE;
  }

  /** Frees device memory and scratch. Idempotent; tensors of this backend are dead afterwards. */
  @Override
  void close();
}
