package org.strideml.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The message of a vector that lies elsewhere is the message of the same vector here. */
class RemoteEncoderTest {
  private static final RandomKey KEY = RandomKey.of(9);
  private static final int SIZE = 300;

  private static ChunkedFormat format(Codec codec) {
    return new ChunkedFormat(
        List.of(
            new Section(0, 40, codec),
            new Section(40, 17, new Identity()),
            new Section(57, SIZE - 57, codec)));
  }

  @Test
  void sameBytesForBothCodecsAllBitsAndValues() {
    for (int bits = 1; bits <= 8; bits++) {
      for (Codec codec : List.of(new RandomShift(bits, 64), new StochasticUniform(bits, 50))) {
        ChunkedFormat format = format(codec);
        Cases.vectors(SIZE)
            .forEach(
                (name, values) ->
                    assertThat(
                            new RemoteEncoder(format)
                                .encode(7, new HeapVector(values, new float[0]), KEY))
                        .as("%s, %s", codec, name)
                        .hasValueSatisfying(
                            message ->
                                assertThat(message).isEqualTo(format.encode(7, values, KEY))));
      }
    }
  }

  /** Pieces draw what the whole would. */
  @Test
  void sameBytesWhereTheVectorIsCut() {
    for (Codec codec : List.of(new RandomShift(5, 16), new StochasticUniform(3, 16))) {
      List<Section> sections = format(new ErrorFeedback(codec)).sections();
      ChunkedFormat format = new ChunkedFormat(sections, List.of(), 200);
      assertThat(format.chunkCount()).isGreaterThan(1);
      float[] values = Cases.gaussian(SIZE, 1);
      float[] state = new float[format.stateSize()];
      Message expected = format.encode(0, values, null, KEY, state);
      float[] remote = new float[format.stateSize()];
      assertThat(new RemoteEncoder(format).encode(0, new HeapVector(values, remote), KEY))
          .contains(expected);
      assertThat(remote).isEqualTo(state);
    }
  }

  @Test
  void errorsAreKeptWhereTheStateHasThem() {
    ChunkedFormat format = format(new ErrorFeedback(new StochasticUniform(3, 64)));
    float[] values = Cases.gaussian(SIZE, 1);
    float[] state = new float[format.stateSize()];
    float[] remote = new float[format.stateSize()];
    // Plain floats leave nothing behind; only what is quantized does.
    for (int i = 0; i < 3; i++) {
      Message expected = format.encode(0, values, null, KEY.child(i), state);
      HeapVector vector = new HeapVector(values, remote);
      assertThat(new RemoteEncoder(format).encode(0, vector, KEY.child(i))).contains(expected);
      assertThat(remote).isEqualTo(state);
    }
    assertThat(state).isNotEqualTo(new float[state.length]);
  }

  @Test
  void whatCannotBeEncodedMakesNoMessage() {
    for (int index : new int[] {0, 45, 299}) {
      float[] values = Cases.gaussian(SIZE, 1);
      values[index] = Float.NaN;
      ChunkedFormat format = format(new StochasticUniform(8, 64));
      assertThat(new RemoteEncoder(format).encode(0, new HeapVector(values, new float[0]), KEY))
          .isEmpty();
    }
  }

  @Test
  void formatsItCannotWriteAreNamedBeforehand() {
    assertThat(RemoteEncoder.encodes(format(new StochasticUniform(8, 64)))).isTrue();
    assertThat(RemoteEncoder.encodes(format(new Identity()))).isFalse();
    assertThat(RemoteEncoder.encodes(format(new TopK(0.1f, new Identity())))).isFalse();
    ChunkedFormat sparse =
        new ChunkedFormat(List.of(new Section(0, SIZE, new StochasticUniform(8, 64), true)));
    assertThat(RemoteEncoder.encodes(sparse)).isFalse();
    assertThatThrownBy(() -> new RemoteEncoder(sparse))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** What a device does, by the loops of this module. */
  private static final class HeapVector implements RemoteVector {
    private final float[] values;
    private final float[] errors;
    private final List<Float> ranges = new ArrayList<>();
    private final List<float[]> grids = new ArrayList<>();
    private final List<byte[]> codes = new ArrayList<>();
    private final Loops loops = new PlainLoops();

    HeapVector(float[] values, float[] errors) {
      this.values = values.clone();
      this.errors = errors;
    }

    @Override
    public void addError(Run run) {
      for (int i = 0; run.errorAt() >= 0 && i < run.length(); i++) {
        values[run.offset() + i] += errors[run.errorAt() + i];
      }
    }

    @Override
    public int measure(Run run) {
      int first = ranges.size() / 2;
      for (int start = 0; start < run.length(); start += run.bucketSize()) {
        float[] range = new float[Loops.RANGE_SCRATCH];
        int size = Math.min(run.bucketSize(), run.length() - start);
        loops.range(values, run.offset() + start, size, range);
        ranges.add(range[0]);
        ranges.add(range[1]);
        grids.add(new float[4]);
      }
      return first;
    }

    @Override
    public float[] ranges() {
      float[] all = new float[ranges.size()];
      for (int i = 0; i < all.length; i++) {
        all[i] = ranges.get(i);
      }
      return all;
    }

    @Override
    public void grid(int bucket, float minimum, float delta, float inverse, float origin) {
      grids.set(bucket, new float[] {minimum, delta, inverse, origin});
    }

    @Override
    public int nearest(Run run, int firstBucket, float shift) {
      return round(run, firstBucket, new Rounding.Nearest(shift));
    }

    @Override
    public int coinFlip(Run run, int firstBucket, int word0, int word1) {
      int[] draws = new int[run.length()];
      for (int i = 0; i < draws.length; i++) {
        draws[i] = RandomKey.bits(word0, word1, i) >>> Integer.SIZE - Loops.FRACTION_BITS;
      }
      return round(
          run,
          firstBucket,
          (source, offset, length, bucket, target, at) ->
              loops.coinFlip(
                  source,
                  offset,
                  length,
                  bucket,
                  Arrays.copyOfRange(draws, at, draws.length),
                  target,
                  at));
    }

    private int round(Run run, int firstBucket, Rounding rounding) {
      Bucket bucket = new Bucket(Grid.RANGE, run.bits(), loops);
      byte[] one = new byte[run.length()];
      for (int start = 0; start < run.length(); start += run.bucketSize()) {
        float[] grid = grids.get(firstBucket + start / run.bucketSize());
        bucket.minimum = grid[0];
        bucket.delta = grid[1];
        bucket.inverse = grid[2];
        int size = Math.min(run.bucketSize(), run.length() - start);
        rounding.round(values, run.offset() + start, size, bucket, one, start);
        for (int i = start; run.errorAt() >= 0 && i < start + size; i++) {
          float restored = Math.fma(grid[1], one[i] & 0xff, grid[3]);
          errors[run.errorAt() + i] = values[run.offset() + i] - restored;
        }
      }
      byte[] packed = new byte[BitPacker.packedSize(run.length(), run.bits())];
      BitPacker.pack(one, 0, run.length(), run.bits(), packed, 0);
      codes.add(packed);
      return codes.size() - 1;
    }

    @Override
    public void codes(int at, byte[] target, int targetOffset, int count) {
      System.arraycopy(codes.get(at), 0, target, targetOffset, count);
    }

    @Override
    public float[] read(List<Run> runs) {
      float[] all = new float[runs.stream().mapToInt(Run::length).sum()];
      int at = 0;
      for (Run run : runs) {
        System.arraycopy(values, run.offset(), all, at, run.length());
        at += run.length();
      }
      return all;
    }
  }
}
