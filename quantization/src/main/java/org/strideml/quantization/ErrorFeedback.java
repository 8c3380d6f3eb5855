package org.strideml.quantization;

/**
 * Sends what earlier messages left out: a lossy message of {@code values + residual}, after which
 * the residual is what this one left out.
 *
 * <pre>
 * p = values + residual      message = encode(p)      residual ← p − decode(message)
 * </pre>
 *
 * <p>Summed over messages, what was decoded plus the last residual equals what was put in, up to
 * rounding, whatever the codec (Seide et al. 2014; Karimireddy et al. 2019, arXiv 1901.09847).
 *
 * <p>Owns one scratch vector; the residual belongs to the caller. Not for use by several threads.
 */
public final class ErrorFeedback {
  private final MessageFormat format;
  private final float[] sum;

  public ErrorFeedback(MessageFormat format) {
    this.format = format;
    this.sum = new float[format.elementCount()];
  }

  /**
   * Encodes {@code values + residual} and writes the new residual.
   *
   * @param residual zeros before the first message; left alone when this throws
   * @throws IllegalArgumentException when a length is wrong or a sum cannot be encoded, naming its
   *     index
   */
  public byte[] encode(int kind, float[] values, float[] residual, RandomKey key) {
    if (values.length != sum.length || residual.length != sum.length) {
      throw new IllegalArgumentException(
          "expected values and residual of "
              + sum.length
              + " elements, got "
              + values.length
              + " and "
              + residual.length);
    }
    for (int i = 0; i < sum.length; i++) {
      sum[i] = values[i] + residual[i];
    }
    byte[] message = format.encode(kind, sum, key);
    format.decode(message, residual);
    for (int i = 0; i < sum.length; i++) {
      residual[i] = sum[i] - residual[i];
    }
    return message;
  }
}
