package org.strideml.quantization;

/**
 * The elements of a sparse section that differ from a base, as they travel: their indices as an
 * {@link IndexSet}, then the values as the section's codec writes them.
 */
final class Changes {
  private final Section section;
  private final IndexSet indices;
  private final boolean rice;

  private Changes(Section section, IndexSet indices, boolean rice) {
    this.section = section;
    this.indices = indices;
    this.rice = rice;
  }

  /** Most bytes before the values. */
  static long maxHeaderSize(int length) {
    return IndexSet.maxSize(length);
  }

  /**
   * Elements whose bits differ from those of {@code base}.
   *
   * @param base of the same length as {@code values}, or {@code null} for zeros
   * @param rice whether the version of the message knows Rice codes
   */
  static Changes of(Section section, float[] values, float[] base, boolean rice) {
    IndexSet indices = new IndexSet(section.length());
    for (int i = 0; i < section.length(); i++) {
      int at = section.offset() + i;
      int was = base == null ? 0 : Float.floatToRawIntBits(base[at]);
      if (Float.floatToRawIntBits(values[at]) != was) {
        indices.add(i);
      }
    }
    return new Changes(section, indices, rice);
  }

  /** Bytes of the payload; the most when the codec's sizes differ. */
  int encodedSize() {
    return indices.encodedSize(rice) + section.codec().encodedSize(indices.count());
  }

  /**
   * Writes at most {@link #encodedSize} bytes.
   *
   * @param state the whole section's, {@code stateOffset} being its first float
   * @return bytes written
   */
  int write(
      float[] values,
      RandomKey key,
      float[] state,
      int stateOffset,
      byte[] target,
      int targetOffset) {
    int count = indices.count();
    int at = indices.write(target, targetOffset, rice);
    float[] changed = gather(values, section.offset());
    float[] states = new float[section.codec().stateSize(count)];
    int vectors = section.codec().stateVectors();
    for (int v = 0; v < vectors; v++) {
      float[] part = gather(state, stateOffset + v * section.length());
      System.arraycopy(part, 0, states, v * count, count);
    }
    int size = section.codec().encode(changed, 0, count, key, states, 0, target, at);
    for (int v = 0; v < vectors; v++) {
      for (int i = 0; i < count; i++) {
        state[stateOffset + v * section.length() + indices.get(i)] = states[v * count + i];
      }
    }
    return at + size - targetOffset;
  }

  private float[] gather(float[] values, int offset) {
    float[] gathered = new float[indices.count()];
    for (int i = 0; i < gathered.length; i++) {
      gathered[i] = values[offset + indices.get(i)];
    }
    return gathered;
  }

  /**
   * Writes the changed elements to {@code target} and leaves the others alone.
   *
   * @return bytes read
   * @throws WireFormatException when the bytes cannot have been written for this section
   */
  static int read(Section section, byte[] source, int sourceOffset, float[] target, boolean rice) {
    IndexSet indices = IndexSet.read(source, sourceOffset, section.length(), rice);
    float[] changed = new float[indices.count()];
    int size = section.codec().decode(source, indices.end(), changed, 0, changed.length);
    for (int i = 0; i < changed.length; i++) {
      target[section.offset() + indices.get(i)] = changed[i];
    }
    return indices.end() + size - sourceOffset;
  }
}
