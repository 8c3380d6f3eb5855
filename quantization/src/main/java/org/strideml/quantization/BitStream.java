package org.strideml.quantization;

/** Bits in a byte array, the low ones of a byte first; written or read front to back. */
final class BitStream {
  private final byte[] bytes;
  private int position;
  private long buffer;
  private int buffered;

  /**
   * @param offset of the first byte
   */
  BitStream(byte[] bytes, int offset) {
    this.bytes = bytes;
    this.position = offset;
  }

  /** The next byte to write, or the first that no bit has been read of. */
  int position() {
    return position;
  }

  /** Appends the low {@code count} ≤ 32 bits, the others being zero. */
  void put(int bits, int count) {
    buffer |= (bits & 0xffffffffL) << buffered;
    buffered += count;
    while (buffered >= Byte.SIZE) {
      bytes[position++] = (byte) buffer;
      buffer >>>= Byte.SIZE;
      buffered -= Byte.SIZE;
    }
  }

  /** Appends that many ones and a zero. */
  void putUnary(int ones) {
    int left = ones;
    for (; left >= 16; left -= 16) {
      put(0xffff, 16);
    }
    put((1 << left) - 1, left + 1);
  }

  /** Fills the last byte with zeros. */
  void flush() {
    if (buffered > 0) {
      bytes[position++] = (byte) buffer;
      buffer = 0;
      buffered = 0;
    }
  }

  /**
   * Takes {@code count} ≤ 32 bits.
   *
   * @throws WireFormatException when there are not as many
   */
  int get(int count) {
    while (buffered < count) {
      LittleEndian.requireBytes(bytes, position, 1);
      buffer |= (bytes[position++] & 0xffL) << buffered;
      buffered += Byte.SIZE;
    }
    int bits = (int) (buffer & (1L << count) - 1);
    buffer >>>= count;
    buffered -= count;
    return bits;
  }

  /**
   * Takes ones up to a zero and returns how many.
   *
   * @throws WireFormatException when there are more than {@code most}
   */
  int getUnary(int most) {
    int ones = 0;
    while (get(1) == 1) {
      if (++ones > most) {
        throw new WireFormatException(position, "expected at most " + most + " ones in a row");
      }
    }
    return ones;
  }
}
