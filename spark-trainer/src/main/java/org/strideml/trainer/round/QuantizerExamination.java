package org.strideml.trainer.round;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.strideml.kernels.Arena;
import org.strideml.kernels.Backend;
import org.strideml.kernels.BucketCoder;
import org.strideml.quantization.ChunkedFormat;
import org.strideml.quantization.Codec;
import org.strideml.quantization.Codecs;
import org.strideml.quantization.Message;
import org.strideml.quantization.RandomKey;
import org.strideml.quantization.RemoteEncoder;
import org.strideml.quantization.Section;

/**
 * Has a backend quantize a vector in its own memory, as it does with what a round has changed, by
 * every codec and number of bits that it offers this for, with and without error feedback. Messages
 * and what is remembered must be those of the codecs to the bit.
 */
public final class QuantizerExamination {
  private static final RandomKey KEY = RandomKey.of(17);
  private static final int PLAIN = 100;
  private static final int QUANTIZED = 10_000;
  private static final int SIZE = PLAIN + QUANTIZED;
  private static final int BUCKET = 1000;
  private static final int MOST_BITS = 8;
  private static final int TIMED_RUNS = 10;

  private final DeviceVector vector;
  private final float[] values = new float[SIZE];
  private final List<String> wrong = new ArrayList<>();
  private int messages;
  private long fastest = Long.MAX_VALUE;

  /**
   * What came of it.
   *
   * @param messages compared
   * @param wrong those that differ, in words
   * @param values in each message
   * @param nanos of the fastest message at 8 bits
   */
  public record Result(int messages, List<String> wrong, int values, long nanos) {}

  private QuantizerExamination(Backend backend, BucketCoder coder, Arena arena) {
    vector =
        new DeviceVector(
            backend, coder, arena.allocate(SIZE), arena.allocate(QUANTIZED), arena.allocate(SIZE));
    for (int i = 0; i < SIZE; i++) {
      values[i] = (float) (1e-3 * KEY.gaussian(i));
    }
  }

  /**
   * @param backend before its first operation
   * @return empty when the backend has its memory at hand and leaves everything to the codecs
   */
  public static Optional<Result> of(Backend backend) {
    int buckets = QUANTIZED / BUCKET;
    int words = BucketCoder.words(QUANTIZED, MOST_BITS);
    return backend
        .bucketCoder(buckets, words)
        .map(
            coder -> {
              Arena arena =
                  backend.newArena("quantizers", Arena.capacityFor(SIZE, QUANTIZED, SIZE));
              return new QuantizerExamination(backend, coder, arena).result();
            });
  }

  private Result result() {
    for (String name : List.of("random-shift", "stochastic")) {
      for (int bits = 1; bits <= MOST_BITS; bits++) {
        Codec codec = Codecs.of(name, bits, BUCKET);
        compare(codec, name + " of " + bits + " bits");
        compare(Codecs.withFeedback(codec), name + " of " + bits + " bits with error feedback");
        for (int run = 0; bits == MOST_BITS && run < TIMED_RUNS; run++) {
          time(format(codec));
        }
      }
    }
    return new Result(messages, wrong, SIZE, fastest);
  }

  private static ChunkedFormat format(Codec codec) {
    return new ChunkedFormat(
        List.of(
            new Section(0, PLAIN, Codecs.of("none", 0, 0)), new Section(PLAIN, QUANTIZED, codec)));
  }

  private void compare(Codec codec, String what) {
    ChunkedFormat format = format(codec);
    float[] state = new float[format.stateSize()];
    Arrays.fill(state, 1e-4f);
    if (state.length > 0) {
      vector.errors().write(state, 0);
    }
    Optional<Message> message = encode(format);
    Message expected = format.encode(0, values, null, KEY, state);
    messages++;
    if (message.isEmpty() || !message.get().equals(expected)) {
      wrong.add(what + ": another message");
    } else if (state.length > 0 && !Arrays.equals(vector.errors().toArray(), state)) {
      wrong.add(what + ": other errors remembered");
    }
  }

  private Optional<Message> encode(ChunkedFormat format) {
    vector.values().write(values, 0);
    vector.coder().begin();
    return new RemoteEncoder(format).encode(0, vector, KEY);
  }

  private void time(ChunkedFormat format) {
    long begin = System.nanoTime();
    encode(format);
    fastest = Math.min(fastest, System.nanoTime() - begin);
  }
}
