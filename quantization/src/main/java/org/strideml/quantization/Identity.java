package org.strideml.quantization;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * Floats as they are, four little-endian bytes each: the control in every comparison.
 *
 * <p>Bit-exact for every bit pattern, NaN payloads and infinities included; nothing is rejected.
 */
public record Identity() implements Codec {
  static final int ID = 0;
  static final String NAME = "none";

  @Override
  public int id() {
    return ID;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int bits() {
    return Float.SIZE;
  }

  @Override
  public int bucketSize() {
    return 0;
  }

  @Override
  public boolean unbiased() {
    return true;
  }

  @Override
  public int grain() {
    return 1;
  }

  @Override
  public int encodedSize(int length) {
    return Codecs.checkedSize((long) length * Float.BYTES, length);
  }

  @Override
  public int encode(
      float[] source,
      int sourceOffset,
      int length,
      RandomKey key,
      byte[] target,
      int targetOffset) {
    bytes(target, targetOffset, encodedSize(length))
        .asFloatBuffer()
        .put(source, sourceOffset, length);
    return encodedSize(length);
  }

  @Override
  public int decode(byte[] source, int sourceOffset, float[] target, int targetOffset, int length) {
    LittleEndian.requireBytes(source, sourceOffset, encodedSize(length));
    bytes(source, sourceOffset, encodedSize(length))
        .asFloatBuffer()
        .get(target, targetOffset, length);
    return encodedSize(length);
  }

  private static ByteBuffer bytes(byte[] array, int offset, int size) {
    Objects.checkFromIndexSize(offset, size, array.length);
    return ByteBuffer.wrap(array, offset, size).slice().order(ByteOrder.LITTLE_ENDIAN);
  }
}
