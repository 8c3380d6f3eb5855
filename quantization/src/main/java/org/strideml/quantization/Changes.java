package org.strideml.quantization;

import java.util.Arrays;

/**
 * The elements of a sparse section that differ from a base, as they travel. Little-endian:
 *
 * <pre>
 * byte  type   meaning
 * 0     int32  elements m
 * 4     uint8  form of the indices: 0 gaps, 1 bitmap
 * 5            gaps: for each element its distance to the one before less 1, the first one's to −1,
 *              as a variable-length number of 7 bits a byte, low bits first, the high bit set in
 *              all bytes but the last
 *              bitmap: ⌈length/8⌉ bytes, element i is bit i mod 8 of byte ⌊i/8⌋
 *       bytes  the m values as the section's codec writes them
 * </pre>
 *
 * <p>Whichever form is smaller is written, the bitmap when they are equal.
 */
final class Changes {
  private static final int HEADER_SIZE = 5;
  private static final int GAPS = 0;
  private static final int BITMAP = 1;
  private static final int FIRST_CAPACITY = 64;
  private static final int LONGEST_GAP = 5;

  private final Section section;
  private int[] indices = new int[FIRST_CAPACITY];
  private int count;
  private int gapsSize;

  private Changes(Section section) {
    this.section = section;
  }

  /** Most bytes before the values. */
  static long maxHeaderSize(int length) {
    return HEADER_SIZE + bitmapSize(length);
  }

  private static int bitmapSize(int length) {
    return (int) (((long) length + 7) / 8);
  }

  /**
   * Elements whose bits differ from those of {@code base}.
   *
   * @param base of the same length as {@code values}, or {@code null} for zeros
   */
  static Changes of(Section section, float[] values, float[] base) {
    Changes changes = new Changes(section);
    for (int i = 0; i < section.length(); i++) {
      int at = section.offset() + i;
      int was = base == null ? 0 : Float.floatToRawIntBits(base[at]);
      if (Float.floatToRawIntBits(values[at]) != was) {
        changes.add(i);
      }
    }
    return changes;
  }

  private void add(int index) {
    if (count == indices.length) {
      indices = Arrays.copyOf(indices, (int) Math.min(section.length(), 2L * count));
    }
    int gap = count == 0 ? index : index - indices[count - 1] - 1;
    gapsSize = saturated(gapsSize, gapSize(gap));
    indices[count++] = index;
  }

  /** Beyond the bitmap's size nobody asks how much larger gaps would be. */
  private int saturated(int size, int more) {
    return Math.min(bitmapSize(section.length()), size) + more;
  }

  private static int gapSize(int gap) {
    return Math.max(1, (38 - Integer.numberOfLeadingZeros(gap)) / 7);
  }

  private boolean asBitmap() {
    return bitmapSize(section.length()) <= gapsSize;
  }

  private int indicesSize() {
    return asBitmap() ? bitmapSize(section.length()) : gapsSize;
  }

  int encodedSize() {
    return HEADER_SIZE + indicesSize() + section.codec().encodedSize(count);
  }

  /** Writes {@link #encodedSize} bytes. */
  void write(float[] values, RandomKey key, byte[] target, int targetOffset) {
    LittleEndian.putInt(target, targetOffset, count);
    target[targetOffset + 4] = (byte) (asBitmap() ? BITMAP : GAPS);
    int at = targetOffset + HEADER_SIZE;
    if (asBitmap()) {
      for (int i = 0; i < count; i++) {
        target[at + indices[i] / 8] |= (byte) (1 << indices[i] % 8);
      }
    } else {
      writeGaps(target, at);
    }
    float[] changed = new float[count];
    for (int i = 0; i < count; i++) {
      changed[i] = values[section.offset() + indices[i]];
    }
    section.codec().encode(changed, 0, count, key, target, at + indicesSize());
  }

  private void writeGaps(byte[] target, int targetOffset) {
    int at = targetOffset;
    for (int i = 0; i < count; i++) {
      int gap = i == 0 ? indices[0] : indices[i] - indices[i - 1] - 1;
      for (; gap > 0x7f; gap >>>= 7) {
        target[at++] = (byte) (gap | 0x80);
      }
      target[at++] = (byte) gap;
    }
  }

  /**
   * Writes the changed elements to {@code target} and leaves the others alone.
   *
   * @return where the next payload begins
   * @throws WireFormatException when the bytes cannot have been written for this section
   */
  static int read(Section section, byte[] source, int sourceOffset, float[] target) {
    LittleEndian.requireBytes(source, sourceOffset, HEADER_SIZE);
    Changes changes = new Changes(section);
    int stated = LittleEndian.getInt(source, sourceOffset);
    if (stated < 0 || stated > section.length()) {
      throw new WireFormatException(
          sourceOffset,
          "expected 0 to "
              + section.length()
              + " changed elements, got "
              + Integer.toString(stated));
    }
    int at = sourceOffset + HEADER_SIZE;
    int form = source[sourceOffset + 4];
    if (form == BITMAP) {
      at = changes.readBitmap(source, at);
    } else if (form == GAPS) {
      at = changes.readGaps(source, at, stated);
    } else {
      throw new WireFormatException(
          sourceOffset + 4, "expected indices of form 0 or 1, got " + form);
    }
    if (changes.count != stated) {
      throw new WireFormatException(
          sourceOffset,
          "expected " + changes.count + " changed elements as in the bitmap, got " + stated);
    }
    float[] changed = new float[stated];
    section.codec().decode(source, at, changed, 0, stated);
    for (int i = 0; i < stated; i++) {
      target[section.offset() + changes.indices[i]] = changed[i];
    }
    return at + section.codec().encodedSize(stated);
  }

  private int readBitmap(byte[] source, int sourceOffset) {
    int size = bitmapSize(section.length());
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

  private void requireIndex(long index, int at) {
    if (index >= section.length()) {
      throw new WireFormatException(
          at, "expected an index below " + section.length() + ", got " + index);
    }
  }
}
