package org.strideml.jobs.run;

/** Spark is there, but not in a version that works; the message says which would. */
public final class UnsupportedSparkException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnsupportedSparkException(String message) {
    super(message);
  }
}
