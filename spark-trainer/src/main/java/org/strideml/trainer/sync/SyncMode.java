package org.strideml.trainer.sync;

import java.io.Serializable;

/** Who waits for whom. */
public interface SyncMode extends Serializable {
  /** Its name in a configuration. */
  String type();

  /**
   * Whether everything that goes into one outer step started from the same parameters, so that
   * workers may send what they ended with rather than what changed.
   */
  boolean startsTogether();
}
