package org.strideml.kernels.cpu;

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
 * c ← a·bᵀ of one shape, compiled by oneDNN for it. Up to a few hundred rows this beats {@code
 * sgemm}, which first copies b into another order.
 */
final class OneDnnMatmul {
  private final int rows;
  private final int inner;
  private final int columns;
  private final int aStride;
  private final int bStride;
  private final int cStride;
  private final matmul primitive;
  private final memory a;
  private final memory b;
  private final memory c;
  private final IntMemoryMap arguments;

  OneDnnMatmul(engine engine, Gemm gemm, int rows, int inner, int columns) {
    this.rows = rows;
    this.inner = inner;
    this.columns = columns;
    this.aStride = gemm.a.stride();
    this.bStride = gemm.b.stride();
    this.cStride = gemm.c.stride();
    try (memory.desc aShape = shape(rows, inner, aStride, 1);
        memory.desc bShape = shape(inner, columns, 1, bStride);
        memory.desc cShape = shape(rows, columns, cStride, 1);
        primitive_attr attributes = new primitive_attr();
        matmul.primitive_desc description =
            new matmul.primitive_desc(engine, aShape, bShape, cShape, attributes, false)) {
      primitive = new matmul(description);
      a = new memory(aShape, engine, gemm.a.bytePointer());
      b = new memory(bShape, engine, gemm.b.bytePointer());
      c = new memory(cShape, engine, gemm.c.bytePointer());
    }
    arguments = new IntMemoryMap();
    arguments.put(DNNL_ARG_SRC, a);
    arguments.put(DNNL_ARG_WEIGHTS, b);
    arguments.put(DNNL_ARG_DST, c);
  }

  private static memory.desc shape(int rows, int columns, int rowStride, int columnStride) {
    return new memory.desc(
        new long[] {rows, columns},
        memory.data_type.f32,
        new long[] {rowStride, columnStride},
        false);
  }

  /** Whether this was made for the shape and strides at hand. */
  boolean fits(Gemm gemm, int rows, int inner, int columns) {
    return this.rows == rows
        && this.inner == inner
        && this.columns == columns
        && aStride == gemm.a.stride()
        && bStride == gemm.b.stride()
        && cStride == gemm.c.stride();
  }

  void multiply(Gemm gemm, stream stream) {
    a.set_data_handle(gemm.a.bytePointer());
    b.set_data_handle(gemm.b.bytePointer());
    c.set_data_handle(gemm.c.bytePointer());
    primitive.execute(stream, arguments);
    stream._wait();
  }

  void close() {
    arguments.close();
    a.close();
    b.close();
    c.close();
    primitive.close();
  }
}
