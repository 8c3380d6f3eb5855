package org.strideml.kernels.opencl;

import org.strideml.kernels.Tensor;

/**
 * A product of m × k and k × n, or one for each head of each sequence, and what becomes of it.
 *
 * <p>{@link #queue} turns it into a command; {@link ProductKernel} says what the parts mean.
 */
final class Product {
  private static final Matrix NONE = new Matrix(OpenClBackend.NONE, 0, 0, 0, false);

  private final int m;
  private final int n;
  private final int k;
  private final Matrix left;
  private final Matrix right;
  private final Matrix target;
  private int count = 1;
  private int heads = 1;
  private Tensor bias;
  private Tensor residual;
  private Tensor pre;
  private int activation = ActivationKernel.IDENTITY;
  private int triangle = ProductKernel.FULL;
  private Matrix centers = NONE;
  private double factor = 1;

  Product(int m, int n, int k, Matrix left, Matrix right, Matrix target) {
    this.m = m;
    this.n = n;
    this.k = k;
    this.left = left;
    this.right = right;
    this.target = target;
  }

  /** One for each head of each of some sequences. */
  Product times(int sequences, int heads) {
    this.count = Math.multiplyExact(sequences, heads);
    this.heads = heads;
    return this;
  }

  /** Which half need not be looked at, as {@link ProductKernel} numbers them. */
  Product triangle(int triangle) {
    this.triangle = triangle;
    return this;
  }

  Product factor(double factor) {
    this.factor = factor;
    return this;
  }

  Product bias(Tensor bias) {
    this.bias = bias;
    return this;
  }

  /** Added last. */
  Product residual(Tensor residual) {
    this.residual = residual;
    return this;
  }

  /**
   * @param pre receives what goes into the activation; {@code null} for nobody
   */
  Product activation(int activation, Tensor pre) {
    this.activation = activation;
    this.pre = pre;
    return this;
  }

  /** The target is multiplied with the product less the center of its row. */
  Product damped(Matrix centers) {
    this.centers = centers;
    return this;
  }

  void queue(OpenClBackend backend) {
    queue(backend, backend.tilings().of(m, n, count, left.transposed(), right.transposed()));
  }

  void queue(OpenClBackend backend, Tiling tiling) {
    append(backend.queue(Mode.PRODUCT), tiling);
  }

  /** Completes a command just begun. */
  void append(CommandList command, Tiling tiling) {
    command.number(m).number(n).number(k).number(count).number(heads);
    left.appendFactor(command);
    right.appendFactor(command);
    target.appendPlace(command);
    command.tensor(bias).tensor(residual).tensor(pre).number(activation).number(triangle);
    centers.appendPlace(command);
    tiling.append(command).fraction(factor);
  }
}
