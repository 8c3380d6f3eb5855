package org.strideml.jobs.report;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.strideml.jobs.run.RunWatcher;
import org.strideml.jobs.run.Summary;

/** Writes a run's report when the run has ended, well or not. */
public final class ReportWriter implements RunWatcher {
  private final Path folder;
  private final Consumer<String> notices;

  /**
   * @param notices told when it cannot be written, which does not end a run that is done
   */
  public ReportWriter(Path folder, Consumer<String> notices) {
    this.folder = folder;
    this.notices = notices;
  }

  @Override
  public void onEnd(Summary summary) {
    write(folder, notices);
  }

  /** Writes the report of a folder as it stands. */
  public static void write(Path folder, Consumer<String> notices) {
    try {
      Report.of(folder).write();
    } catch (RuntimeException e) {
      notices.accept(
          "%s of %s cannot be written (%s); scripts/stride report %s tries again"
              .formatted(Report.NAME, folder, e.getMessage(), folder));
    }
  }
}
