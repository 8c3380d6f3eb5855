package org.strideml.quantization;

import java.util.ArrayList;
import java.util.List;

/** Operations on lists of sections. */
public final class Sections {
  private Sections() {}

  /**
   * Joins neighbours that both travel as plain floats, so that a run of small tensors costs one
   * header. Quantized sections stay as they are: joining them would put two tensors in one bucket.
   * So do sparse ones.
   */
  public static List<Section> mergeUncompressed(List<Section> sections) {
    List<Section> merged = new ArrayList<>();
    for (Section section : sections) {
      int last = merged.size() - 1;
      if (last >= 0 && joins(merged.get(last), section)) {
        Section first = merged.get(last);
        int length = Math.addExact(first.length(), section.length());
        merged.set(last, new Section(first.offset(), length, first.codec()));
      } else {
        merged.add(section);
      }
    }
    return List.copyOf(merged);
  }

  private static boolean joins(Section first, Section second) {
    return !first.sparse()
        && !second.sparse()
        && first.codec() instanceof Identity
        && second.codec() instanceof Identity
        && first.offset() + first.length() == second.offset();
  }
}
