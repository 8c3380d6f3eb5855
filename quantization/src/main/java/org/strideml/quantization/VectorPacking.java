package org.strideml.quantization;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** {@link BitPacker} at four bits: two codes are a short, whose lower byte they become. */
final class VectorPacking {
  private static final VectorSpecies<Short> PAIRS = ShortVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Byte> CODES =
      VectorSpecies.of(byte.class, PAIRS.vectorShape());
  private static final VectorSpecies<Byte> PACKED =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(PAIRS.length() * Byte.SIZE));

  private VectorPacking() {}

  /** Packs whole vectors of codes from index 0 on; returns how many codes. */
  static int pack(byte[] codes, int count, byte[] target, int targetOffset) {
    int end = CODES.loopBound(count);
    for (int i = 0; i < end; i += CODES.length()) {
      ShortVector pair = ByteVector.fromArray(CODES, codes, i).reinterpretAsShorts();
      ShortVector joined = pair.lanewise(VectorOperators.LSHR, 4).or(pair);
      ((ByteVector) joined.castShape(PACKED, 0)).intoArray(target, targetOffset + i / 2);
    }
    return end;
  }

  /** Unpacks whole vectors of codes to index 0 on; returns how many codes. */
  static int unpack(byte[] source, int sourceOffset, int count, byte[] codes) {
    int end = CODES.loopBound(count);
    for (int i = 0; i < end; i += CODES.length()) {
      ShortVector joined =
          (ShortVector)
              ByteVector.fromArray(PACKED, source, sourceOffset + i / 2).castShape(PAIRS, 0);
      ShortVector pair = joined.lanewise(VectorOperators.LSHL, 4).or(joined.and((short) 0xff));
      pair.and((short) 0x0f0f).reinterpretAsBytes().intoArray(codes, i);
    }
    return end;
  }
}
