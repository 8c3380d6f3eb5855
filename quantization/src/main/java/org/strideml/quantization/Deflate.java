package org.strideml.quantization;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** The JDK's DEFLATE (RFC 1951) without header. */
public record Deflate() implements EntropyStage {
  @Override
  public int id() {
    return 2;
  }

  @Override
  public String name() {
    return "deflate";
  }

  @Override
  public byte[] compress(byte[] source, int offset, int length, CodeLayout codes) {
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    try {
      deflater.setInput(source, offset, length);
      deflater.finish();
      byte[] target = new byte[Math.max(64, length / 2)];
      int size = 0;
      while (!deflater.finished()) {
        if (size == target.length) {
          target = Arrays.copyOf(target, 2 * size);
        }
        size += deflater.deflate(target, size, target.length - size);
      }
      return Arrays.copyOf(target, size);
    } finally {
      deflater.end();
    }
  }

  @Override
  public byte[] expand(byte[] source, int offset, int length, int size) {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(source, offset, length);
      byte[] target = new byte[size];
      int got = 0;
      for (int more = 1; got < size && more > 0; got += more) {
        more = inflater.inflate(target, got, size - got);
      }
      boolean more = !inflater.finished() && inflater.inflate(new byte[1]) > 0;
      if (got < size || more || inflater.getBytesRead() != length) {
        throw new WireFormatException(
            offset,
            "expected " + length + " deflated bytes of " + size + ", they expand to others");
      }
      return target;
    } catch (DataFormatException e) {
      throw new WireFormatException(offset, "not deflated bytes: " + e.getMessage());
    } finally {
      inflater.end();
    }
  }
}
