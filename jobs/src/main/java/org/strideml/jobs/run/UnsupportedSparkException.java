package org.strideml.jobs.run;

import org.strideml.jobs.exit.ExitCode;
import org.strideml.jobs.exit.JobException;

/** Spark is there, but not in a version that works; the message says which would. */
public final class UnsupportedSparkException extends JobException {
  private static final long serialVersionUID = 1L;

  UnsupportedSparkException(String message) {
    super(ExitCode.USAGE, message);
  }
}
