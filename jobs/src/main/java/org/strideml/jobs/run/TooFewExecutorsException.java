package org.strideml.jobs.run;

import org.strideml.jobs.exit.ExitCode;
import org.strideml.jobs.exit.JobException;

/** A cluster gave no executor in time, so that no task can run. */
public final class TooFewExecutorsException extends JobException {
  private static final long serialVersionUID = 1L;

  TooFewExecutorsException(String message) {
    super(ExitCode.TOO_FEW_WORKERS, message);
  }
}
