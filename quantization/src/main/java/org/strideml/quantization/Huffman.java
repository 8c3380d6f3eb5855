package org.strideml.quantization;

/**
 * Canonical Huffman codes of up to sixteen symbols: of equal length those of lower symbols come
 * first. A lone symbol has a code of one bit.
 */
final class Huffman {
  private static final int LONGEST = 15;

  private final int[] lengths;
  private final int[] codes;

  private Huffman(int[] lengths) {
    this.lengths = lengths;
    this.codes = new int[lengths.length];
    int code = 0;
    for (int length = 1; length <= LONGEST; length++) {
      for (int symbol = 0; symbol < lengths.length; symbol++) {
        if (lengths[symbol] == length) {
          codes[symbol] = code++;
        }
      }
      code <<= 1;
    }
  }

  /** The code for symbols of those counts. */
  static Huffman of(int[] counts) {
    int n = counts.length;
    int[] parents = new int[2 * n];
    long[] weights = new long[2 * n];
    boolean[] open = new boolean[2 * n];
    int left = 0;
    for (int symbol = 0; symbol < n; symbol++) {
      weights[symbol] = counts[symbol];
      open[symbol] = counts[symbol] > 0;
      left += open[symbol] ? 1 : 0;
    }
    int[] lengths = new int[n];
    if (left == 1) {
      lengths[lightest(weights, open, n)] = 1;
      return new Huffman(lengths);
    }
    int nodes = n;
    for (; left > 1; left--, nodes++) {
      for (int child = 0; child < 2; child++) {
        int lightest = lightest(weights, open, nodes);
        open[lightest] = false;
        parents[lightest] = nodes;
        weights[nodes] += weights[lightest];
      }
      open[nodes] = true;
    }
    for (int symbol = 0; symbol < n; symbol++) {
      for (int node = symbol; counts[symbol] > 0 && node != nodes - 1; node = parents[node]) {
        lengths[symbol]++;
      }
    }
    return new Huffman(lengths);
  }

  private static int lightest(long[] weights, boolean[] open, int nodes) {
    int lightest = -1;
    for (int node = 0; node < nodes; node++) {
      if (open[node] && (lightest < 0 || weights[node] < weights[lightest])) {
        lightest = node;
      }
    }
    return lightest;
  }

  /**
   * The code that as many lengths, one byte each, describe.
   *
   * @throws WireFormatException when no code has these lengths
   */
  static Huffman read(byte[] source, int offset, int symbols) {
    int[] lengths = new int[symbols];
    int room = 0;
    for (int symbol = 0; symbol < symbols; symbol++) {
      lengths[symbol] = source[offset + symbol];
      if (lengths[symbol] < 0 || lengths[symbol] > LONGEST) {
        throw new WireFormatException(
            offset + symbol, "expected a code of 0 to 15 bits, got " + lengths[symbol]);
      }
      room += lengths[symbol] == 0 ? 0 : 1 << LONGEST - lengths[symbol];
    }
    if (room > 1 << LONGEST) {
      throw new WireFormatException(offset, "no code has these lengths");
    }
    return new Huffman(lengths);
  }

  /** Bits of a symbol's code; 0 when it has none. */
  int length(int symbol) {
    return lengths[symbol];
  }

  /** Bytes of the coded symbols. */
  long size(int[] counts) {
    long bits = 0;
    for (int symbol = 0; symbol < counts.length; symbol++) {
      bits += (long) counts[symbol] * lengths[symbol];
    }
    return (bits + 7) / 8;
  }

  /** Writes the symbols and returns where they end. */
  int write(byte[] symbols, byte[] target, int offset) {
    BitStream bits = new BitStream(target, offset);
    for (byte symbol : symbols) {
      for (int bit = lengths[symbol] - 1; bit >= 0; bit--) {
        bits.put(codes[symbol] >>> bit & 1, 1);
      }
    }
    bits.flush();
    return bits.position();
  }

  /** Reads as many symbols as there is room for and returns where they end. */
  int read(byte[] source, int offset, byte[] symbols) {
    BitStream bits = new BitStream(source, offset);
    for (int i = 0; i < symbols.length; i++) {
      symbols[i] = next(bits);
    }
    return bits.position();
  }

  private byte next(BitStream bits) {
    int code = 0;
    for (int length = 1; length <= LONGEST; length++) {
      code = code << 1 | bits.get(1);
      for (int symbol = 0; symbol < lengths.length; symbol++) {
        if (lengths[symbol] == length && codes[symbol] == code) {
          return (byte) symbol;
        }
      }
    }
    throw new WireFormatException(bits.position(), "bits that are no code");
  }
}
