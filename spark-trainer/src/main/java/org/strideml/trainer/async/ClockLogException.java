package org.strideml.trainer.async;

/** A clock's log cannot be written, is damaged, or is that of another run; says where. */
public final class ClockLogException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ClockLogException(String message) {
    super(message);
  }

  public ClockLogException(String message, Throwable cause) {
    super(message, cause);
  }
}
