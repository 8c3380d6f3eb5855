package org.strideml.jobs.run;

import java.util.List;
import org.strideml.jobs.config.StrideConfig;

/** Who follows a run that is about to start. */
@FunctionalInterface
public interface Watching {
  /** Nobody. */
  Watching NOBODY = (config, folder) -> List.of();

  /** Watchers of one run, each its own. */
  List<RunWatcher> of(StrideConfig config, RunFolder folder);
}
