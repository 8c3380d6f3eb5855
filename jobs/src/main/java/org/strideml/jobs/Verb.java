package org.strideml.jobs;

import java.util.concurrent.Callable;
import org.strideml.jobs.exit.ExitCode;
import org.strideml.jobs.exit.Failure;
import org.strideml.jobs.terminal.Terminal;
import picocli.CommandLine.Option;

/** One verb of the command line. */
abstract class Verb implements Callable<Integer> {
  @Option(names = "--verbose", description = "Show stack traces of errors.")
  private boolean verbose;

  @Option(names = "--help", usageHelp = true, description = "Show this.")
  private boolean help;

  /**
   * Does the work.
   *
   * @throws Exception what {@link Failure} turns into a message and an exit code
   */
  abstract ExitCode run(Terminal terminal) throws Exception;

  boolean isVerbose() {
    return verbose;
  }

  @Override
  public final Integer call() throws Exception {
    return run(Terminal.standard()).code();
  }
}
