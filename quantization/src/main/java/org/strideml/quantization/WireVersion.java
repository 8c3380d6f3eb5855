package org.strideml.quantization;

import java.util.List;

/** The versions of a message: what each can say beyond those before. */
enum WireVersion {
  /** All elements of all sections, payloads whose sizes follow from the section. */
  DENSE(1, 16),
  /** Sparse sections too. */
  SPARSE(2, 16),
  /** Payloads that say their size, and entropy stages. */
  SIZED(3, 20);

  private final int number;
  private final int sectionHeaderSize;

  WireVersion(int number, int sectionHeaderSize) {
    this.number = number;
    this.sectionHeaderSize = sectionHeaderSize;
  }

  /** The least that can say what messages of these sections have to. */
  static WireVersion of(List<Section> sections, List<EntropyStage> stages) {
    if (!stages.isEmpty() || sections.stream().anyMatch(s -> !s.codec().fixedSize())) {
      return SIZED;
    }
    return sections.stream().anyMatch(Section::sparse) ? SPARSE : DENSE;
  }

  static boolean isKnown(int number) {
    return number >= DENSE.number && number <= SIZED.number;
  }

  int number() {
    return number;
  }

  int sectionHeaderSize() {
    return sectionHeaderSize;
  }

  /** Bytes of a message beside its payloads. */
  int overhead(int sections) {
    return Preamble.SIZE + sectionHeaderSize * sections + Checksum.SIZE;
  }
}
