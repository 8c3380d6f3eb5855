package org.strideml.quantization;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes the messages of a {@link ChunkedFormat} from a {@link RemoteVector}, to the byte those of
 * {@link ChunkedFormat#encode(int, float[], float[], RandomKey, float[])}. Grids are fitted here,
 * from ranges measured there, so that division need not be the same on every device.
 *
 * <p>For formats whose sections are plain, {@link RandomShift} or {@link StochasticUniform}, with
 * or without {@link ErrorFeedback}, and not sparse. Immutable.
 */
public final class RemoteEncoder {
  private final ChunkedFormat format;
  private final List<Piece> pieces;
  private final List<RemoteVector.Run> runs = new ArrayList<>();

  /**
   * @throws IllegalArgumentException when {@link #encodes} is false
   */
  public RemoteEncoder(ChunkedFormat format) {
    if (!encodes(format)) {
      throw new IllegalArgumentException("no codec but the QSDP ones can be computed elsewhere");
    }
    this.format = format;
    this.pieces = format.pieces();
    int state = 0;
    for (Piece piece : pieces) {
      Section section = piece.section();
      Codec codec = section.codec();
      int stateSize = codec.stateSize(section.length());
      runs.add(
          new RemoteVector.Run(
              section.offset(),
              section.length(),
              codec.bits(),
              codec.bucketSize(),
              stateSize > 0 ? state : -1));
      state += stateSize;
    }
  }

  /** Whether a vector of that format can be encoded elsewhere, and is worth it. */
  public static boolean encodes(ChunkedFormat format) {
    List<Section> sections = format.sections();
    return sections.stream().allMatch(RemoteEncoder::encodes)
        && sections.stream().anyMatch(s -> !(s.codec() instanceof Identity));
  }

  private static boolean encodes(Section section) {
    Codec codec = rounding(section);
    return !section.sparse()
        && (codec instanceof Identity
            || codec instanceof RandomShift
            || codec instanceof StochasticUniform);
  }

  private static Codec rounding(Section section) {
    return section.codec() instanceof ErrorFeedback feedback ? feedback.codec() : section.codec();
  }

  /** The runs of values that are quantized, in order. */
  public List<RemoteVector.Run> runs() {
    return runs(false);
  }

  private List<RemoteVector.Run> runs(boolean plain) {
    List<RemoteVector.Run> chosen = new ArrayList<>();
    for (int i = 0; i < pieces.size(); i++) {
      if (isPlain(i) == plain) {
        chosen.add(runs.get(i));
      }
    }
    return chosen;
  }

  private Section section(int index) {
    return pieces.get(index).section();
  }

  private boolean isPlain(int section) {
    return rounding(section(section)) instanceof Identity;
  }

  /**
   * @return a message; empty when a value is no finite number or too large for its codec, which
   *     {@link ChunkedFormat} would refuse by name. The vector's errors are meaningless then
   */
  public Optional<Message> encode(int kind, RemoteVector vector, RandomKey key) {
    byte[][] payloads = new byte[pieces.size()][];
    int[] firstBuckets = new int[pieces.size()];
    for (int i = 0; i < payloads.length; i++) {
      if (!isPlain(i) && runs.get(i).length() > 0) {
        vector.addError(runs.get(i));
        firstBuckets[i] = vector.measure(runs.get(i));
      }
    }
    float[] ranges = vector.ranges();
    int[] codesAt = new int[pieces.size()];
    for (int i = 0; i < payloads.length; i++) {
      payloads[i] = new byte[section(i).codec().encodedSize(section(i).length())];
      if (!isPlain(i) && runs.get(i).length() > 0) {
        Start start = start(i, pieces.get(i).key(key), payloads[i]);
        if (!fit(i, firstBuckets[i], ranges, start, vector, payloads[i])) {
          return Optional.empty();
        }
        codesAt[i] = start.round(runs.get(i), firstBuckets[i], vector);
      }
    }
    for (int i = 0; i < payloads.length; i++) {
      if (!isPlain(i) && runs.get(i).length() > 0) {
        int count = BitPacker.packedSize(runs.get(i).length(), runs.get(i).bits());
        vector.codes(codesAt[i], payloads[i], payloads[i].length - count, count);
      }
    }
    return readPlain(vector, payloads)
        ? Optional.of(format.encode(kind, List.of(payloads)))
        : Optional.empty();
  }

  /** What a codec decides before it looks at a value. */
  private record Start(int headers, float shift, RandomKey draws) {
    int round(RemoteVector.Run run, int firstBucket, RemoteVector vector) {
      return draws == null
          ? vector.nearest(run, firstBucket, shift)
          : vector.coinFlip(run, firstBucket, draws.word0(), draws.word1());
    }
  }

  private Start start(int section, RandomKey key, byte[] payload) {
    if (rounding(section(section)) instanceof RandomShift shifting) {
      float shift = shifting.shift(key);
      LittleEndian.putFloat(payload, 0, shift);
      return new Start(Float.BYTES, shift, null);
    }
    return new Start(0, 0, key);
  }

  private boolean fit(
      int section,
      int firstBucket,
      float[] ranges,
      Start start,
      RemoteVector vector,
      byte[] payload) {
    RemoteVector.Run run = runs.get(section);
    Bucket bucket = new Bucket(Grid.RANGE, run.bits(), new PlainLoops());
    int buckets = (run.length() + run.bucketSize() - 1) / run.bucketSize();
    for (int i = 0; i < buckets; i++) {
      int number = firstBucket + i;
      if (!bucket.fit(ranges[2 * number], ranges[2 * number + 1])) {
        return false;
      }
      bucket.write(payload, start.headers() + i * Grid.RANGE.headerSize());
      float origin = bucket.origin(start.shift());
      vector.grid(number, bucket.minimum, bucket.delta, bucket.inverse, origin);
    }
    return true;
  }

  private boolean readPlain(RemoteVector vector, byte[][] payloads) {
    float[] values = vector.read(runs(true));
    int at = 0;
    for (int i = 0; i < payloads.length; i++) {
      if (isPlain(i)) {
        int length = section(i).length();
        section(i).codec().encode(values, at, length, RandomKey.of(0), payloads[i], 0);
        at += length;
      }
    }
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }
}
