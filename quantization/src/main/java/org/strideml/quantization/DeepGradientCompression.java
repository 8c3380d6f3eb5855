package org.strideml.quantization;

/**
 * The values of largest accumulated momentum (Deep Gradient Compression, Lin et al. 2018, arXiv
 * 1712.01887): top-k with momentum correction and momentum-factor masking.
 *
 * <pre>
 * u ← m·u + x      v ← v + u      send the k largest of v      u, v ← 0 where sent
 * </pre>
 *
 * <p>Without masking, momentum of what was sent long ago would go on pushing. u and v are the
 * state; there is nothing for {@link ErrorFeedback} to add. The receiver sees about 1/(1 − m) times
 * what was put in, as with any momentum. Bytes as {@link TopK}.
 *
 * @param density share of values that travel, in (0, 1]
 * @param momentum m, in [0, 1)
 * @param values codec of those that do; one that remembers nothing. What it loses is lost
 */
public record DeepGradientCompression(float density, float momentum, Codec values)
    implements Codec {
  static final String NAME = "dgc";

  public DeepGradientCompression {
    TopK.requireDensity(density);
    TopK.requireMemoryless(values);
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException("momentum must be in [0, 1), got " + momentum);
    }
  }

  private TopK topK() {
    return new TopK(density, values);
  }

  @Override
  public int id() {
    return TopK.ID;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int bits() {
    return values.bits();
  }

  @Override
  public int bucketSize() {
    return values.bucketSize();
  }

  @Override
  public int setting() {
    return topK().setting();
  }

  @Override
  public boolean unbiased() {
    return false;
  }

  @Override
  public boolean fixedSize() {
    return false;
  }

  @Override
  public int encodedSize(int length) {
    return topK().encodedSize(length);
  }

  @Override
  public int stateVectors() {
    return 2;
  }

  @Override
  public int encode(
      float[] source,
      int sourceOffset,
      int length,
      RandomKey key,
      byte[] target,
      int targetOffset) {
    return topK().encode(source, sourceOffset, length, key, target, targetOffset);
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
    int velocity = stateOffset + length;
    Bucket.magnitude(source, sourceOffset, length);
    for (int i = 0; i < length; i++) {
      state[stateOffset + i] = momentum * state[stateOffset + i] + source[sourceOffset + i];
      state[velocity + i] += state[stateOffset + i];
    }
    int size = topK().encode(state, velocity, length, key, target, targetOffset);
    IndexSet sent = IndexSet.read(target, targetOffset, length, true);
    for (int i = 0; i < sent.count(); i++) {
      state[stateOffset + sent.get(i)] = 0;
      state[velocity + sent.get(i)] = 0;
    }
    return size;
  }

  @Override
  public int decode(byte[] source, int sourceOffset, float[] target, int targetOffset, int length) {
    return topK().decode(source, sourceOffset, target, targetOffset, length);
  }
}
