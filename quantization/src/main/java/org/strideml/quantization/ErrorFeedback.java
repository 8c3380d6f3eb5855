package org.strideml.quantization;

import java.util.Arrays;

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
 * <p>Of a sparse section an element is sent only when its value is not 0; the residual of the
 * others waits until they are. Otherwise every element that was ever rounded would travel in every
 * message.
 *
 * <p>Owns two scratch vectors; the residual belongs to the caller. Not for use by several threads.
 */
public final class ErrorFeedback {
  private final MessageFormat format;
  private final float[] sum;
  private final float[] decoded;

  public ErrorFeedback(MessageFormat format) {
    this.format = format;
    this.sum = new float[format.elementCount()];
    this.decoded = new float[format.elementCount()];
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
    for (Section section : format.sections()) {
      add(section, values, residual);
    }
    byte[] message = format.encode(kind, sum, key);
    Arrays.fill(decoded, 0);
    format.decode(message, decoded);
    for (Section section : format.sections()) {
      for (int i = section.offset(); i < section.offset() + section.length(); i++) {
        if (!section.sparse() || values[i] != 0) {
          residual[i] = sum[i] - decoded[i];
        }
      }
    }
    return message;
  }

  private void add(Section section, float[] values, float[] residual) {
    for (int i = section.offset(); i < section.offset() + section.length(); i++) {
      sum[i] = section.sparse() && values[i] == 0 ? 0 : values[i] + residual[i];
    }
  }
}
