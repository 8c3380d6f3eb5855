package org.strideml.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.strideml.quantization.Codec;
import org.strideml.quantization.CodecType;
import org.strideml.quantization.Codecs;
import org.strideml.quantization.RandomKey;

/** One vector encoded, decoded, and copied for comparison; every operation's time is sampled. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 400, timeUnit = TimeUnit.MILLISECONDS)
public class CodecOperations {
  static final int LENGTH = 16 << 20;
  private static final int ROWS = 4096;
  private static final int BUCKET_SIZE = 1024;
  private static final RandomKey KEY = RandomKey.of(1);

  /** Name and bits, see {@link #codec}. */
  @Param({"none-32"})
  public String codec;

  private Codec chosen;
  private float[] values;
  private float[] target;
  private byte[] bytes;
  private float[] state;

  /** The codec of a name such as {@code random-shift-8}. */
  static Codec codec(String name) {
    int dash = name.lastIndexOf('-');
    int bits = Integer.parseInt(name.substring(dash + 1));
    return Codecs.of(name.substring(0, dash), Math.min(bits, Byte.SIZE), BUCKET_SIZE)
        .forShape(ROWS, LENGTH / ROWS);
  }

  /** Bits of a codec that has only one width. */
  static int bits(CodecType type) {
    return Codecs.of(type.codecName(), Byte.SIZE, BUCKET_SIZE).bits();
  }

  /** Values of a bell-like shape around zero, as pseudo-gradients have. */
  @Setup
  public void fill() {
    chosen = codec(codec);
    values = new float[LENGTH];
    target = new float[LENGTH];
    bytes = new byte[chosen.encodedSize(LENGTH)];
    for (int i = 0; i < LENGTH; i++) {
      values[i] = KEY.uniform(i) + KEY.uniform(i + LENGTH) - 1;
    }
    state = new float[chosen.stateSize(LENGTH)];
    chosen.encode(values, 0, LENGTH, KEY, state, 0, bytes, 0);
  }

  @Benchmark
  public float[] copy() {
    System.arraycopy(values, 0, target, 0, LENGTH);
    return target;
  }

  @Benchmark
  public byte[] encode() {
    chosen.encode(values, 0, LENGTH, KEY, state, 0, bytes, 0);
    return bytes;
  }

  @Benchmark
  public float[] decode() {
    chosen.decode(bytes, 0, target, 0, LENGTH);
    return target;
  }
}
