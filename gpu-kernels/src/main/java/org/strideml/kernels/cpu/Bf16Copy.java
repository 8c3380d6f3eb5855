package org.strideml.kernels.cpu;

import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.Pointer;

/**
 * Floats of an arena rounded to bfloat16, to nearest with ties to even. Good for as long as the
 * arena's version stands still.
 */
final class Bf16Copy {
  private final int size;
  private final memory from;
  private final memory to;
  private final Pointer address;
  private final reorder rounding;
  private CpuArena arena;
  private int offset;
  private long version;

  /** Makes room for as many elements as the operand has. */
  Bf16Copy(engine engine, Gemm.Operand operand, int size) {
    this.size = size;
    try (memory.desc floats = shape(size, memory.data_type.f32);
        memory.desc rounded = shape(size, memory.data_type.bf16)) {
      from = new memory(floats, engine, operand.bytePointer());
      to = new memory(rounded, engine);
    }
    address = to.get_data_handle();
    rounding = new reorder(from, to);
  }

  private static memory.desc shape(int size, memory.data_type type) {
    return new memory.desc(new long[] {size}, type, memory.format_tag.a, false);
  }

  int size() {
    return size;
  }

  /** Whether this is or was a copy of these elements. */
  boolean of(Gemm.Operand operand, int size) {
    return this.size == size && arena == operand.arena() && offset == operand.offset();
  }

  /** Whether the elements are still what was copied. */
  boolean current() {
    return version == arena.version();
  }

  void copy(Gemm.Operand operand, stream stream) {
    arena = operand.arena();
    offset = operand.offset();
    version = arena.version();
    from.set_data_handle(operand.bytePointer());
    rounding.execute(stream, from, to);
  }

  /** Of the first element, for native code. */
  Pointer address() {
    return address;
  }

  void close() {
    rounding.close();
    from.close();
    to.close();
  }
}
