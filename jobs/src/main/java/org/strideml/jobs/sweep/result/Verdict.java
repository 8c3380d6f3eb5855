package org.strideml.jobs.sweep.result;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Whether an expectation came true. */
public enum Verdict {
  /** The whole interval lies on the expected side. */
  REPRODUCED,
  /** It does not. */
  NOT_REPRODUCED,
  /** Fewer than two seeds have both settings' figure. */
  NOT_MEASURED;

  /** As it is written. */
  @JsonValue
  public String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** The one that is written so. */
  @JsonCreator
  public static Verdict of(String words) {
    return valueOf(words.toUpperCase(Locale.ROOT).replace(' ', '_'));
  }
}
