package org.strideml.kernels.cpu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.strideml.kernels.Arena;
import org.strideml.kernels.DeviceMemoryException;

/**
 * Floats outside of the Java heap, aligned to cache lines. Native code takes their address and
 * vector loads read them through {@link #bytes}.
 */
final class CpuArena extends Arena {
  /** A byte offset must fit an {@code int}. */
  static final int MAX_CAPACITY = (Integer.MAX_VALUE - CpuArena.LINE_BYTES) / Float.BYTES;

  private static final int LINE_BYTES = 64;
  private static final int OPERANDS = 4;

  private final ByteBuffer allocation;
  private final ByteBuffer bytes;
  private final FloatBuffer floats;
  private final FloatPointer[] pointers = new FloatPointer[OPERANDS];
  private final BytePointer[] bytePointers = new BytePointer[OPERANDS];
  private boolean freed;

  CpuArena(String name, int capacity) {
    super(name, capacity);
    allocation = allocate(name, capacity);
    bytes = allocation.alignedSlice(LINE_BYTES).order(ByteOrder.nativeOrder());
    floats = bytes.asFloatBuffer();
  }

  private static ByteBuffer allocate(String name, int capacity) {
    if (capacity > MAX_CAPACITY) {
      throw new DeviceMemoryException(
          String.format(
              "arena %s must hold at most %d elements, got %d; use a smaller batch or model",
              name, MAX_CAPACITY, capacity));
    }
    try {
      // A whole number of lines on top, since alignedSlice cuts both ends.
      return ByteBuffer.allocateDirect(
          (capacity * Float.BYTES + LINE_BYTES - 1) / LINE_BYTES * LINE_BYTES + LINE_BYTES);
    } catch (OutOfMemoryError e) {
      throw new DeviceMemoryException(
          String.format(
              "arena %s needs %d bytes outside of the Java heap: %s; raise"
                  + " -XX:MaxDirectMemorySize (by default the heap's size) and, on Spark, the"
                  + " executor's memory and memoryOverhead",
              name, (long) capacity * Float.BYTES, e.getMessage()));
    }
  }

  /** The elements as bytes in native order; element i is at byte 4·i. */
  ByteBuffer bytes() {
    return bytes;
  }

  /** The elements. */
  FloatBuffer floats() {
    return floats;
  }

  /**
   * The address of an element for native code. Each operand number has its own pointer object, so
   * one call may pass several elements of this arena; nothing is allocated after the first time.
   */
  FloatPointer pointer(int operand, int offset) {
    if (pointers[operand] == null) {
      pointers[operand] = new FloatPointer(floats);
    }
    return pointers[operand].position(offset);
  }

  /** The same for native code that takes an untyped address. */
  BytePointer bytePointer(int operand, int offset) {
    if (bytePointers[operand] == null) {
      bytePointers[operand] = new BytePointer(bytes);
    }
    return bytePointers[operand].position((long) offset * Float.BYTES);
  }

  /** Returns the memory; reading and writing fail from now on. */
  void free() {
    if (!freed) {
      freed = true;
      OffHeap.free(allocation);
    }
  }

  @Override
  protected void writeK(int offset, float[] source, int sourceOffset, int length) {
    requireAlive();
    floats.put(offset, source, sourceOffset, length);
  }

  @Override
  protected void readK(int offset, float[] target, int targetOffset, int length) {
    requireAlive();
    floats.get(offset, target, targetOffset, length);
  }

  private void requireAlive() {
    if (freed) {
      throw new IllegalStateException("arena " + name() + ": its backend is closed");
    }
  }
}
