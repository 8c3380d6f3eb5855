package org.strideml.kernels.cpu;

import dev.ludovic.netlib.blas.JavaBLAS;

/**
 * Products by the BLAS in Java that Spark brings: slower, but on every platform. Operands are
 * copied to the heap and back.
 */
final class NetlibGemm extends Gemm {
  private final JavaBLAS blas = JavaBLAS.getInstance();
  private float[] aCopy = {};
  private float[] bCopy = {};
  private float[] cCopy = {};

  @Override
  String name() {
    return "netlib " + blas.getClass().getSimpleName();
  }

  @Override
  void product(int rows, int inner, int columns, float alpha, float beta) {
    aCopy = copy(a, a.isTransposed() ? inner : rows, a.isTransposed() ? rows : inner, aCopy);
    bCopy = copy(b, b.isTransposed() ? columns : inner, b.isTransposed() ? inner : columns, bCopy);
    cCopy = copy(c, rows, columns, cCopy);
    // A row-major matrix is the transpose of a column-major one: cᵀ = op(b)ᵀ·op(a)ᵀ.
    blas.sgemm(
        b.isTransposed() ? "T" : "N",
        a.isTransposed() ? "T" : "N",
        columns,
        rows,
        inner,
        alpha,
        bCopy,
        0,
        b.stride(),
        aCopy,
        0,
        a.stride(),
        beta,
        cCopy,
        0,
        c.stride());
    c.floats().put(c.offset(), cCopy, 0, extent(c, rows, columns));
  }

  private static float[] copy(Operand operand, int rows, int columns, float[] scratch) {
    int extent = extent(operand, rows, columns);
    // The library wants the last row as long as the others.
    int length = rows * operand.stride();
    float[] copy = scratch.length >= length ? scratch : new float[length];
    operand.floats().get(operand.offset(), copy, 0, extent);
    return copy;
  }

  /** From the first to the last element, with whatever lies between rows. */
  private static int extent(Operand operand, int rows, int columns) {
    return (rows - 1) * operand.stride() + columns;
  }
}
