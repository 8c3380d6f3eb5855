package org.strideml.kernels.cpu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.strideml.kernels.Dropout;

/** {@link org.strideml.kernels.KeyedBits} on vectors of indices, to the bit. */
final class VectorDropout {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final int WIDTH = SPECIES.length();
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private VectorDropout() {}

  static void dropout(Dropout dropout, Row x, Row y, int n) {
    ByteBuffer xs = x.bytes();
    ByteBuffer ys = y.bytes();
    int xStart = x.byteOffset();
    int yStart = y.byteOffset();
    int end = SPECIES.loopBound(n);
    int threshold = dropout.threshold();
    float scale = dropout.scale();
    FloatVector zero = FloatVector.zero(SPECIES);
    IntVector first = IntVector.zero(INTS).addIndex(1).add(dropout.word0());
    for (int i = 0; i < end; i += WIDTH) {
      IntVector h = first.add(i);
      h = h.lanewise(VectorOperators.LSHR, 16).lanewise(VectorOperators.XOR, h).mul(0x7feb352d);
      h = h.lanewise(VectorOperators.LSHR, 15).lanewise(VectorOperators.XOR, h).mul(0x846ca68b);
      h = h.lanewise(VectorOperators.LSHR, 16).lanewise(VectorOperators.XOR, h);
      h = h.add(dropout.word1());
      h = h.lanewise(VectorOperators.LSHR, 17).lanewise(VectorOperators.XOR, h).mul(0xed5ad4bb);
      h = h.lanewise(VectorOperators.LSHR, 11).lanewise(VectorOperators.XOR, h).mul(0xac4c1b51);
      h = h.lanewise(VectorOperators.LSHR, 15).lanewise(VectorOperators.XOR, h);
      VectorMask<Float> kept =
          h.lanewise(VectorOperators.LSHR, 8).compare(VectorOperators.GE, threshold).cast(SPECIES);
      zero.blend(
              FloatVector.fromByteBuffer(SPECIES, xs, xStart + Float.BYTES * i, ORDER).mul(scale),
              kept)
          .intoByteBuffer(ys, yStart + Float.BYTES * i, ORDER);
    }
    PlainRows.dropout(dropout, x, y, end, n);
  }
}
