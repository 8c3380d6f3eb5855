package org.strideml.jobs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.strideml.jobs.config.StrideConfig;
import org.strideml.jobs.live.Address;
import org.strideml.jobs.live.LivePage;
import org.strideml.jobs.report.ReportWriter;
import org.strideml.jobs.run.RunFolder;
import org.strideml.jobs.run.RunWatcher;
import org.strideml.jobs.run.Watching;
import org.strideml.jobs.terminal.Terminal;
import org.strideml.jobs.terminal.Terminal.Colour;
import org.strideml.jobs.tracking.Mlflow;
import org.strideml.jobs.tracking.MlflowRun;
import org.strideml.jobs.tracking.TensorBoard;
import picocli.CommandLine.Option;

/**
 * What shows a run beside the terminal: a page while it trains, files for TensorBoard, an MLflow
 * server when the environment names one, a report at the end.
 */
final class Showing {
  @Option(
      names = "--ui",
      paramLabel = "[HOST:]PORT",
      description = {
        "Serve a page with the report as it grows, on this machine unless HOST says otherwise.",
        "Port 0 takes any that is free."
      })
  private Optional<String> ui = Optional.empty();

  private Terminal terminal;
  private Optional<Mlflow> mlflow = Optional.empty();

  /** Takes up the environment; problems are lines on the terminal. */
  void begin(Terminal where) {
    terminal = where;
    mlflow = Mlflow.of(System.getenv(), notices());
  }

  private Consumer<String> notices() {
    return notice -> terminal.line(terminal.in(Colour.YELLOW, "! ") + notice);
  }

  /** The page of a folder, if one is asked for; the caller closes it. */
  Optional<LivePage> page(Path folder) {
    Optional<LivePage> page = ui.map(Address::of).map(address -> LivePage.open(address, folder));
    page.ifPresent(open -> terminal.line("watch it at " + terminal.bold(open.address())));
    return page;
  }

  /** Those who follow each run. */
  Watching watching(Optional<MlflowRun> sweep) {
    return (config, folder) -> {
      List<RunWatcher> watchers = new ArrayList<>();
      watchers.add(new TensorBoard(folder.path()));
      tracked(config, folder, sweep).ifPresent(watchers::add);
      watchers.add(new ReportWriter(folder.path(), notices()));
      return watchers;
    };
  }

  private Optional<RunWatcher> tracked(
      StrideConfig config, RunFolder folder, Optional<MlflowRun> sweep) {
    return mlflow.map(
        server ->
            server.run(
                folder.path(),
                folder.path().getFileName().toString(),
                config.resolved().values(),
                sweep,
                notices()));
  }

  /**
   * The run on the MLflow server that is parent of a sweep's trials, started; if there is a server.
   */
  Optional<MlflowRun> sweep(Path dir, String name) {
    Optional<MlflowRun> parent =
        mlflow.map(server -> server.run(dir, name, Map.of(), Optional.empty(), notices()));
    parent.ifPresent(MlflowRun::begin);
    return parent;
  }

  /** Writes a sweep's report. */
  void report(Path dir) {
    ReportWriter.write(dir, notices());
  }
}
