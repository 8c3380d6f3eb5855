package org.strideml.trainer.safetensors;

import java.nio.ByteBuffer;

/** Types of elements a file may have. Those of floats that fit single precision are read. */
enum DataType {
  F32(4) {
    @Override
    void read(ByteBuffer from, float[] to, int offset, int count) {
      from.asFloatBuffer().get(to, offset, count);
    }
  },
  F16(2) {
    @Override
    void read(ByteBuffer from, float[] to, int offset, int count) {
      for (int i = 0; i < count; i++) {
        to[offset + i] = ofHalf(from.getShort(2 * i));
      }
    }
  },
  BF16(2) {
    @Override
    void read(ByteBuffer from, float[] to, int offset, int count) {
      for (int i = 0; i < count; i++) {
        to[offset + i] = Float.intBitsToFloat(from.getShort(2 * i) << 16);
      }
    }
  },
  F64(8),
  I64(8),
  U64(8),
  I32(4),
  U32(4),
  I16(2),
  U16(2),
  I8(1),
  U8(1),
  BOOL(1);

  private final int bytes;

  DataType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one element. */
  int bytes() {
    return bytes;
  }

  /** Whether every value is one of single precision. */
  boolean isRead() {
    return this == F32 || this == F16 || this == BF16;
  }

  /** Copies elements from the start of a buffer; only for those that are {@link #isRead}. */
  void read(ByteBuffer from, float[] to, int offset, int count) {
    throw new IllegalStateException(this + " is not read");
  }

  /** IEEE 754 binary16: one bit of sign, five of exponent, ten of fraction. */
  private static float ofHalf(short half) {
    int sign = (half & 0x8000) << 16;
    int magnitude = half & 0x7fff;
    if (magnitude >= 0x7c00) {
      // Infinity, or no number with the same fraction.
      return Float.intBitsToFloat(sign | 0x7f800000 | (magnitude & 0x3ff) << 13);
    }
    // As a float of a far smaller exponent, which also makes subnormals right, then scaled up.
    float scaled = Float.intBitsToFloat(magnitude << 13) * 0x1p112f;
    return Float.intBitsToFloat(sign | Float.floatToRawIntBits(scaled));
  }
}
