package org.strideml.kernels.opencl;

import org.strideml.kernels.AttentionShape;
import org.strideml.kernels.Tensor;

/** Attention as products over all heads of all sequences, and a softmax between them. */
final class AttentionCommands {
  private final OpenClBackend backend;

  AttentionCommands(OpenClBackend backend) {
    this.backend = backend;
  }

  /** P = softmax(q·kᵀ/√w), out = P·v. */
  void forward(AttentionShape shape, Tensor qkv, Tensor probabilities, Tensor out) {
    Matrix scores = scores(shape, probabilities);
    new Product(
            shape.time(),
            shape.time(),
            shape.headWidth(),
            queries(shape, qkv),
            keys(shape, qkv).turned(),
            scores)
        .times(shape.batch(), shape.heads())
        .triangle(ProductKernel.LOWER_TARGET)
        .factor(scale(shape))
        .queue(backend);
    backend
        .queue(Mode.CAUSAL_SOFTMAX)
        .number(shape.rows() * shape.heads())
        .number(shape.time())
        .tensor(probabilities);
    weigh(shape, scores, values(shape, qkv), heads(shape, out, shape.width(), 0), 1);
  }

  /**
   * dv = Pᵀ·dOut, dS = P ⊙ (dOut·vᵀ − c), dq = dS·k/√w, dk = dSᵀ·q/√w, where a row's center c is
   * dOut·out, as Σ P ⊙ dP is.
   *
   * <p>Needs no memory but its arguments': the place of dq holds what forward put out until dq is
   * there, that of dk the centers, and dS replaces P.
   */
  void backward(AttentionShape shape, Tensor qkv, Tensor probabilities, Tensor dOut, Tensor dQkv) {
    Matrix scores = scores(shape, probabilities);
    Matrix dOuts = heads(shape, dOut, shape.width(), 0);
    Matrix dQueries = queries(shape, dQkv);
    Matrix dKeys = keys(shape, dQkv);
    weigh(shape, scores, values(shape, qkv), dQueries, 1);
    backend
        .queue(Mode.HEAD_PRODUCTS)
        .number(shape.rows() * shape.heads())
        .number(shape.heads())
        .number(shape.headWidth())
        .number(dOuts.at())
        .number(dOuts.rowLength())
        .number(dQueries.at())
        .number(dQueries.rowLength())
        .number(dKeys.at())
        .number(dKeys.rowLength());
    weighTurned(shape, scores, dOuts, values(shape, dQkv), 1);
    new Product(
            shape.time(),
            shape.time(),
            shape.headWidth(),
            dOuts,
            values(shape, qkv).turned(),
            scores)
        .times(shape.batch(), shape.heads())
        .triangle(ProductKernel.LOWER_TARGET)
        .damped(dKeys)
        .queue(backend);
    weigh(shape, scores, keys(shape, qkv), dQueries, scale(shape));
    weighTurned(shape, scores, queries(shape, qkv), dKeys, scale(shape));
  }

  /** target ← factor · lower triangular scores · vectors. */
  private void weigh(
      AttentionShape shape, Matrix scores, Matrix vectors, Matrix target, double factor) {
    new Product(shape.time(), shape.headWidth(), shape.time(), scores, vectors, target)
        .times(shape.batch(), shape.heads())
        .triangle(ProductKernel.LOWER_LEFT)
        .factor(factor)
        .queue(backend);
  }

  /** target ← factor · lower triangular scores, transposed · vectors. */
  private void weighTurned(
      AttentionShape shape, Matrix scores, Matrix vectors, Matrix target, double factor) {
    new Product(shape.time(), shape.headWidth(), shape.time(), scores.turned(), vectors, target)
        .times(shape.batch(), shape.heads())
        .triangle(ProductKernel.UPPER_LEFT)
        .factor(factor)
        .queue(backend);
  }

  void cached(AttentionShape shape, int past, Tensor qkv, Tensor keys, Tensor values, Tensor out) {
    backend
        .queue(Mode.KEEP_KEYS_VALUES)
        .number(shape.rows())
        .number(shape.width())
        .number(shape.time())
        .number(past)
        .number(keys.extent(1))
        .tensor(qkv)
        .tensor(keys)
        .tensor(values);
    backend
        .queue(Mode.CACHED_ATTENTION)
        .number(shape.rows())
        .number(shape.heads())
        .number(shape.headWidth())
        .number(shape.time())
        .number(past)
        .number(keys.extent(1))
        .tensor(qkv)
        .tensor(keys)
        .tensor(values)
        .tensor(out)
        .fraction(scale(shape));
  }

  private static double scale(AttentionShape shape) {
    return 1 / Math.sqrt(shape.headWidth());
  }

  private static Matrix queries(AttentionShape shape, Tensor qkv) {
    return heads(shape, qkv, 3 * shape.width(), 0);
  }

  private static Matrix keys(AttentionShape shape, Tensor qkv) {
    return heads(shape, qkv, 3 * shape.width(), shape.width());
  }

  private static Matrix values(AttentionShape shape, Tensor qkv) {
    return heads(shape, qkv, 3 * shape.width(), 2 * shape.width());
  }

  /** Time × head width, out of rows where heads lie side by side. */
  private static Matrix heads(AttentionShape shape, Tensor rows, int rowLength, int column) {
    int at = OpenClBackend.at(rows) + column;
    return new Matrix(at, rowLength, shape.time() * rowLength, shape.headWidth(), false);
  }

  /** Time × time, one for each head of each sequence. */
  private static Matrix scores(AttentionShape shape, Tensor probabilities) {
    int size = Math.multiplyExact(shape.time(), shape.time());
    int at = OpenClBackend.at(probabilities);
    return new Matrix(at, shape.time(), shape.heads() * size, size, false);
  }
}
