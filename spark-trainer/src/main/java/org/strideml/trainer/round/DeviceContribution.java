package org.strideml.trainer.round;

import java.util.Optional;
import org.strideml.kernels.Arena;
import org.strideml.kernels.Backend;
import org.strideml.kernels.BucketCoder;
import org.strideml.kernels.Tensor;
import org.strideml.quantization.Message;
import org.strideml.quantization.RemoteEncoder;
import org.strideml.quantization.RemoteVector;

/**
 * A worker's Δ = θ_start − θ_end where the backend keeps it, quantized there, so that only the
 * message comes down. The bytes are those that {@link Exchange#encodePseudoGradient} writes for the
 * same θ.
 */
final class DeviceContribution {
  private final Backend backend;
  private final Exchange exchange;
  private final RemoteEncoder encoder;
  private final BucketCoder coder;
  private final Tensor parameters;
  private final Tensor start;
  private final DeviceVector delta;
  private final Tensor squares;

  private DeviceContribution(
      Backend backend,
      Exchange exchange,
      RemoteEncoder encoder,
      BucketCoder coder,
      Tensor parameters) {
    this.backend = backend;
    this.exchange = exchange;
    this.encoder = encoder;
    this.coder = coder;
    this.parameters = parameters;
    int size = parameters.size();
    int state = exchange.codecStateSize();
    Arena arena = backend.newArena("pseudo-gradient", Arena.capacityFor(size, size, state, 1));
    start = arena.allocate(size);
    // Once there is a Δ, nobody needs the start.
    delta = new DeviceVector(backend, coder, arena.allocate(size), arena.allocate(state), start);
    squares = arena.allocate(1);
  }

  /**
   * To be made before the backend's first operation; empty when the backend has its memory at hand
   * anyway, or the run's codec is not one it can compute.
   */
  static Optional<DeviceContribution> of(Backend backend, Exchange exchange, Tensor parameters) {
    return exchange
        .remoteEncoder()
        .flatMap(
            encoder ->
                coder(backend, encoder)
                    .map(c -> new DeviceContribution(backend, exchange, encoder, c, parameters)));
  }

  private static Optional<BucketCoder> coder(Backend backend, RemoteEncoder encoder) {
    int buckets = 0;
    int words = 0;
    for (RemoteVector.Run run : encoder.runs()) {
      buckets += (run.length() + run.bucketSize() - 1) / run.bucketSize();
      words = Math.addExact(words, BucketCoder.words(run.length(), run.bits()));
    }
    return backend.bucketCoder(buckets, words);
  }

  /** Keeps the θ that a round starts from. */
  void begin() {
    backend.copy(parameters, start);
  }

  /**
   * The message of what a round has changed.
   *
   * @param state what codecs remember; brought up to date when there is a message
   * @param held whether the device has it: it is what the last message has left
   * @return empty when a value is no finite number or beyond what its codec can express
   */
  Optional<Message> encode(float[] state, boolean held, long round, int worker) {
    int changing = exchange.trainableSize();
    Tensor values = delta.values();
    coder.begin();
    coder.difference(first(start, changing), first(parameters, changing), first(values, changing));
    coder.squares(first(values, changing), squares);
    int statistics = parameters.size() - changing;
    if (statistics > 0) {
      // They are averaged as they are.
      backend.copy(parameters.slice(changing, statistics), values.slice(changing, statistics));
    }
    if (state.length > 0 && !held) {
      delta.errors().write(state, 0);
    }
    Optional<Message> message = exchange.encodePseudoGradient(encoder, delta, round, worker);
    if (message.isPresent() && state.length > 0) {
      delta.errors().read(state, 0);
    }
    return message;
  }

  /** ‖θ_start − θ_end‖² of what is trained, when {@link #encode} has made a message. */
  double squaredChange() {
    return squares.toArray()[0];
  }

  private static Tensor first(Tensor vector, int length) {
    return vector.slice(0, length);
  }
}
