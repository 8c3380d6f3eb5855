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
 * c ← op(a)·op(b), or the same with a row added to each of c's, of one shape, a and b in bfloat16,
 * sums and c in single precision, compiled by oneDNN.
 */
final class Bf16Product {
  private final int rows;
  private final int inner;
  private final int columns;
  private final boolean aTransposed;
  private final boolean bTransposed;
  private final matmul primitive;
  private final memory a;
  private final memory b;
  private final memory c;

  /** The row that is added, or {@code null}. */
  private final memory row;

  private final IntMemoryMap arguments;

  Bf16Product(
      engine engine,
      Gemm gemm,
      int rows,
      int inner,
      int columns,
      Bf16Copy left,
      Bf16Copy right,
      boolean addsRow) {
    this.rows = rows;
    this.inner = inner;
    this.columns = columns;
    aTransposed = gemm.a.isTransposed();
    bTransposed = gemm.b.isTransposed();
    try (memory.desc aShape = shape(rows, inner, aTransposed, memory.data_type.bf16);
        memory.desc bShape = shape(inner, columns, bTransposed, memory.data_type.bf16);
        memory.desc cShape = shape(rows, columns, false, memory.data_type.f32);
        memory.desc rowShape = shape(1, columns, false, memory.data_type.f32);
        primitive_attr attributes = new primitive_attr();
        matmul.primitive_desc description =
            addsRow
                ? new matmul.primitive_desc(
                    engine, aShape, bShape, rowShape, cShape, attributes, false)
                : new matmul.primitive_desc(engine, aShape, bShape, cShape, attributes, false)) {
      primitive = new matmul(description);
      row = addsRow ? new memory(rowShape, engine, gemm.bias.bytePointer()) : null;
      a = new memory(aShape, engine, left.address());
      b = new memory(bShape, engine, right.address());
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

  private static memory.desc shape(
      int rows, int columns, boolean transposed, memory.data_type type) {
    return new memory.desc(
        new long[] {rows, columns},
        type,
        transposed ? new long[] {1, rows} : new long[] {columns, 1},
        false);
  }

  boolean fits(Gemm gemm, int rows, int inner, int columns, boolean addsRow) {
    return addsRow == (row != null)
        && this.rows == rows
        && this.inner == inner
        && this.columns == columns
        && aTransposed == gemm.a.isTransposed()
        && bTransposed == gemm.b.isTransposed();
  }

  void multiply(Gemm gemm, Bf16Copy left, Bf16Copy right, stream stream) {
    a.set_data_handle(left.address());
    b.set_data_handle(right.address());
    c.set_data_handle(gemm.c.bytePointer());
    if (row != null) {
      row.set_data_handle(gemm.bias.bytePointer());
    }
    primitive.execute(stream, arguments);
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
