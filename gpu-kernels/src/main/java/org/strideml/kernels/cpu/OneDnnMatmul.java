package org.strideml.kernels.cpu;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.stream;

/**
 * c ← op(a)·op(b), or the same with a row added to each of c's, of one shape, compiled by oneDNN
 * for it. Where a transposed operand is used few times this beats {@code sgemm}, which first copies
 * it into another order.
 */
final class OneDnnMatmul {
  private final int rows;
  private final int inner;
  private final int columns;
  private final boolean aTransposed;
  private final boolean bTransposed;
  private final int aStride;
  private final int bStride;
  private final int cStride;
  private final matmul primitive;
  private final memory a;
  private final memory b;
  private final memory c;

  /** The row that is added, or {@code null}. */
  private final memory row;

  private final IntMemoryMap arguments;

  OneDnnMatmul(engine engine, Gemm gemm, int rows, int inner, int columns, boolean addsRow) {
    this.rows = rows;
    this.inner = inner;
    this.columns = columns;
    this.aTransposed = gemm.a.isTransposed();
    this.bTransposed = gemm.b.isTransposed();
    this.aStride = gemm.a.stride();
    this.bStride = gemm.b.stride();
    this.cStride = gemm.c.stride();
    try (memory.desc aShape = shape(rows, inner, aStride, aTransposed);
        memory.desc bShape = shape(inner, columns, bStride, bTransposed);
        memory.desc cShape = shape(rows, columns, cStride, false);
        memory.desc rowShape = shape(1, columns, columns, false);
        primitive_attr attributes = new primitive_attr();
        matmul.primitive_desc description =
            addsRow
                ? new matmul.primitive_desc(
                    engine, aShape, bShape, rowShape, cShape, attributes, false)
                : new matmul.primitive_desc(engine, aShape, bShape, cShape, attributes, false)) {
      primitive = new matmul(description);
      row = addsRow ? new memory(rowShape, engine, gemm.bias.bytePointer()) : null;
      a = new memory(aShape, engine, gemm.a.bytePointer());
      b = new memory(bShape, engine, gemm.b.bytePointer());
      c = new memory(cShape, engine, gemm.c.bytePointer());
    }
    arguments = new IntMemoryMap();
    arguments.put(DNNL_ARG_SRC, a);
    arguments.put(DNNL_ARG_WEIGHTS, b);
    arguments.put(DNNL_ARG_DST, c);
    if (addsRow) {
      arguments.put(DNNL_ARG_BIAS, row);
    }
  }

  private static memory.desc shape(int rows, int columns, int stride, boolean transposed) {
    return new memory.desc(
        new long[] {rows, columns},
        memory.data_type.f32,
        transposed ? new long[] {1, stride} : new long[] {stride, 1},
        false);
  }

  /** Whether this was made for the shape and strides at hand. */
  boolean fits(Gemm gemm, int rows, int inner, int columns, boolean addsRow) {
    return addsRow == (row != null)
        && this.rows == rows
        && this.inner == inner
        && this.columns == columns
        && aTransposed == gemm.a.isTransposed()
        && bTransposed == gemm.b.isTransposed()
        && aStride == gemm.a.stride()
        && bStride == gemm.b.stride()
        && cStride == gemm.c.stride();
  }

  void multiply(Gemm gemm, stream stream) {
    a.set_data_handle(gemm.a.bytePointer());
    b.set_data_handle(gemm.b.bytePointer());
    c.set_data_handle(gemm.c.bytePointer());
    if (row != null) {
      row.set_data_handle(gemm.bias.bytePointer());
    }
    primitive.execute(stream, arguments);
    stream._wait();
  }

  void close() {
    arguments.close();
    a.close();
    b.close();
    c.close();
    if (row != null) {
      row.close();
    }
    primitive.close();
  }
}
