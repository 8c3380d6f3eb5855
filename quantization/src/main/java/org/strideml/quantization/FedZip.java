package org.strideml.quantization;

import java.util.Arrays;

/**
 * The largest values, each replaced by the nearest of a few centroids, in the shortest of three
 * codings (FedZip, Malekijoo et al. 2021, arXiv 2102.01593).
 *
 * <p>⌈density·n⌉ values of largest magnitude are kept; their centroids are found by Lloyd's k-means
 * in one dimension, starting from quantiles, in a fixed number of passes. The others are 0. Biased,
 * so it wants {@link ErrorFeedback}.
 *
 * <p>Bytes, little-endian: uint8 coding; a float for each centroid; then
 *
 * <pre>
 * coding 0   Huffman: uint8 length of each symbol's code (0 for none used), canonical codes of all
 *            n symbols, high bit first; symbol 0 is "not kept", symbol i centroid i − 1
 * coding 1   addresses: for each centroid an int32 count and as many int32 indices
 * coding 2   gaps: for each centroid its indices as an {@link IndexSet}
 * </pre>
 *
 * @param density share of values kept, in (0, 1]
 * @param centroids 1 to 15, 3 in the paper
 */
public record FedZip(float density, int centroids) implements Codec {
  static final int ID = 18;
  static final String NAME = "fedzip";
  private static final int MOST_CENTROIDS = 15;
  private static final int PASSES = 12;
  private static final int HUFFMAN = 0;
  private static final int ADDRESSES = 1;
  private static final int GAPS = 2;

  public FedZip {
    TopK.requireDensity(density);
    if (centroids < 1 || centroids > MOST_CENTROIDS) {
      throw new IllegalArgumentException("centroids must be in [1, 15], got " + centroids);
    }
  }

  @Override
  public int id() {
    return ID;
  }

  @Override
  public String name() {
    return NAME;
  }

  /** Of a symbol before it is coded. */
  @Override
  public int bits() {
    return Integer.SIZE - Integer.numberOfLeadingZeros(centroids);
  }

  @Override
  public int bucketSize() {
    return 0;
  }

  @Override
  public int setting() {
    return Float.floatToRawIntBits(density) & ~0xf | centroids;
  }

  @Override
  public boolean unbiased() {
    return false;
  }

  @Override
  public boolean fixedSize() {
    return false;
  }

  /** Gaps are never longer than this, and the shortest coding is taken. */
  @Override
  public int encodedSize(int length) {
    int k = Largest.count(length, density);
    long gaps = 0;
    for (int c = 0; c < centroids; c++) {
      gaps += IndexSet.maxSize(length, k);
    }
    return Codecs.checkedSize(1 + (long) centroids * Float.BYTES + gaps, length);
  }

  @Override
  public int encode(
      float[] source,
      int sourceOffset,
      int length,
      RandomKey key,
      byte[] target,
      int targetOffset) {
    Bucket.magnitude(source, sourceOffset, length);
    IndexSet kept = Largest.of(source, sourceOffset, length, Largest.count(length, density));
    float[] values = new float[kept.count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = source[sourceOffset + kept.get(i)];
    }
    float[] centers = centers(values);
    IndexSet[] members = new IndexSet[centroids];
    Arrays.setAll(members, c -> new IndexSet(length));
    for (int i = 0; i < values.length; i++) {
      members[nearest(centers, values[i])].add(kept.get(i));
    }
    int at = targetOffset + 1;
    for (float center : centers) {
      LittleEndian.putFloat(target, at, center);
      at += Float.BYTES;
    }
    int[] counts = new int[centroids + 1];
    counts[0] = length - values.length;
    long gaps = 0;
    for (int c = 0; c < centroids; c++) {
      counts[c + 1] = members[c].count();
      gaps += members[c].encodedSize(true);
    }
    Huffman huffman = Huffman.of(counts);
    long huffmanSize = counts.length + huffman.size(counts);
    long addresses = Integer.BYTES * ((long) centroids + values.length);
    if (huffmanSize <= Math.min(gaps, addresses)) {
      target[targetOffset] = HUFFMAN;
      at = writeHuffman(huffman, members, length, target, at);
    } else if (addresses <= gaps) {
      target[targetOffset] = ADDRESSES;
      at = writeAddresses(members, target, at);
    } else {
      target[targetOffset] = GAPS;
      for (IndexSet set : members) {
        at = set.write(target, at, true);
      }
    }
    return at - targetOffset;
  }

  private static int writeHuffman(
      Huffman huffman, IndexSet[] members, int length, byte[] target, int targetOffset) {
    byte[] symbols = new byte[length];
    for (int c = 0; c < members.length; c++) {
      for (int i = 0; i < members[c].count(); i++) {
        symbols[members[c].get(i)] = (byte) (c + 1);
      }
    }
    int at = targetOffset;
    for (int symbol = 0; symbol <= members.length; symbol++) {
      target[at++] = (byte) huffman.length(symbol);
    }
    return huffman.write(symbols, target, at);
  }

  private static int writeAddresses(IndexSet[] members, byte[] target, int targetOffset) {
    int at = targetOffset;
    for (IndexSet set : members) {
      LittleEndian.putInt(target, at, set.count());
      at += Integer.BYTES;
      for (int i = 0; i < set.count(); i++, at += Integer.BYTES) {
        LittleEndian.putInt(target, at, set.get(i));
      }
    }
    return at;
  }

  /** Lloyd's algorithm in one dimension, ascending. */
  private float[] centers(float[] values) {
    float[] sorted = values.clone();
    Arrays.sort(sorted);
    float[] centers = new float[centroids];
    for (int c = 0; c < centroids && sorted.length > 0; c++) {
      centers[c] = sorted[(int) ((2L * c + 1) * sorted.length / (2L * centroids))];
    }
    for (int pass = 0; pass < PASSES; pass++) {
      double[] sums = new double[centroids];
      int[] counts = new int[centroids];
      for (float value : sorted) {
        int c = nearest(centers, value);
        sums[c] += value;
        counts[c]++;
      }
      for (int c = 0; c < centroids; c++) {
        centers[c] = counts[c] == 0 ? centers[c] : (float) (sums[c] / counts[c]);
      }
    }
    return centers;
  }

  private static int nearest(float[] centers, float value) {
    int nearest = 0;
    for (int c = 1; c < centers.length; c++) {
      if (Math.abs(centers[c] - value) < Math.abs(centers[nearest] - value)) {
        nearest = c;
      }
    }
    return nearest;
  }

  @Override
  public int decode(byte[] source, int sourceOffset, float[] target, int targetOffset, int length) {
    LittleEndian.requireBytes(source, sourceOffset, 1 + centroids * Float.BYTES);
    float[] values = new float[centroids + 1];
    int at = sourceOffset + 1;
    for (int c = 1; c <= centroids; c++, at += Float.BYTES) {
      values[c] = LittleEndian.getFloat(source, at);
    }
    Arrays.fill(target, targetOffset, targetOffset + length, 0);
    switch (source[sourceOffset]) {
      case HUFFMAN -> at = readHuffman(source, at, values, target, targetOffset, length);
      case ADDRESSES -> at = readAddresses(source, at, values, target, targetOffset, length);
      case GAPS -> {
        for (int c = 1; c <= centroids; c++) {
          IndexSet set = IndexSet.read(source, at, length, true);
          for (int i = 0; i < set.count(); i++) {
            target[targetOffset + set.get(i)] = values[c];
          }
          at = set.end();
        }
      }
      default ->
          throw new WireFormatException(
              sourceOffset, "expected coding 0, 1 or 2, got " + source[sourceOffset]);
    }
    return at - sourceOffset;
  }

  private int readHuffman(
      byte[] source, int at, float[] values, float[] target, int targetOffset, int length) {
    LittleEndian.requireBytes(source, at, centroids + 1);
    Huffman huffman = Huffman.read(source, at, centroids + 1);
    byte[] symbols = new byte[length];
    int end = huffman.read(source, at + centroids + 1, symbols);
    for (int i = 0; i < length; i++) {
      target[targetOffset + i] = values[symbols[i]];
    }
    return end;
  }

  private int readAddresses(
      byte[] source, int start, float[] values, float[] target, int targetOffset, int length) {
    int at = start;
    for (int c = 1; c <= centroids; c++) {
      LittleEndian.requireBytes(source, at, Integer.BYTES);
      int count = LittleEndian.getInt(source, at);
      if (count < 0 || count > length) {
        throw new WireFormatException(at, "expected 0 to " + length + " indices, got " + count);
      }
      at += Integer.BYTES;
      for (int i = 0; i < count; i++, at += Integer.BYTES) {
        LittleEndian.requireBytes(source, at, Integer.BYTES);
        int index = LittleEndian.getInt(source, at);
        if (index < 0 || index >= length) {
          throw new WireFormatException(at, "expected an index below " + length + ", got " + index);
        }
        target[targetOffset + index] = values[c];
      }
    }
    return at;
  }
}
