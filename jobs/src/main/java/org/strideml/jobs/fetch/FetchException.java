package org.strideml.jobs.fetch;

import org.strideml.jobs.exit.ExitCode;
import org.strideml.jobs.exit.JobException;

/** A data set could not be fetched; the message says what was missing and what to do. */
public final class FetchException extends JobException {
  private static final long serialVersionUID = 1L;

  FetchException(String message) {
    super(ExitCode.FAILED, message);
  }

  FetchException(String message, Throwable cause) {
    super(ExitCode.FAILED, message, cause);
  }
}
