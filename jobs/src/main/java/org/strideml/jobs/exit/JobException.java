package org.strideml.jobs.exit;

/**
 * A failure whose message was written for people — expected, got, where, remedy — and that knows
 * what the process should end with.
 */
public abstract class JobException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final ExitCode exitCode;

  protected JobException(ExitCode exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  protected JobException(ExitCode exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  public final ExitCode exitCode() {
    return exitCode;
  }
}
