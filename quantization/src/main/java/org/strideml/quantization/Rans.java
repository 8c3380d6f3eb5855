package org.strideml.quantization;

import java.util.Arrays;

/**
 * Range asymmetric numeral system (Duda 2013, arXiv 1311.2540), order 0, over codes of their own
 * width: what a code's frequency is worth, to a fraction of a percent.
 *
 * <p>State x in [2²³, 2³¹), frequencies f of sum 2¹², c their running sums; symbols are coded last
 * to first, so that they are read first to last:
 *
 * <pre>
 * while x ≥ f·2¹⁹: put low byte, x ← x / 2⁸         x ← ⌊x/f⌋·2¹² + x mod f + c
 * </pre>
 *
 * <p>Bytes, little-endian: uint8 bits of a symbol; int32 bytes that are not symbols, and those;
 * int32 symbols; a uint16 frequency for each of the 2^bits symbols; int32 last state; the rest in
 * the order of reading.
 */
public record Rans() implements EntropyStage {
  private static final int SCALE_BITS = 12;
  private static final int SCALE = 1 << SCALE_BITS;
  private static final int LOW = 1 << 23;
  private static final int FIXED_SIZE = 1 + 3 * Integer.BYTES;

  @Override
  public int id() {
    return 1;
  }

  @Override
  public String name() {
    return "rans";
  }

  @Override
  public byte[] compress(byte[] source, int offset, int length, CodeLayout codes) {
    int bits = exact(source, offset, length, codes) ? codes.bits() : Byte.SIZE;
    int prefix = bits == codes.bits() ? codes.offset() : 0;
    byte[] symbols = symbols(source, offset + prefix, length - prefix, bits);
    int[] frequencies = frequencies(symbols, bits);
    int[] starts = starts(frequencies);
    int head = FIXED_SIZE + prefix + 2 * frequencies.length;
    // A symbol of the least frequency takes 12 bits.
    byte[] target = new byte[head + symbols.length * 3 / 2 + Integer.BYTES];
    target[0] = (byte) bits;
    LittleEndian.putInt(target, 1, prefix);
    System.arraycopy(source, offset, target, 5, prefix);
    LittleEndian.putInt(target, 5 + prefix, symbols.length);
    for (int s = 0; s < frequencies.length; s++) {
      target[9 + prefix + 2 * s] = (byte) frequencies[s];
      target[10 + prefix + 2 * s] = (byte) (frequencies[s] >>> 8);
    }
    int at = target.length;
    int x = LOW;
    for (int i = symbols.length - 1; i >= 0; i--) {
      int symbol = symbols[i] & 0xff;
      int f = frequencies[symbol];
      while (x >= (long) f << 31 - SCALE_BITS) {
        target[--at] = (byte) x;
        x >>>= 8;
      }
      x = (x / f << SCALE_BITS) + x % f + starts[symbol];
    }
    LittleEndian.putInt(target, head - Integer.BYTES, x);
    System.arraycopy(target, at, target, head, target.length - at);
    return Arrays.copyOf(target, head + target.length - at);
  }

  /** Whether unpacking and packing again gives the same bytes. */
  private static boolean exact(byte[] source, int offset, int length, CodeLayout codes) {
    int rest = length - codes.offset();
    long spare = 8L * rest % codes.bits();
    return rest > 0 && (source[offset + length - 1] & 0xff) >>> 8 - spare == 0;
  }

  private static byte[] symbols(byte[] source, int offset, int length, int bits) {
    byte[] symbols = new byte[(int) Math.min(Integer.MAX_VALUE - 8, 8L * length / bits)];
    BitPacker.unpack(source, offset, symbols.length, bits, symbols, 0);
    return symbols;
  }

  private static int[] frequencies(byte[] symbols, int bits) {
    int[] counts = new int[1 << bits];
    for (byte symbol : symbols) {
      counts[symbol & 0xff]++;
    }
    int[] frequencies = new int[counts.length];
    int sum = 0;
    int most = 0;
    for (int s = 0; s < counts.length; s++) {
      if (counts[s] > 0) {
        frequencies[s] = Math.max(1, (int) ((long) counts[s] * SCALE / symbols.length));
      }
      sum += frequencies[s];
      most = frequencies[s] > frequencies[most] ? s : most;
    }
    // The most frequent one takes up the rounding: it has at least the mean, 16.
    frequencies[most] += SCALE - sum;
    while (frequencies[most] <= 0) {
      int largest = largestBut(frequencies, most);
      frequencies[largest]--;
      frequencies[most]++;
    }
    return frequencies;
  }

  private static int largestBut(int[] frequencies, int but) {
    int largest = but == 0 ? 1 : 0;
    for (int s = 0; s < frequencies.length; s++) {
      largest = s != but && frequencies[s] > frequencies[largest] ? s : largest;
    }
    return largest;
  }

  private static int[] starts(int[] frequencies) {
    int[] starts = new int[frequencies.length];
    for (int s = 1; s < starts.length; s++) {
      starts[s] = starts[s - 1] + frequencies[s - 1];
    }
    return starts;
  }

  @Override
  public byte[] expand(byte[] source, int offset, int length, int size) {
    Reader reader = new Reader(source, offset, offset + length);
    reader.require(1 + Integer.BYTES);
    int bits = source[offset];
    int prefix = LittleEndian.getInt(source, offset + 1);
    if (bits < 1 || bits > Byte.SIZE || prefix < 0 || prefix > size) {
      throw new WireFormatException(
          offset, "expected symbols of 1 to 8 bits after at most " + size + " bytes");
    }
    reader.at += 5;
    reader.require((long) prefix + Integer.BYTES + (2L << bits) + Integer.BYTES);
    byte[] target = new byte[size];
    System.arraycopy(source, reader.at, target, 0, prefix);
    reader.at += prefix;
    int count = LittleEndian.getInt(source, reader.at);
    if (count != 8L * (size - prefix) / bits) {
      throw new WireFormatException(
          reader.at, "expected " + 8L * (size - prefix) / bits + " symbols, got " + count);
    }
    reader.at += Integer.BYTES;
    int[] frequencies = reader.frequencies(1 << bits);
    byte[] symbols = new byte[count];
    reader.symbols(frequencies, symbols);
    BitPacker.pack(symbols, 0, count, bits, target, prefix);
    return target;
  }

  /** Bytes from front to back up to an end. */
  private static final class Reader {
    private final byte[] source;
    private final int end;
    private int at;

    Reader(byte[] source, int offset, int end) {
      this.source = source;
      this.at = offset;
      this.end = end;
    }

    void require(long bytes) {
      if (end - at < bytes) {
        throw new WireFormatException(
            end, "truncated, expected " + bytes + " bytes from byte " + at + " on");
      }
    }

    int[] frequencies(int symbols) {
      int[] frequencies = new int[symbols];
      int sum = 0;
      for (int s = 0; s < symbols; s++, at += 2) {
        frequencies[s] = (source[at] & 0xff) | (source[at + 1] & 0xff) << 8;
        sum += frequencies[s];
      }
      if (sum != SCALE) {
        throw new WireFormatException(
            at - 2 * symbols, "expected frequencies of sum " + SCALE + ", got " + sum);
      }
      return frequencies;
    }

    void symbols(int[] frequencies, byte[] symbols) {
      int[] starts = starts(frequencies);
      byte[] symbolAt = new byte[SCALE];
      for (int s = 0; s < frequencies.length; s++) {
        Arrays.fill(symbolAt, starts[s], starts[s] + frequencies[s], (byte) s);
      }
      int x = LittleEndian.getInt(source, at);
      at += Integer.BYTES;
      if (x < LOW) {
        throw new WireFormatException(at - Integer.BYTES, "expected a state above 2^23, got " + x);
      }
      for (int i = 0; i < symbols.length; i++) {
        int slot = x & SCALE - 1;
        int symbol = symbolAt[slot] & 0xff;
        symbols[i] = (byte) symbol;
        x = frequencies[symbol] * (x >>> SCALE_BITS) + slot - starts[symbol];
        while (x < LOW) {
          require(1);
          x = x << 8 | source[at++] & 0xff;
        }
      }
      if (at != end || x != LOW) {
        throw new WireFormatException(at, "expected the end of " + symbols.length + " symbols");
      }
    }
  }
}
