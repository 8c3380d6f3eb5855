package org.strideml.trainer.safetensors;

/**
 * A file that is not what it should be: cut short, altered, of another kind. The message says
 * where, what was expected, what was found, and what to do.
 */
public final class CorruptFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Offset of a problem that is not at one place. */
  public static final long NOWHERE = -1;

  private final String path;
  private final long offset;

  /**
   * @param path of the file
   * @param offset byte at which the problem was found, or {@link #NOWHERE}
   * @param expected what should be there
   * @param got what is there
   * @param remedy what the reader of the message can do
   */
  public CorruptFileException(
      String path, long offset, String expected, String got, String remedy) {
    super(
        path
            + (offset == NOWHERE ? "" : " at byte " + offset)
            + ": expected "
            + expected
            + ", got "
            + got
            + "; "
            + remedy);
    this.path = path;
    this.offset = offset;
  }

  public String path() {
    return path;
  }

  public long offset() {
    return offset;
  }
}
