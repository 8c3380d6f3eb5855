package org.strideml.jobs.exit;

/**
 * What a process says when it ends; scripts and schedulers rely on these numbers. They reach the
 * caller when the driver runs in the calling process (client mode); {@code summary.json} says the
 * same everywhere.
 */
public enum ExitCode {
  DONE(0, "done", "Done"),
  FAILED(1, "failed", "Failed: unreadable data, a corrupt file, a lost cluster"),
  USAGE(2, "refused", "Bad usage or configuration; nothing was started"),
  DIVERGED(20, "diverged", "Diverged: the loss is not finite; the last good model is kept"),
  TOO_FEW_WORKERS(21, "failed", "The cluster cannot run the tasks a round needs"),
  NO_DEVICE(30, "failed", "A device was asked for and is not there"),
  STOPPED(75, "stopped", "Stopped before the end; the same command resumes");

  private final int code;
  private final String status;
  private final String meaning;

  ExitCode(int code, String status, String meaning) {
    this.code = code;
    this.status = status;
    this.meaning = meaning;
  }

  public int code() {
    return code;
  }

  /** Word for {@code summary.json}. */
  public String status() {
    return status;
  }

  /** One sentence for people. */
  public String meaning() {
    return meaning;
  }
}
