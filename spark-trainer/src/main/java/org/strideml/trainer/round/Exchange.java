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
 * <p>Tensors with one axis and small ones travel as plain floats. When nothing is lost on the way
 * up and the outer step is plain averaging, workers send θ_end itself instead of Δ = θ_start −
 * θ_end, because θ − (θ − θ_end) is not θ_end in floats; a single worker is then the plain
 * optimizer, bit for bit.
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
  private final long seed;

  public Exchange(TrainerConfig config, ParameterLayout layout) {
    TrainerConfig.Compression compression = config.compression();
    this.weights = format(layout, compression.weights(), compression.minSize());
    this.pseudoGradients = format(layout, compression.gradients(), compression.minSize());
    this.sendsParameters =
        compression.gradients().id() == PLAIN.id() && config.sync().outer().isAverage();
    this.seed = config.seed();
  }

  private static MessageFormat format(ParameterLayout layout, Codec codec, int minSize) {
    List<Section> sections = new ArrayList<>();
    for (ParameterSlice slice : layout.slices()) {
      boolean plain = slice.rank() <= 1 || slice.size() < minSize;
      sections.add(new Section(slice.offset(), slice.size(), plain ? PLAIN : codec));
    }
    return new MessageFormat(Sections.mergeUncompressed(sections));
  }

  /** Whether workers send θ_end rather than a pseudo-gradient. */
  public boolean sendsParameters() {
    return sendsParameters;
  }

  /** Bytes of one message down. */
  public int weightsSize() {
    return weights.maxEncodedSize();
  }

  /** Bytes of one message up. */
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

  /** A worker's message; {@code values} is θ_end or Δ, see {@link #sendsParameters}. */
  byte[] encodeContribution(float[] values, long round, int worker) {
    return pseudoGradients.encode(contributionKind(), values, contributionKey(round, worker));
  }

  /** What carries a worker's residual over; one per replica. */
  ErrorFeedback errorFeedback() {
    return new ErrorFeedback(pseudoGradients);
  }

  /** A worker's message of values + residual; the residual becomes what that message lost. */
  byte[] encodeContribution(
      ErrorFeedback feedback, float[] values, float[] residual, long round, int worker) {
    return feedback.encode(contributionKind(), values, residual, contributionKey(round, worker));
  }

  /** Reads a worker's message: θ_end or Δ. */
  public void decodeContribution(byte[] message, float[] target) {
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
