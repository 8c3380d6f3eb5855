package org.strideml.quantization;

/**
 * Any codec, sending what earlier messages left out.
 *
 * <pre>
 * p = values + residual      message = encode(p)      residual ← p − decode(message)
 * </pre>
 *
 * <p>Summed over messages, what was decoded plus the last residual equals what was put in, up to
 * rounding, whatever the codec (Seide et al. 2014; Karimireddy et al. 2019, arXiv 1901.09847). The
 * residual is the first vector of the state; the bytes are those of the wrapped codec.
 *
 * <p>Of a sparse section an element is sent only when its value is not 0; the residual of the
 * others waits until they are. Otherwise every element that was ever rounded would travel in every
 * message.
 *
 * @param codec what encodes the sums
 */
public record ErrorFeedback(Codec codec) implements Codec {
  @Override
  public int id() {
    return codec.id();
  }

  @Override
  public String name() {
    return codec.name();
  }

  @Override
  public int bits() {
    return codec.bits();
  }

  @Override
  public int bucketSize() {
    return codec.bucketSize();
  }

  @Override
  public int setting() {
    return codec.setting();
  }

  @Override
  public boolean unbiased() {
    return codec.unbiased();
  }

  @Override
  public boolean fixedSize() {
    return codec.fixedSize();
  }

  /** One residual per element is cut with it; what the codec itself remembers might not be. */
  @Override
  public int grain() {
    return codec.remembers() ? 0 : codec.grain();
  }

  @Override
  public RandomKey pieceKey(RandomKey key, int start) {
    return codec.pieceKey(key, start);
  }

  @Override
  public int encodedSize(int length) {
    return codec.encodedSize(length);
  }

  @Override
  public EntropyStage.CodeLayout layout(int length) {
    return codec.layout(length);
  }

  @Override
  public Codec forShape(int... shape) {
    return new ErrorFeedback(codec.forShape(shape));
  }

  @Override
  public int stateVectors() {
    return 1 + codec.stateVectors();
  }

  @Override
  public boolean remembers() {
    return true;
  }

  @Override
  public int stateSize(int length) {
    return Math.addExact(length, codec.stateSize(length));
  }

  @Override
  public int encode(
      float[] source,
      int sourceOffset,
      int length,
      RandomKey key,
      byte[] target,
      int targetOffset) {
    return codec.encode(source, sourceOffset, length, key, target, targetOffset);
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
    float[] sum = new float[length];
    for (int i = 0; i < length; i++) {
      sum[i] = source[sourceOffset + i] + state[stateOffset + i];
    }
    int inner = stateOffset + length;
    int size;
    try {
      size = codec.encode(sum, 0, length, key, state, inner, target, targetOffset);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "values with their residuals, counted from index " + sourceOffset + ": " + e.getMessage(),
          e);
    }
    codec.decode(target, targetOffset, state, stateOffset, length);
    for (int i = 0; i < length; i++) {
      state[stateOffset + i] = sum[i] - state[stateOffset + i];
    }
    return size;
  }

  @Override
  public int decode(byte[] source, int sourceOffset, float[] target, int targetOffset, int length) {
    return codec.decode(source, sourceOffset, target, targetOffset, length);
  }
}
