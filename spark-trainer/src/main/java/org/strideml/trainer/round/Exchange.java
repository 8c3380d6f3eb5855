package org.strideml.trainer.round;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.strideml.kernels.Arena;
import org.strideml.quantization.ChunkedFormat;
import org.strideml.quantization.Codec;
import org.strideml.quantization.Codecs;
import org.strideml.quantization.EntropyStage;
import org.strideml.quantization.EntropyStages;
import org.strideml.quantization.Message;
import org.strideml.quantization.MessageFormat;
import org.strideml.quantization.RandomKey;
import org.strideml.quantization.RemoteEncoder;
import org.strideml.quantization.RemoteVector;
import org.strideml.quantization.Section;
import org.strideml.quantization.Sections;
import org.strideml.quantization.WireFormatException;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.model.ParameterLayout;
import org.strideml.trainer.model.ParameterSlice;

/**
 * What travels in a run: the format of messages down and up, and the keys their random bits come
 * from (QSDP: weights by random shift, pseudo-gradients by stochastic rounding).
 *
 * <p>Tensors with one axis, small ones and statistics travel as plain floats; of statistics workers
 * send what they have, not what changed. When nothing is lost either way and the outer step is
 * plain averaging, workers send θ_end itself instead of Δ = θ_start − θ_end, because θ − (θ −
 * θ_end) is not θ_end in floats; a single worker is then the plain optimizer, bit for bit. Where
 * weights are rounded they send Δ even in plain floats: θ_end would replace the driver's θ by one
 * that has gone through the rounding, and rounding errors would add up.
 *
 * <p>Of tables of which a step changes few rows, only the elements that a round has changed travel
 * up: of θ_end those that differ from θ_start, of Δ those that are not 0. The receiver takes the
 * others from {@link #base}, which it has, so nothing is lost: an element that is not in the
 * message is the very θ_start, or 0. On their way down all parameters travel, since any worker may
 * have to start anew on any executor.
 *
 * <p>With {@code differences} (the idea of SDP4Bit, Jia et al. 2024, arXiv 2410.15526) the first
 * message down is plain θ; after it quantized tensors travel as θ − θ̂, θ̂ being what workers
 * already have: smaller numbers, hence smaller errors, which the next message takes up again. A
 * worker's θ̂ is part of its {@link WorkerState}, so it is restored and replayed like the rest.
 *
 * <p>What codecs remember from message to message is a vector at each end: the driver's {@code
 * carried} and the worker's {@link WorkerLayout#CODEC}.
 */
public final class Exchange {
  /** Message kind: parameters on their way to the workers. */
  static final int WEIGHTS = 0;

  /** Message kind: θ_start − θ_end of one worker. */
  static final int PSEUDO_GRADIENT = 1;

  /** Message kind: θ_end of one worker. */
  static final int PARAMETERS = 2;

  /** Message kind: θ less the θ̂ that workers have, on its way to them. */
  static final int WEIGHT_DIFFERENCES = 3;

  /** Message kind: a vector that travels beside θ. */
  static final int VECTOR = 4;

  private static final Codec PLAIN = Codecs.of("none", 0, 0);

  private final ChunkedFormat weights;
  private final ChunkedFormat plainWeights;
  private final ChunkedFormat pseudoGradients;
  private final ChunkedFormat vectors;
  private final int vectorsUp;
  private final boolean exactWeights;
  private final boolean differences;
  private final boolean sendsParameters;
  private final boolean fragmented;
  private final int trainableSize;
  private final long seed;

  public Exchange(TrainerConfig config, ParameterLayout layout) {
    TrainerConfig.Compression compression = config.compression();
    Codec gradients =
        compression.errorFeedback()
            ? Codecs.withFeedback(compression.gradients())
            : compression.gradients();
    List<EntropyStage> stages = EntropyStages.of(compression.entropy());
    int minSize = compression.minSize();
    int most = compression.partBytes();
    this.weights =
        new ChunkedFormat(sections(layout, compression.weights(), minSize, false), stages, most);
    this.plainWeights = new ChunkedFormat(sections(layout, PLAIN, minSize, false), List.of(), most);
    this.pseudoGradients =
        new ChunkedFormat(sections(layout, gradients, minSize, true), stages, most);
    this.differences = compression.differences();
    this.sendsParameters =
        compression.weights().id() == PLAIN.id()
            && compression.gradients().id() == PLAIN.id()
            && config.sync().outer().isAverage()
            && config.sync().mode().startsTogether()
            && !config.sync().aggregation().needsChanges()
            && config.sync().drift().sharedNames().isEmpty()
            && !config.sync().streaming().active();
    this.exactWeights = compression.weights().id() == PLAIN.id();
    this.fragmented = config.sync().streaming().active();
    this.vectors =
        new ChunkedFormat(List.of(new Section(0, layout.trainableSize(), PLAIN)), List.of(), most);
    this.vectorsUp = new Travel(config).state().size();
    this.trainableSize = layout.trainableSize();
    this.seed = config.seed();
  }

  private static List<Section> sections(
      ParameterLayout layout, Codec codec, int minSize, boolean changes) {
    List<Section> sections = new ArrayList<>();
    for (ParameterSlice slice : layout.slices()) {
      boolean statistics = slice.offset() >= layout.trainableSize();
      boolean plain = statistics || slice.rank() <= 1 || slice.size() < minSize;
      boolean sparse = changes && slice.sparse();
      Codec own = plain ? PLAIN : sparse ? codec : codec.forShape(slice.shape());
      sections.add(new Section(slice.offset(), slice.size(), own, sparse));
    }
    return Sections.mergeUncompressed(sections);
  }

  /** Whether workers send θ_end rather than a pseudo-gradient. */
  public boolean sendsParameters() {
    return sendsParameters;
  }

  /** The bits that a message down has chosen for a whole model's tensors, when they are news. */
  public Optional<String> weightBits(ChosenBits chosen, Message message) {
    if (fragmented || differences && MessageFormat.kind(message.parts().get(0)) == WEIGHTS) {
      return Optional.empty();
    }
    return chosen.news(weights, message.parts(0, weights.chunkCount()));
  }

  /** The bits that a message up has chosen for a whole model's tensors, when they are news. */
  public Optional<String> contributionBits(ChosenBits chosen, Message message) {
    return fragmented
        ? Optional.empty()
        : chosen.news(pseudoGradients, message.parts(0, pseudoGradients.chunkCount()));
  }

  /** Elements that a contribution tells the change of; those behind them are sent as they are. */
  int trainableSize() {
    return trainableSize;
  }

  /** Bytes of one message down; the most it can be when messages differ in size. */
  public long weightsSize() {
    return differences
        ? Math.max(weights.maxEncodedSize(), plainWeights.maxEncodedSize())
        : weights.maxEncodedSize();
  }

  /** Floats that the driver carries from message down to message down. */
  public int carriedSize() {
    return weights.stateSize() + (differences ? weights.elementCount() + 1 : 0);
  }

  /** Floats that gradient codecs carry from a worker's message to its next. */
  public int codecStateSize() {
    return pseudoGradients.stateSize();
  }

  /** Whether workers must remember the θ̂ they were last sent. */
  boolean differences() {
    return differences;
  }

  /** Bytes of one message up; the most it can be when messages differ in size. */
  public long contributionSize() {
    return pseudoGradients.maxEncodedSize() + vectorsUp * vectors.maxEncodedSize();
  }

  /** Whether what is sent down is the very θ. */
  boolean exactWeights() {
    return exactWeights;
  }

  /** A vector of what is trained, in plain floats. */
  Message encodeVector(float[] values) {
    return vectors.encode(VECTOR, values, RandomKey.of(0));
  }

  /** Reads a message of {@link #encodeVector}. */
  void decodeVector(Message message, float[] target) {
    requireKind(message, VECTOR);
    vectors.decode(message, target);
  }

  /** Bytes of the same message in plain floats. */
  public long plainSize(int parameters) {
    return MessageFormat.uncompressedSize(parameters);
  }

  /** Bytes of a mean round of one worker in plain floats, both ways, optimizer state included. */
  public long plainRoundSize(TrainerConfig config) {
    double states = 0;
    for (String name : new Travel(config).state()) {
      states += 2.0 / config.sync().stateRounds().getOrDefault(name, 1);
    }
    long shared = config.sync().drift().sharedNames().size();
    int fragments = Math.max(1, config.sync().streaming().fragments());
    return 2 * plainSize(config.model().layout().size()) / fragments
        + Math.round((states + shared) * plainSize(trainableSize));
  }

  /** The driver's θ as workers will see it when this is the first they see. */
  public Message encodeWeights(float[] parameters, long round) {
    return encodeWeights(parameters, new float[carriedSize()], round);
  }

  /**
   * The driver's θ as workers will see it.
   *
   * @param carried {@link #carriedSize} floats, zeros before the first message: what weight codecs
   *     remember and, with differences, the last θ̂ and a 1. Brought up to date
   */
  public Message encodeWeights(float[] parameters, float[] carried, long round) {
    return encodeWeights(parameters, carried, Purpose.WEIGHTS.key(seed).child(round));
  }

  /** The same with other random bits. */
  Message encodeWeights(float[] parameters, float[] carried, RandomKey key) {
    if (!differences) {
      return weights.encode(WEIGHTS, parameters, null, key, carried);
    }
    int last = weights.stateSize();
    int begun = carried.length - 1;
    if (carried[begun] == 0) {
      carried[begun] = 1;
      System.arraycopy(parameters, 0, carried, last, parameters.length);
      return plainWeights.encode(WEIGHTS, parameters, key);
    }
    float[] values = parameters.clone();
    float[] seen = Arrays.copyOfRange(carried, last, begun);
    for (Section section : weights.sections()) {
      for (int i = section.offset(); isDifference(section) && i < end(section); i++) {
        values[i] -= seen[i];
      }
    }
    float[] state = Arrays.copyOf(carried, last);
    Message message = weights.encode(WEIGHT_DIFFERENCES, values, null, key, state);
    decodeWeights(message, seen, values);
    System.arraycopy(state, 0, carried, 0, last);
    System.arraycopy(values, 0, carried, last, values.length);
    return message;
  }

  private static int end(Section section) {
    return section.offset() + section.length();
  }

  private static boolean isDifference(Section section) {
    return section.codec().id() != PLAIN.id();
  }

  /** Writes the θ̂ that a round starts from, when that message is the first. */
  public void decodeWeights(Message message, float[] target) {
    decodeWeights(message, new float[0], target);
  }

  /**
   * Writes the θ̂ that a round starts from.
   *
   * @param last the θ̂ of the message before; empty when there is none or none is needed
   */
  public void decodeWeights(Message message, float[] last, float[] target) {
    if (!differences) {
      requireKind(message, WEIGHTS);
      weights.decode(message, target);
    } else if (ChunkedFormat.kind(message) == WEIGHTS) {
      plainWeights.decode(message, target);
    } else {
      requireKind(message, WEIGHT_DIFFERENCES);
      if (last.length != target.length) {
        throw new IllegalStateException(
            "a message of weight differences needs the weights before it, which this worker has"
                + " not got");
      }
      weights.decode(message, target);
      for (Section section : weights.sections()) {
        for (int i = section.offset(); isDifference(section) && i < end(section); i++) {
          target[i] += last[i];
        }
      }
    }
  }

  /**
   * A message that several vectors of what is trained travel behind, one part or more each.
   *
   * @return the message without them, then each of them
   * @throws WireFormatException when there are not that many
   */
  List<Message> split(Message together, int vectorCount) {
    if (vectorCount == 0) {
      return List.of(together);
    }
    int first = together.count() - vectorCount * vectors.chunkCount();
    if (first < 1) {
      throw new WireFormatException(
          0, "expected %d vectors behind a message, got %s".formatted(vectorCount, together));
    }
    List<Message> messages = new ArrayList<>();
    messages.add(together.parts(0, first));
    for (int at = first; at < together.count(); at += vectors.chunkCount()) {
      messages.add(together.parts(at, at + vectors.chunkCount()));
    }
    return messages;
  }

  /** A worker's θ_end, which began the round as {@code start}. */
  Message encodeParameters(float[] end, float[] start, long round, int worker) {
    return pseudoGradients.encode(
        PARAMETERS, end, start, contributionKey(round, worker), new float[codecStateSize()]);
  }

  /**
   * A worker's Δ.
   *
   * @param state {@link #codecStateSize} floats; brought up to date
   */
  Message encodePseudoGradient(float[] delta, float[] state, long round, int worker) {
    RandomKey key = contributionKey(round, worker);
    return pseudoGradients.encode(PSEUDO_GRADIENT, delta, null, key, state);
  }

  /** What encodes a worker's Δ on a device; empty when that cannot say what is to be said. */
  Optional<RemoteEncoder> remoteEncoder() {
    return !sendsParameters && RemoteEncoder.encodes(pseudoGradients)
        ? Optional.of(new RemoteEncoder(pseudoGradients))
        : Optional.empty();
  }

  /** Elements that a device needs beside the model to encode contributions. */
  public long deviceElements() {
    int size = pseudoGradients.elementCount();
    return remoteEncoder().isPresent() ? Arena.capacityFor(size, size, codecStateSize(), 1) : 0;
  }

  /** The message of {@link #encodePseudoGradient}, of a Δ that is on a device. */
  Optional<Message> encodePseudoGradient(
      RemoteEncoder encoder, RemoteVector delta, long round, int worker) {
    return encoder.encode(PSEUDO_GRADIENT, delta, contributionKey(round, worker));
  }

  /**
   * What messages of a round leave out: the θ it started from, or zeros; an empty vector when they
   * leave out nothing.
   *
   * @param message the round's, from {@link #encodeWeights}
   */
  public float[] base(Message message) {
    float[] base = new float[pseudoGradients.hasSparse() ? pseudoGradients.elementCount() : 0];
    if (pseudoGradients.hasSparse() && sendsParameters) {
      decodeWeights(message, base);
    }
    return base;
  }

  /**
   * Reads a worker's message: θ_end or Δ.
   *
   * @param base what the message leaves out, from {@link #base}
   */
  public void decodeContribution(Message message, float[] base, float[] target) {
    if (base.length != (pseudoGradients.hasSparse() ? pseudoGradients.elementCount() : 0)) {
      throw new IllegalArgumentException("a round's messages need the base of that round");
    }
    System.arraycopy(base, 0, target, 0, base.length);
    requireKind(message, contributionKind());
    pseudoGradients.decode(message, target);
  }

  private static void requireKind(Message message, int kind) {
    int found = ChunkedFormat.kind(message);
    if (found != kind) {
      throw new WireFormatException(5, "expected a message of kind " + kind + ", got " + found);
    }
  }

  private int contributionKind() {
    return sendsParameters ? PARAMETERS : PSEUDO_GRADIENT;
  }

  private RandomKey contributionKey(long round, int worker) {
    return Purpose.PSEUDO_GRADIENTS.key(seed).child(round).child(worker);
  }
}
