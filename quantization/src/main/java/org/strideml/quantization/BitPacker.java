package org.strideml.quantization;

/**
 * Codes of 1 to 8 bits, one per byte, to and from a dense bit stream.
 *
 * <p>Eight codes make {@code bits} bytes: code j of a group occupies bits j·bits … (j+1)·bits−1 of
 * a little-endian word. A last group of fewer codes takes as many bytes as its bits need; spare
 * bits are zero. Every group of eight starts on a byte of its own.
 */
final class BitPacker {
  /** Codes that end on a byte boundary at any width. */
  static final int GROUP = 8;

  private static final long LOW_BYTES = 0x00FF00FF00FF00FFL;
  private static final long LOW_SHORTS = 0x0000FFFF0000FFFFL;
  private static final long LOW_INT = 0x00000000FFFFFFFFL;

  private BitPacker() {}

  /** Bytes that {@code count} codes take. */
  static int packedSize(int count, int bits) {
    return (int) (((long) count * bits + 7) / 8);
  }

  /** Elements at whose multiples buckets begin and packed codes end on a byte. */
  static int grain(int bucketSize) {
    long grain = bucketSize % GROUP == 0 ? bucketSize : (long) GROUP * bucketSize;
    return (int) Math.min(grain, Integer.MAX_VALUE);
  }

  /**
   * Writes {@link #packedSize} bytes to {@code target}, none beyond.
   *
   * @param codes one code per byte, each below 2^bits
   */
  static void pack(
      byte[] codes, int codesOffset, int count, int bits, byte[] target, int targetOffset) {
    int end = targetOffset + packedSize(count, bits);
    int at = targetOffset;
    int i = 0;
    for (; i + GROUP <= count && at + Long.BYTES <= end; i += GROUP, at += bits) {
      // The bytes above the group's own are zero here and overwritten by the next group.
      LittleEndian.putLong(
          target, at, compress(LittleEndian.getLong(codes, codesOffset + i), bits));
    }
    for (; i < count; i += GROUP, at += bits) {
      int members = Math.min(GROUP, count - i);
      long word = compress(readBytes(codes, codesOffset + i, members), bits);
      writeBytes(word, target, at, Math.min(bits, end - at));
    }
  }

  /** Reads {@link #packedSize} bytes and writes {@code count} codes, one per byte. */
  static void unpack(
      byte[] source, int sourceOffset, int count, int bits, byte[] codes, int codesOffset) {
    int end = sourceOffset + packedSize(count, bits);
    int at = sourceOffset;
    int i = 0;
    for (; i + GROUP <= count && at + Long.BYTES <= end; i += GROUP, at += bits) {
      LittleEndian.putLong(codes, codesOffset + i, expand(LittleEndian.getLong(source, at), bits));
    }
    for (; i < count; i += GROUP, at += bits) {
      long word = expand(readBytes(source, at, Math.min(bits, end - at)), bits);
      writeBytes(word, codes, codesOffset + i, Math.min(GROUP, count - i));
    }
  }

  /** Closes the gaps between eight codes: bytes to pairs, pairs to fours, fours to eight. */
  private static long compress(long word, int bits) {
    word = (word & LOW_BYTES) | ((word & ~LOW_BYTES) >>> (8 - bits));
    word = (word & LOW_SHORTS) | ((word & ~LOW_SHORTS) >>> (16 - 2 * bits));
    return (word & LOW_INT) | ((word & ~LOW_INT) >>> (32 - 4 * bits));
  }

  /** The inverse of {@link #compress}; bits above the group's own are ignored. */
  private static long expand(long word, int bits) {
    long four = (1L << (4 * bits)) - 1;
    long two = ((1L << (2 * bits)) - 1) * 0x0000000100000001L;
    long one = ((1L << bits) - 1) * 0x0001000100010001L;
    word = (word & four) | ((word >>> (4 * bits) & four) << 32);
    word = (word & two) | ((word >>> (2 * bits) & two) << 16);
    return (word & one) | ((word >>> bits & one) << 8);
  }

  private static long readBytes(byte[] source, int offset, int count) {
    long word = 0;
    for (int j = 0; j < count; j++) {
      word |= (source[offset + j] & 0xffL) << (8 * j);
    }
    return word;
  }

  private static void writeBytes(long word, byte[] target, int offset, int count) {
    for (int j = 0; j < count; j++) {
      target[offset + j] = (byte) (word >>> (8 * j));
    }
  }
}
