package org.strideml.quantization;

import java.util.Arrays;

/**
 * Ascending indices below a length, as they travel. Little-endian:
 *
 * <pre>
 * byte  type   meaning
 * 0     int32  indices m
 * 4     uint8  form: 0 gaps, 1 bitmap, 2 Rice
 * 5            gaps: for each index its distance to the one before less 1, the first one's to −1,
 *              as a variable-length number of 7 bits a byte, low bits first, the high bit set in
 *              all bytes but the last
 *              bitmap: ⌈length/8⌉ bytes, element i is bit i mod 8 of byte ⌊i/8⌋
 *              Rice: a byte r, then the gaps as bits, low bits of a byte first: ⌊gap/2^r⌋ ones, a
 *              zero, r bits of the rest; at the end up to 7 zeros
 * </pre>
 *
 * <p>Whichever form is smallest is written, the bitmap before gaps before Rice when they are equal.
 * Rice codes of random indices take about half a bit per index more than their entropy.
 */
final class IndexSet {
  /** Bytes before the indices. */
  static final int HEADER_SIZE = 5;

  private static final int GAPS = 0;
  private static final int BITMAP = 1;
  private static final int RICE = 2;
  private static final int FIRST_CAPACITY = 64;
  private static final int LONGEST_GAP = 5;
  private static final int MOST_RICE_BITS = 30;

  private final int length;
  private int[] indices = new int[FIRST_CAPACITY];
  private int count;
  private int end;

  IndexSet(int length) {
    this.length = length;
  }

  /** Most bytes of a set, header included. */
  static long maxSize(int length) {
    return HEADER_SIZE + bitmapSize(length);
  }

  /** Most bytes of a set of {@code count} indices. */
  static long maxSize(int length, int count) {
    return HEADER_SIZE + Math.min(bitmapSize(length), (long) LONGEST_GAP * count);
  }

  private static int bitmapSize(int length) {
    return (int) (((long) length + 7) / 8);
  }

  /** Appends an index above all before. */
  void add(int index) {
    if (count == indices.length) {
      indices = Arrays.copyOf(indices, (int) Math.min(length, 2L * count));
    }
    indices[count++] = index;
  }

  int count() {
    return count;
  }

  int get(int i) {
    return indices[i];
  }

  /** Bytes of the set in its smallest form. */
  int encodedSize(boolean rice) {
    return HEADER_SIZE + indicesSize(form(rice));
  }

  private int form(boolean rice) {
    int form = bitmapSize(length) <= gapsSize() ? BITMAP : GAPS;
    return rice && riceSize(riceBits()) < indicesSize(form) ? RICE : form;
  }

  private int indicesSize(int form) {
    return switch (form) {
      case BITMAP -> bitmapSize(length);
      case GAPS -> gapsSize();
      default -> riceSize(riceBits());
    };
  }

  private int gap(int i) {
    return i == 0 ? indices[0] : indices[i] - indices[i - 1] - 1;
  }

  /** Beyond the bitmap's size nobody asks how much larger gaps would be. */
  private int gapsSize() {
    int size = 0;
    int enough = bitmapSize(length);
    for (int i = 0; i < count && size <= enough; i++) {
      size += Math.max(1, (38 - Integer.numberOfLeadingZeros(gap(i))) / 7);
    }
    return size;
  }

  /** The parameter for gaps of this mean. */
  private int riceBits() {
    if (count == 0) {
      return 0;
    }
    double mean = 0.69 * (length - count) / count;
    return mean < 1 ? 0 : Math.min(MOST_RICE_BITS, 31 - Integer.numberOfLeadingZeros((int) mean));
  }

  private int riceSize(int r) {
    long bits = 0;
    for (int i = 0; i < count; i++) {
      bits += 1 + r + (gap(i) >>> r);
    }
    return (int) Math.min(Integer.MAX_VALUE, 1 + (bits + 7) / 8);
  }

  /** Writes the smallest form and returns where it ends. */
  int write(byte[] target, int targetOffset, boolean rice) {
    int form = form(rice);
    LittleEndian.putInt(target, targetOffset, count);
    target[targetOffset + 4] = (byte) form;
    int at = targetOffset + HEADER_SIZE;
    int end = at + indicesSize(form);
    switch (form) {
      case BITMAP -> writeBitmap(target, at, end);
      case GAPS -> writeGaps(target, at);
      default -> writeRice(target, at);
    }
    return end;
  }

  private void writeBitmap(byte[] target, int at, int end) {
    Arrays.fill(target, at, end, (byte) 0);
    for (int i = 0; i < count; i++) {
      target[at + indices[i] / 8] |= (byte) (1 << indices[i] % 8);
    }
  }

  private void writeGaps(byte[] target, int targetOffset) {
    int at = targetOffset;
    for (int i = 0; i < count; i++) {
      int gap = gap(i);
      for (; gap > 0x7f; gap >>>= 7) {
        target[at++] = (byte) (gap | 0x80);
      }
      target[at++] = (byte) gap;
    }
  }

  private void writeRice(byte[] target, int targetOffset) {
    int r = riceBits();
    target[targetOffset] = (byte) r;
    BitStream bits = new BitStream(target, targetOffset + 1);
    for (int i = 0; i < count; i++) {
      int gap = gap(i);
      bits.putUnary(gap >>> r);
      bits.put(gap & (1 << r) - 1, r);
    }
    bits.flush();
  }

  /**
   * Reads a set; what it allocates is bounded by the bytes that are there.
   *
   * @throws WireFormatException when the bytes cannot have been written for this length
   */
  static IndexSet read(byte[] source, int sourceOffset, int length, boolean rice) {
    LittleEndian.requireBytes(source, sourceOffset, HEADER_SIZE);
    IndexSet set = new IndexSet(length);
    int stated = LittleEndian.getInt(source, sourceOffset);
    if (stated < 0 || stated > length) {
      throw new WireFormatException(
          sourceOffset, "expected 0 to " + length + " elements, got " + stated);
    }
    int at = sourceOffset + HEADER_SIZE;
    int form = source[sourceOffset + 4];
    if (form == BITMAP) {
      set.end = set.readBitmap(source, at);
    } else if (form == GAPS) {
      set.end = set.readGaps(source, at, stated);
    } else if (form == RICE && rice) {
      set.end = set.readRice(source, at, stated);
    } else {
      throw new WireFormatException(
          sourceOffset + 4,
          "expected indices of form 0" + (rice ? ", 1 or 2" : " or 1") + ", got " + form);
    }
    if (set.count != stated) {
      throw new WireFormatException(
          sourceOffset, "expected " + set.count + " elements as in the bitmap, got " + stated);
    }
    return set;
  }

  /** Where a set that was read ends. */
  int end() {
    return end;
  }

  private int readBitmap(byte[] source, int sourceOffset) {
    int size = bitmapSize(length);
    LittleEndian.requireBytes(source, sourceOffset, size);
    for (int i = 0; i < size; i++) {
      for (int bits = source[sourceOffset + i] & 0xff; bits != 0; bits &= bits - 1) {
        requireIndex(8L * i + Integer.numberOfTrailingZeros(bits), sourceOffset + i);
        add(8 * i + Integer.numberOfTrailingZeros(bits));
      }
    }
    return sourceOffset + size;
  }

  private int readGaps(byte[] source, int sourceOffset, int stated) {
    int at = sourceOffset;
    long index = -1;
    while (count < stated) {
      long gap = 0;
      int bytes = 0;
      byte next;
      do {
        LittleEndian.requireBytes(source, at, 1);
        next = source[at++];
        gap |= (next & 0x7fL) << 7 * bytes++;
      } while (next < 0 && bytes < LONGEST_GAP);
      index += gap + 1;
      requireIndex(next < 0 ? Long.MAX_VALUE : index, at - bytes);
      add((int) index);
    }
    return at;
  }

  private int readRice(byte[] source, int sourceOffset, int stated) {
    LittleEndian.requireBytes(source, sourceOffset, 1);
    int r = source[sourceOffset];
    if (r < 0 || r > MOST_RICE_BITS) {
      throw new WireFormatException(
          sourceOffset, "expected Rice codes of 0 to " + MOST_RICE_BITS + " bits, got " + r);
    }
    BitStream bits = new BitStream(source, sourceOffset + 1);
    long index = -1;
    while (count < stated) {
      long gap = ((long) bits.getUnary(length) << r) + bits.get(r);
      index += gap + 1;
      requireIndex(index, bits.position());
      add((int) index);
    }
    return bits.position();
  }

  private void requireIndex(long index, int at) {
    if (index >= length) {
      throw new WireFormatException(at, "expected an index below " + length + ", got " + index);
    }
  }
}
