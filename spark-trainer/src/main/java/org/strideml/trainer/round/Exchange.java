package org.strideml.trainer.round;

import java.util.ArrayList;
import java.util.List;
import org.strideml.quantization.Codec;
import org.strideml.quantization.Codecs;
import org.strideml.quantization.ErrorFeedback;
import org.strideml.quantization.MessageFormat;
import org.strideml.quantization.RandomKey;
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
 * send what they have, not what changed. When nothing is lost on the way up and the outer step is
 * plain averaging, workers send θ_end itself instead of Δ = θ_start − θ_end, because θ − (θ −
 * θ_end) is not θ_end in floats; a single worker is then the plain optimizer, bit for bit.
 *
 * <p>Of tables of which a step changes few rows, only the elements that a round has changed travel
 * up: of θ_end those that differ from θ_start, of Δ those that are not 0. The receiver takes the
 * others from {@link #base}, which it has, so nothing is lost: an element that is not in the
 * message is the very θ_start, or 0. On their way down all parameters travel, since any worker may
 * have to start anew on any executor.
 */
public final class Exchange {
  /** Message kind: parameters on their way to the workers. */
  static final int WEIGHTS = 0;

  /** Message kind: θ_start − θ_end of one worker. */
  static final int PSEUDO_GRADIENT = 1;

  /** Message kind: θ_end of one worker. */
  static final int PARAMETERS = 2;

  private static final Codec PLAIN = Codecs.of("none", 0, 0);

  private final MessageFormat weights;
  private final MessageFormat pseudoGradients;
  private final boolean sendsParameters;
  private final int trainableSize;
  private final long seed;

  public Exchange(TrainerConfig config, ParameterLayout layout) {
    TrainerConfig.Compression compression = config.compression();
    this.weights = format(layout, compression.weights(), compression.minSize(), false);
    this.pseudoGradients = format(layout, compression.gradients(), compression.minSize(), true);
    this.sendsParameters =
        compression.gradients().id() == PLAIN.id() && config.sync().outer().isAverage();
    this.trainableSize = layout.trainableSize();
    this.seed = config.seed();
  }

  private static MessageFormat format(
      ParameterLayout layout, Codec codec, int minSize, boolean changes) {
    List<Section> sections = new ArrayList<>();
    for (ParameterSlice slice : layout.slices()) {
      boolean statistics = slice.offset() >= layout.trainableSize();
      boolean plain = statistics || slice.rank() <= 1 || slice.size() < minSize;
      boolean sparse = changes && slice.sparse();
      sections.add(new Section(slice.offset(), slice.size(), plain ? PLAIN : codec, sparse));
    }
    return new MessageFormat(Sections.mergeUncompressed(sections));
  }

  /** Whether workers send θ_end rather than a pseudo-gradient. */
  public boolean sendsParameters() {
    return sendsParameters;
  }

  /** Elements that a contribution tells the change of; those behind them are sent as they are. */
  int trainableSize() {
    return trainableSize;
  }

  /** Bytes of one message down. */
  public int weightsSize() {
    return weights.maxEncodedSize();
  }

  /** Bytes of one message up; the most it can be when messages differ in size. */
  public int contributionSize() {
    return pseudoGradients.maxEncodedSize();
  }

  /** Bytes of the same message in plain floats. */
  public long plainSize(int parameters) {
    return MessageFormat.uncompressedSize(parameters);
  }

  /** The driver's θ as workers will see it. */
  public byte[] encodeWeights(float[] parameters, long round) {
    return weights.encode(WEIGHTS, parameters, Purpose.WEIGHTS.key(seed).child(round));
  }

  /** Writes the θ̂ that a round starts from. */
  public void decodeWeights(byte[] message, float[] target) {
    requireKind(message, WEIGHTS);
    weights.decode(message, target);
  }

  /** A worker's θ_end, which began the round as {@code start}. */
  byte[] encodeParameters(float[] end, float[] start, long round, int worker) {
    return pseudoGradients.encode(PARAMETERS, end, start, contributionKey(round, worker));
  }

  /** A worker's Δ. */
  byte[] encodePseudoGradient(float[] delta, long round, int worker) {
    return pseudoGradients.encode(PSEUDO_GRADIENT, delta, contributionKey(round, worker));
  }

  /** What carries a worker's residual over; one per replica. */
  ErrorFeedback errorFeedback() {
    return new ErrorFeedback(pseudoGradients);
  }

  /** A worker's message of Δ + residual; the residual becomes what that message lost. */
  byte[] encodePseudoGradient(
      ErrorFeedback feedback, float[] delta, float[] residual, long round, int worker) {
    return feedback.encode(PSEUDO_GRADIENT, delta, residual, contributionKey(round, worker));
  }

  /**
   * What messages of a round leave out: the θ̂ it started from, or zeros; an empty vector when they
   * leave out nothing.
   *
   * @param message the round's, from {@link #encodeWeights}
   */
  public float[] base(byte[] message) {
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
  public void decodeContribution(byte[] message, float[] base, float[] target) {
    if (base.length != (pseudoGradients.hasSparse() ? pseudoGradients.elementCount() : 0)) {
      throw new IllegalArgumentException("a round's messages need the base of that round");
    }
    System.arraycopy(base, 0, target, 0, base.length);
    requireKind(message, contributionKind());
    pseudoGradients.decode(message, target);
  }

  private static void requireKind(byte[] message, int kind) {
    int found = MessageFormat.kind(message);
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
