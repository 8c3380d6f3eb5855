package org.strideml.quantization;

import java.util.Arrays;
import java.util.Objects;

/**
 * Rounds to levels that were fitted to the values themselves (QSDP, Markov et al. 2023, arXiv
 * 2302.02390, section 5.2): where values crowd, levels do.
 *
 * <p>Each bucket is scaled to [0, 1] by its minimum and range. 2^bits levels, at first as dense as
 * the cube root of the values' density (Panter and Dite 1951), are moved by stochastic gradient
 * descent on the squared distance to the nearest, over {@value #SAMPLES} values v drawn from the
 * run:
 *
 * <pre>
 * j = argmin |q_j − v|      q_j ← q_j − α·(q_j − v)      α from 0.05 down to 0.005
 * </pre>
 *
 * <p>The first message fits them, and every {@code refreshEvery}-th after it goes on from there.
 * The outermost levels stay 0 and 1. A value becomes one of the levels around it, right on average,
 * or the nearest. Levels travel with every message, so a receiver needs nothing of earlier ones.
 * The state is the number of messages and the levels.
 *
 * <p>Bytes, little-endian: 2^bits floats, the levels; for each bucket range and minimum as floats;
 * the codes. Size 4·2^bits + 8·⌈n/bucketSize⌉ + ⌈n·bits/8⌉.
 *
 * @param bits per code, 1 to 8
 * @param bucketSize elements that share range and minimum, at least 1
 * @param refreshEvery messages from one fit to the next, at least 1
 * @param stochastic whether values are rounded at random rather than to the nearest level
 */
public record LearnedLevels(int bits, int bucketSize, int refreshEvery, boolean stochastic)
    implements Codec {
  static final int ID = 20;
  static final String NAME = "learned";
  private static final int SAMPLES = 16_384;
  private static final int STRETCH = 64;
  private static final int CELLS = 128;
  private static final int CHUNK = 1024;
  private static final int HEADER_SIZE = 2 * Float.BYTES;

  /** Messages are counted in a float: up to here, exactly. */
  private static final int MOST_MESSAGES = 1 << 24;

  public LearnedLevels {
    UniformBuckets.validate(bits, 1, bucketSize);
    if (refreshEvery < 1) {
      throw new IllegalArgumentException("refreshEvery must be >= 1, got " + refreshEvery);
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

  @Override
  public boolean unbiased() {
    return stochastic;
  }

  @Override
  public boolean remembers() {
    return true;
  }

  @Override
  public int stateSize(int length) {
    return 1 + levels();
  }

  private int levels() {
    return 1 << bits;
  }

  private long headersSize(int length) {
    long buckets = ((long) length + bucketSize - 1) / bucketSize;
    return (long) Float.BYTES * levels() + HEADER_SIZE * buckets;
  }

  @Override
  public int encodedSize(int length) {
    return Codecs.checkedSize(headersSize(length) + BitPacker.packedSize(length, bits), length);
  }

  @Override
  public EntropyStage.CodeLayout layout(int length) {
    return new EntropyStage.CodeLayout((int) headersSize(length), bits);
  }

  @Override
  public int encode(
      float[] source,
      int sourceOffset,
      int length,
      RandomKey key,
      byte[] target,
      int targetOffset) {
    float[] fresh = new float[stateSize(length)];
    return encode(source, sourceOffset, length, key, fresh, 0, target, targetOffset);
  }

  @Override
  public int encode(
      float[] source,
      int sourceOffset,
      int length,
      RandomKey key,
      float[] state,
      int stateOffset,
      byte[] target,
      int targetOffset) {
    Objects.checkFromIndexSize(targetOffset, encodedSize(length), target.length);
    float[] levels = levels(source, sourceOffset, length, key.child(1), state, stateOffset);
    int at = targetOffset;
    for (float level : levels) {
      LittleEndian.putFloat(target, at, level);
      at += Float.BYTES;
    }
    Codebook codebook = Codebook.ordered(levels, bits);
    Bucket bucket = new Bucket(Grid.RANGE, 1, LoopsChoice.forLength(length));
    byte[] codes = new byte[Math.min(CHUNK, length)];
    int packed = targetOffset + (int) headersSize(length);
    for (int start = 0, end; start < length; start = end) {
      end = start + Math.min(CHUNK, length - start);
      for (int i = start; i < end; i++) {
        if (i % bucketSize == 0) {
          bucket.measure(source, sourceOffset + i, Math.min(bucketSize, length - i));
          bucket.write(target, at + i / bucketSize * HEADER_SIZE);
        }
        float value = (source[sourceOffset + i] - bucket.minimum) * bucket.inverse;
        codes[i - start] =
            stochastic ? codebook.around(value, key.uniform(i)) : codebook.nearest(value);
      }
      BitPacker.pack(
          codes, 0, end - start, bits, target, packed + BitPacker.packedSize(start, bits));
    }
    return encodedSize(length);
  }

  /** The levels for this message, strictly ascending from 0 to 1; the state moves on. */
  private float[] levels(
      float[] source, int offset, int length, RandomKey key, float[] state, int stateOffset) {
    int count = (int) state[stateOffset];
    float[] levels = new float[levels()];
    for (int j = 0; j < levels.length; j++) {
      levels[j] = count == 0 ? j / (levels.length - 1f) : state[stateOffset + 1 + j];
    }
    if (count % refreshEvery == 0 && length > 0 && bits > 1) {
      fit(levels, sample(source, offset, length, key), count == 0);
    }
    state[stateOffset] = Math.max(1, (count + 1) % MOST_MESSAGES);
    System.arraycopy(levels, 0, state, stateOffset + 1, levels.length);
    return levels;
  }

  /** Values scaled as their buckets are, in stretches spread at random over the run. */
  private float[] sample(float[] source, int offset, int length, RandomKey key) {
    Bucket bucket = new Bucket(Grid.RANGE, 1, LoopsChoice.forLength(0));
    float[] sample = new float[SAMPLES];
    int stretch = Math.min(Math.min(STRETCH, bucketSize), length);
    for (int at = 0; at < SAMPLES; at += stretch) {
      int first = key.below(length - stretch + 1, at);
      int start = first - first % bucketSize;
      for (int i = 0; i < stretch && at + i < SAMPLES; i++) {
        // A stretch may end in the bucket after the one it begins in.
        if (i == 0 || (first + i) % bucketSize == 0) {
          start = first + i - (first + i) % bucketSize;
          bucket.measure(source, offset + start, Math.min(bucketSize, length - start));
        }
        sample[at + i] = (source[offset + first + i] - bucket.minimum) * bucket.inverse;
      }
    }
    return sample;
  }

  private static void fit(float[] levels, float[] sample, boolean first) {
    if (first) {
      spread(levels, sample);
    }
    for (int i = 0; i < sample.length; i++) {
      float rate = 0.05f * (1 - 0.9f * i / sample.length);
      move(levels, Math.max(0, Math.min(sample[i], 1)), rate);
    }
    Arrays.sort(levels);
    for (int j = 1; j < levels.length; j++) {
      levels[j] = Math.max(levels[j], Math.nextUp(levels[j - 1]));
    }
    levels[levels.length - 1] = 1;
  }

  /** As many levels in a cell as the cube root of its count is worth. */
  private static void spread(float[] levels, float[] sample) {
    double[] weights = new double[CELLS];
    for (float value : sample) {
      weights[Math.max(0, Math.min((int) (value * CELLS), CELLS - 1))]++;
    }
    double total = 0;
    for (int cell = 0; cell < CELLS; cell++) {
      weights[cell] = StrictMath.cbrt(weights[cell]);
      total += weights[cell];
    }
    double before = 0;
    int cell = 0;
    for (int j = 1; j < levels.length - 1; j++) {
      double wanted = total * j / (levels.length - 1);
      while (before + weights[cell] < wanted) {
        before += weights[cell++];
      }
      levels[j] = (float) ((cell + (wanted - before) / weights[cell]) / CELLS);
    }
  }

  private static void move(float[] levels, float value, float rate) {
    int low = 0;
    int high = levels.length - 1;
    while (high - low > 1) {
      int middle = (low + high) / 2;
      if (levels[middle] <= value) {
        low = middle;
      } else {
        high = middle;
      }
    }
    int nearest = value - levels[low] <= levels[high] - value ? low : high;
    if (nearest > 0 && nearest < levels.length - 1) {
      levels[nearest] -= rate * (levels[nearest] - value);
    }
  }

  @Override
  public int decode(byte[] source, int sourceOffset, float[] target, int targetOffset, int length) {
    LittleEndian.requireBytes(source, sourceOffset, encodedSize(length));
    float[] levels = new float[levels()];
    int at = sourceOffset;
    for (int j = 0; j < levels.length; j++, at += Float.BYTES) {
      levels[j] = LittleEndian.getFloat(source, at);
      if (!(levels[j] >= 0 && levels[j] <= 1)) {
        throw new WireFormatException(at, "a level must be in [0, 1], got " + levels[j]);
      }
    }
    Bucket bucket = new Bucket(Grid.RANGE, 1, LoopsChoice.forLength(length));
    byte[] codes = new byte[Math.min(CHUNK, length)];
    int packed = sourceOffset + (int) headersSize(length);
    for (int start = 0, end; start < length; start = end) {
      end = start + Math.min(CHUNK, length - start);
      int from = packed + BitPacker.packedSize(start, bits);
      BitPacker.unpack(source, from, end - start, bits, codes, 0);
      for (int i = start, size; i < end; i += size) {
        size = Math.min(bucketSize - i % bucketSize, end - i);
        bucket.read(source, at + i / bucketSize * HEADER_SIZE);
        for (int j = i; j < i + size; j++) {
          float level = levels[codes[j - start] & 0xff];
          target[targetOffset + j] = Math.fma(bucket.delta, level, bucket.minimum);
        }
      }
    }
    return encodedSize(length);
  }
}
