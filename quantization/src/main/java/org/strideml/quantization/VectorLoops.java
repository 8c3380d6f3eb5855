package org.strideml.quantization;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link PlainLoops} on vectors of the machine's width.
 *
 * <p>A last vector that would reach beyond the values is moved back over ones already done, which
 * come out the same. The loops are kept short: in long ones the compiler stops inlining and
 * allocates every intermediate vector.
 */
final class VectorLoops implements Loops {
  static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  static final int LANES = FLOATS.length();
  static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, FLOATS.vectorShape());
  private static final VectorSpecies<Byte> BYTES =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(LANES * Byte.SIZE));
  private static final VectorSpecies<Short> SHORTS =
      VectorSpecies.of(short.class, VectorShape.forBitSize(LANES * Short.SIZE));
  private static final VectorSpecies<Byte> SHORT_BYTES =
      VectorSpecies.of(byte.class, SHORTS.vectorShape());
  private static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);
  private static final int FIXED_POINT_BITS = Float.floatToRawIntBits(FIXED_POINT);

  private final PlainLoops plain = new PlainLoops();

  /**
   * Compares integers of the floats' order, so that neither −0 nor NaN needs care. The lanes are
   * reduced in memory: a reduction by the vector classes is not always compiled to instructions.
   */
  @Override
  public void range(float[] source, int offset, int length, float[] minMax) {
    if (length < LANES) {
      plain.range(source, offset, length, minMax);
      return;
    }
    IntVector min = ordered(bits(source, offset + length - LANES));
    IntVector max = min;
    for (int i = 0; i < FLOATS.loopBound(length); i += LANES) {
      IntVector ordered = ordered(bits(source, offset + i));
      min = min.min(ordered);
      max = max.max(ordered);
    }
    ordered(min).reinterpretAsFloats().intoArray(minMax, 0);
    ordered(max).reinterpretAsFloats().intoArray(minMax, LANES);
    plain.range(minMax, 0, 2 * LANES, minMax);
  }

  static IntVector bits(float[] source, int offset) {
    return FloatVector.fromArray(FLOATS, source, offset).reinterpretAsInts();
  }

  /** Writes the lowest bytes of the lanes. */
  static void putBytes(IntVector values, byte[] target, int offset) {
    ((ByteVector) values.castShape(BYTES, 0)).intoArray(target, offset);
  }

  /** Writes the lower halves of the lanes, little-endian. */
  static void putShorts(IntVector values, byte[] target, int offset) {
    ((ShortVector) values.castShape(SHORTS, 0)).reinterpretAsBytes().intoArray(target, offset);
  }

  /** Reads shorts, little-endian; sign bits above them. */
  static IntVector shorts(byte[] source, int offset) {
    ShortVector shorts = ByteVector.fromArray(SHORT_BYTES, source, offset).reinterpretAsShorts();
    return (IntVector) shorts.castShape(INTS, 0);
  }

  /** Bits of floats as integers of the same order; its own inverse. */
  private static IntVector ordered(IntVector bits) {
    IntVector flip = bits.lanewise(VectorOperators.ASHR, 31).lanewise(VectorOperators.LSHR, 1);
    return bits.lanewise(VectorOperators.XOR, flip);
  }

  @Override
  public void nearest(
      float[] source,
      int offset,
      int length,
      Bucket bucket,
      float shift,
      byte[] codes,
      int codesOffset) {
    if (length < LANES) {
      plain.nearest(source, offset, length, bucket, shift, codes, codesOffset);
      return;
    }
    FloatVector inverse = FloatVector.broadcast(FLOATS, bucket.inverse);
    FloatVector moved = FloatVector.broadcast(FLOATS, -shift);
    for (int i = 0; i < FLOATS.loopBound(length); i += LANES) {
      nearest(source, offset + i, bucket, inverse, moved, codes, codesOffset + i);
    }
    int last = length - LANES;
    nearest(source, offset + last, bucket, inverse, moved, codes, codesOffset + last);
  }

  private static void nearest(
      float[] source,
      int offset,
      Bucket bucket,
      FloatVector inverse,
      FloatVector moved,
      byte[] codes,
      int codesOffset) {
    IntVector code =
        FloatVector.fromArray(FLOATS, source, offset)
            .sub(bucket.minimum)
            .fma(inverse, moved)
            .add(ROUNDER)
            .reinterpretAsInts()
            .sub(ROUNDER_BITS)
            .min(bucket.levels);
    putBytes(code, codes, codesOffset);
  }

  @Override
  public void coinFlip(
      float[] source,
      int offset,
      int length,
      Bucket bucket,
      int[] draws,
      byte[] codes,
      int codesOffset) {
    if (length < LANES) {
      plain.coinFlip(source, offset, length, bucket, draws, codes, codesOffset);
      return;
    }
    FloatVector inverse = FloatVector.broadcast(FLOATS, bucket.inverse);
    for (int i = 0; i < FLOATS.loopBound(length); i += LANES) {
      IntVector draw = IntVector.fromArray(INTS, draws, i);
      coinFlip(source, offset + i, bucket, inverse, draw, codes, codesOffset + i);
    }
    int last = length - LANES;
    IntVector draw = IntVector.fromArray(INTS, draws, last);
    coinFlip(source, offset + last, bucket, inverse, draw, codes, codesOffset + last);
  }

  private static void coinFlip(
      float[] source,
      int offset,
      Bucket bucket,
      FloatVector inverse,
      IntVector draw,
      byte[] codes,
      int codesOffset) {
    IntVector code =
        FloatVector.fromArray(FLOATS, source, offset)
            .sub(bucket.minimum)
            .fma(inverse, FloatVector.broadcast(FLOATS, FIXED_POINT))
            .reinterpretAsInts()
            .sub(FIXED_POINT_BITS)
            .add(draw)
            .lanewise(VectorOperators.LSHR, FRACTION_BITS)
            .min(bucket.levels);
    putBytes(code, codes, codesOffset);
  }

  @Override
  public void restore(
      byte[] codes,
      int codesOffset,
      int length,
      float delta,
      float origin,
      float[] target,
      int targetOffset) {
    if (length < LANES) {
      plain.restore(codes, codesOffset, length, delta, origin, target, targetOffset);
      return;
    }
    FloatVector steps = FloatVector.broadcast(FLOATS, delta);
    FloatVector origins = FloatVector.broadcast(FLOATS, origin);
    for (int i = 0; i < FLOATS.loopBound(length); i += LANES) {
      restored(codes, codesOffset + i, steps, origins).intoArray(target, targetOffset + i);
    }
    int last = length - LANES;
    restored(codes, codesOffset + last, steps, origins).intoArray(target, targetOffset + last);
  }

  /** Only the width that bytes and ints divide evenly; others are as fast by words. */
  @Override
  public void pack(byte[] codes, int count, int bits, byte[] target, int targetOffset) {
    int i = bits == 4 ? VectorPacking.pack(codes, count, target, targetOffset) : 0;
    BitPacker.pack(codes, i, count - i, bits, target, targetOffset + BitPacker.packedSize(i, bits));
  }

  @Override
  public void unpack(byte[] source, int sourceOffset, int count, int bits, byte[] codes) {
    int i = bits == 4 ? VectorPacking.unpack(source, sourceOffset, count, codes) : 0;
    BitPacker.unpack(
        source, sourceOffset + BitPacker.packedSize(i, bits), count - i, bits, codes, i);
  }

  private static FloatVector restored(
      byte[] codes, int offset, FloatVector steps, FloatVector origins) {
    IntVector code = (IntVector) ByteVector.fromArray(BYTES, codes, offset).castShape(INTS, 0);
    return ((FloatVector) code.lanewise(VectorOperators.AND, 0xff).convert(VectorOperators.I2F, 0))
        .fma(steps, origins);
  }
}
