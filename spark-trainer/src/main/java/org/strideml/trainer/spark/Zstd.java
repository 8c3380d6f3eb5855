package org.strideml.trainer.spark;

import com.github.luben.zstd.ZstdException;
import java.util.Arrays;
import org.strideml.quantization.EntropyStage;
import org.strideml.quantization.WireFormatException;

/** Zstandard (RFC 8878) by the library that Spark brings along. */
public record Zstd() implements EntropyStage {
  private static final int LEVEL = 3;

  @Override
  public int id() {
    return 3;
  }

  @Override
  public String name() {
    return "zstd";
  }

  @Override
  public byte[] compress(byte[] source, int offset, int length, CodeLayout codes) {
    byte[] own = Arrays.copyOfRange(source, offset, offset + length);
    return com.github.luben.zstd.Zstd.compress(own, LEVEL);
  }

  @Override
  public byte[] expand(byte[] source, int offset, int length, int size) {
    byte[] target = new byte[size];
    long got;
    try {
      got = com.github.luben.zstd.Zstd.decompressByteArray(target, 0, size, source, offset, length);
    } catch (ZstdException e) {
      throw new WireFormatException(offset, "not bytes of zstd: " + e.getMessage());
    }
    if (got != size) {
      throw new WireFormatException(
          offset, "expected bytes of zstd that expand to " + size + " bytes, got " + got);
    }
    return target;
  }
}
