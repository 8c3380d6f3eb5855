package org.strideml.jobs.run;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.strideml.jobs.exit.ExitCode;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Turns the signals that end a process into a request to stop after the current round. A second
 * signal ends the process at once; its last checkpoint counts then.
 */
public final class StopSignals implements AutoCloseable {
  private static final List<String> NAMES = List.of("TERM", "INT");

  private final Map<String, SignalHandler> before = new TreeMap<>();
  private boolean asked;

  /**
   * @param request called once, on a thread of the Java platform
   */
  public StopSignals(Runnable request) {
    for (String name : NAMES) {
      before.put(name, Signal.handle(new Signal(name), signal -> handle(request)));
    }
  }

  private synchronized void handle(Runnable request) {
    if (asked) {
      Runtime.getRuntime().halt(ExitCode.STOPPED.code());
    }
    asked = true;
    request.run();
  }

  /** Gives the signals back to whom they belonged to. */
  @Override
  public void close() {
    before.forEach((name, handler) -> Signal.handle(new Signal(name), handler));
  }
}
