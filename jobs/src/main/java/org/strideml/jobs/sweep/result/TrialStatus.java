package org.strideml.jobs.sweep.result;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a trial of a sweep stands. */
public enum TrialStatus {
  /** Its turn has not come. */
  WAITING,
  /** It trains now, or did when the sweep was killed. */
  RUNNING,
  /** It came to its end. */
  DONE,
  /** It was ended early because others were better by then. */
  PRUNED,
  /** Its loss was not finite any more. */
  DIVERGED,
  /** It was asked to stop and can go on. */
  STOPPED,
  /** Its settings do not go together, or not with the data or the memory there is. */
  REFUSED,
  /** An error ended it. */
  FAILED,
  /** The sweep's budget was spent before its turn. */
  SKIPPED;

  /** Whether running the same again would give the same, so that it is never done. */
  public boolean isFinished() {
    return this == DONE || this == PRUNED || this == DIVERGED;
  }

  /** As it is written. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The one that is written so. */
  @JsonCreator
  public static TrialStatus of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
