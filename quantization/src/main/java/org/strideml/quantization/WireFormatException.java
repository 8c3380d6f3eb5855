package org.strideml.quantization;

/** Bytes that are not what they should be; names the offset of the first wrong one. */
public final class WireFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final long offset;

  /**
   * @param offset byte position within the message
   * @param problem expected and found
   */
  public WireFormatException(long offset, String problem) {
    super("at byte " + offset + ": " + problem);
    this.offset = offset;
  }

  /** Throws unless the number at {@code offset} is what was expected. */
  static void expect(String what, int expected, int got, long offset) {
    if (got != expected) {
      throw new WireFormatException(offset, "expected " + what + " " + expected + ", got " + got);
    }
  }

  public long offset() {
    return offset;
  }
}
