package org.strideml.kernels.cpu;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.strideml.kernels.Tensor;

/**
 * Matrix product c ← alpha·op(a)·op(b) + beta·c on row-major matrices in {@link CpuArena}s, on the
 * calling thread only. Aim the operands, then {@link #multiply}; nothing is allocated. With beta 0
 * what c held is not read.
 */
abstract class Gemm {
  final Operand a = new Operand(0);
  final Operand b = new Operand(1);
  final Operand c = new Operand(2);

  /** Aimed at a row while {@link #multiplyAndAdd} runs. */
  final Operand bias = new Operand(3);

  private long nanos;

  /** What multiplies, for people: library and instruction set. Equal names give equal bits. */
  abstract String name();

  /** op(a) is rows × inner, op(b) inner × columns, c rows × columns. */
  final void multiply(int rows, int inner, int columns, float alpha, float beta) {
    long begin = System.nanoTime();
    product(rows, inner, columns, alpha, beta);
    nanos += System.nanoTime() - begin;
  }

  /**
   * The same with alpha 1 and beta 0; where it costs nothing, a row is added to each of c's.
   *
   * @param row or {@code null} for none
   * @return whether nothing is left to be added
   */
  final boolean multiplyAndAdd(Tensor row, int rows, int inner, int columns) {
    if (row == null) {
      multiply(rows, inner, columns, 1, 0);
      return true;
    }
    long begin = System.nanoTime();
    bias.of(row);
    boolean added = productAndRow(rows, inner, columns);
    nanos += System.nanoTime() - begin;
    return added;
  }

  /** What {@link #multiplyAndAdd} does, with the row in {@link #bias}. */
  boolean productAndRow(int rows, int inner, int columns) {
    product(rows, inner, columns, 1, 0);
    return false;
  }

  /** What {@link #multiply} does. */
  abstract void product(int rows, int inner, int columns, float alpha, float beta);

  /** Spent in products so far. */
  final long nanos() {
    return nanos;
  }

  /** Frees what it holds natively. */
  void close() {}

  /** A matrix within an arena. */
  static final class Operand {
    private final int number;
    private CpuArena arena;
    private int offset;
    private int stride;
    private boolean transposed;
    private boolean lasting;

    private Operand(int number) {
      this.number = number;
    }

    /** All of {@code tensor}, seen as a matrix. */
    Operand of(Tensor tensor) {
      return of(tensor, 0, tensor.columns());
    }

    /** The matrix that starts at an element of {@code tensor}, its rows {@code stride} apart. */
    Operand of(Tensor tensor, int element, int stride) {
      this.arena = (CpuArena) tensor.arena();
      this.offset = tensor.offset() + element;
      this.stride = stride;
      this.transposed = false;
      this.lasting = false;
      return this;
    }

    /** op is transposition if {@code transpose}. */
    Operand transposed(boolean transpose) {
      this.transposed = transpose;
      return this;
    }

    /** Says that the matrix stays the same for many products, as weights do. */
    Operand lasting() {
      lasting = true;
      return this;
    }

    boolean lasts() {
      return lasting;
    }

    CpuArena arena() {
      return arena;
    }

    boolean isTransposed() {
      return transposed;
    }

    int stride() {
      return stride;
    }

    FloatPointer pointer() {
      return arena.pointer(number, offset);
    }

    BytePointer bytePointer() {
      return arena.bytePointer(number, offset);
    }

    FloatBuffer floats() {
      return arena.floats();
    }

    int offset() {
      return offset;
    }
  }
}
