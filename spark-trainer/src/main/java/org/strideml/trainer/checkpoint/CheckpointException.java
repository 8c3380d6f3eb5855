package org.strideml.trainer.checkpoint;

/** A checkpoint cannot be written, or is not what was written; names the file and a remedy. */
public final class CheckpointException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CheckpointException(String message) {
    super(message);
  }

  public CheckpointException(String message, Throwable cause) {
    super(message, cause);
  }
}
