package org.strideml.jobs.terminal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.strideml.jobs.terminal.Terminal.Colour;
import org.strideml.trainer.ComputedOn;
import org.strideml.trainer.listen.EvaluationRecord;
import org.strideml.trainer.listen.RoundRecord;
import org.strideml.trainer.listen.RunStart;
import org.strideml.trainer.listen.TrainingListener;

/**
 * One line on how a run is doing: written over in place where a person watches, else a fresh line
 * every few seconds.
 */
public final class Progress implements TrainingListener, AutoCloseable {
  private static final double LIVE_SECONDS = 0.1;
  private static final double PLAIN_SECONDS = 5;
  private static final int BAR = 20;
  private static final int WINDOW = 20;
  private static final String EIGHTHS = " ▏▎▍▌▋▊▉";

  private final Terminal terminal;
  private final LongSupplier nanoTime;
  private final Deque<RoundRecord> recent = new ArrayDeque<>();
  private RunStart start;
  private String evaluation = "";
  private long bytes;
  private double roundSeconds;
  private long shownAt;
  private boolean open;

  public Progress(Terminal terminal) {
    this(terminal, System::nanoTime);
  }

  Progress(Terminal terminal, LongSupplier nanoTime) {
    this.terminal = terminal;
    this.nanoTime = nanoTime;
  }

  @Override
  public void onStart(RunStart runStart) {
    start = runStart;
    shownAt = nanoTime.getAsLong() - (long) (PLAIN_SECONDS * 1e9);
  }

  @Override
  public void onRound(RoundRecord round) {
    recent.addLast(round);
    if (recent.size() > WINDOW) {
      recent.removeFirst();
    }
    bytes += round.bytesDown() + round.bytesUp();
    roundSeconds = recent.stream().mapToDouble(RoundRecord::roundSeconds).average().orElse(0);
    boolean last = round.step() == start.totalSteps();
    if (last || secondsSinceShown() >= (terminal.live() ? LIVE_SECONDS : PLAIN_SECONDS)) {
      show(round);
    }
  }

  @Override
  public void onEvaluation(EvaluationRecord record) {
    evaluation = Figures.loss(record.quality().loss());
    if (terminal.live() && !recent.isEmpty()) {
      show(recent.getLast());
    }
  }

  @Override
  public void onDevice(ComputedOn on) {
    close();
    terminal.line(grey(on.reason()));
  }

  @Override
  public void onNotice(String notice) {
    close();
    terminal.line(terminal.in(Colour.YELLOW, "! ") + notice);
  }

  private double secondsSinceShown() {
    return (nanoTime.getAsLong() - shownAt) * 1e-9;
  }

  private void show(RoundRecord round) {
    shownAt = nanoTime.getAsLong();
    String line = line(round);
    if (terminal.live()) {
      terminal.overwrite(line);
      open = true;
    } else {
      terminal.line(line);
    }
  }

  /** As many parts as a line that is written over has room for, the most wanted first. */
  private String line(RoundRecord round) {
    double share = (double) round.step() / start.totalSteps();
    StringBuilder line = new StringBuilder(terminal.live() ? bar(share) + " " : "");
    line.append(
        String.format(
            Locale.ROOT,
            "%3.0f %%  round %d/%d",
            Math.floor(100 * share),
            round.round(),
            // How many there will be is a guess where workers differ.
            Math.max(round.round(), start.totalRounds())));
    double left = (1 / share - 1) * round.round() * roundSeconds;
    String[] parts = {
      grey("loss ") + terminal.bold(Figures.loss(round.loss())),
      evaluation.isEmpty() ? "" : grey("held out ") + terminal.bold(evaluation),
      left > 0 ? grey("left ") + Figures.duration(left) : "",
      speed(),
      grey("sent ") + Figures.bytes(bytes)
    };
    int used = Terminal.width(line.toString());
    for (String part : parts) {
      int width = Terminal.width(part) + 2;
      if (width > 2 && (!terminal.live() || used + width < terminal.columns())) {
        line.append("  ").append(part);
        used += width;
      }
    }
    return line.toString();
  }

  private String speed() {
    RoundRecord first = recent.getFirst();
    RoundRecord last = recent.getLast();
    double seconds = recent.stream().mapToDouble(RoundRecord::roundSeconds).sum();
    long rows = last.perWorker().stream().mapToLong(RoundRecord.WorkerRecord::rows).sum();
    double samples = last.samples() - first.samples() + rows;
    double perSample = last.samples() == 0 ? 0 : (double) last.tokens() / last.samples();
    return perSample > 0
        ? Figures.count(samples * perSample / seconds) + grey(" tokens/s")
        : Figures.count(samples / seconds) + grey(" rows/s");
  }

  private String bar(double share) {
    double cells = share * BAR;
    int full = (int) cells;
    String part = full < BAR ? String.valueOf(EIGHTHS.charAt((int) ((cells - full) * 8))) : "";
    String done = "█".repeat(full) + part.strip();
    String rest = "░".repeat(BAR - Terminal.width(done));
    return terminal.in(Colour.CYAN, done) + grey(rest);
  }

  private String grey(String text) {
    return terminal.in(Colour.GREY, text);
  }

  /** Ends the line that is being written over, if there is one. */
  @Override
  public void close() {
    if (open) {
      terminal.line("");
      open = false;
    }
  }
}
