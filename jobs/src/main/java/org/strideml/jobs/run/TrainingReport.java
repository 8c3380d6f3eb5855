package org.strideml.jobs.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.strideml.jobs.config.ModelConfig;
import org.strideml.jobs.config.StrideConfig;
import org.strideml.jobs.config.StrideConfig.Format;
import org.strideml.jobs.predict.TextPrediction;
import org.strideml.jobs.predict.TextPrediction.Drawing;
import org.strideml.jobs.terminal.Figures;
import org.strideml.jobs.terminal.LineChart;
import org.strideml.jobs.terminal.Terminal;
import org.strideml.jobs.terminal.Terminal.Colour;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Backends;
import org.strideml.trainer.data.Preprocessings;
import org.strideml.trainer.data.TextPreprocessing;
import org.strideml.trainer.model.ModelFolder;
import org.strideml.trainer.model.SavedModel;
import org.strideml.trainer.model.TokenDraw;

/** What a person sees when a run has ended: how it went, how it got there, where things are. */
public final class TrainingReport {
  private static final int CHART_HEIGHT = 13;
  private static final int CHART_WIDTH = 90;
  private static final int CHART_MARGIN = 12;
  private static final int SAMPLE_LENGTH = 400;
  private static final double SAMPLE_TEMPERATURE = 0.8;
  private static final String INDENT = "  ";
  private static final List<String> SHARES = List.of("accuracy", "auc", "f1", "exact");
  private static final Map<String, String> TIMES = new LinkedHashMap<>();

  static {
    TIMES.put("productSeconds", "matrix products");
    TIMES.put("kernelSeconds", "other kernels");
    TIMES.put("stagingSeconds", "staging");
    TIMES.put("encodeSeconds", "coding");
    TIMES.put("sparkSeconds", "Spark");
  }

  private static final List<String> NUMBERS = List.of("perplexity", "rmse", "mae", "r2");

  private final Terminal terminal;
  private final StrideConfig config;
  private final RunFolder folder;

  public TrainingReport(Terminal terminal, StrideConfig config, RunFolder folder) {
    this.terminal = terminal;
    this.config = config;
    this.folder = folder;
  }

  /**
   * Prints curve, sample, figures and paths of a run that is done.
   *
   * @throws IOException when the run's model cannot be read
   */
  public void print() throws IOException {
    Summary summary = Summary.read(folder.summary());
    Curves curves = Curves.read(folder.metrics());
    terminal.line("");
    chart(curves).forEach(line -> terminal.line(INDENT + line));
    SavedModel saved = ModelFolder.load(folder.model());
    if (Preprocessings.fromJson(saved.preprocessing()) instanceof TextPreprocessing text) {
      sample(saved, text);
    }
    terminal.line("");
    row("training loss", Figures.loss(summary.number("trainLoss")));
    row("held-out loss", heldOut(summary));
    row("quality", quality(summary));
    row("sent", sent(summary));
    row("time", time(summary));
    row("spent on", where(summary));
    if (Double.isFinite(summary.number("clockSeconds"))) {
      row("clock", clock(summary));
    }
    row("model", model(summary, saved.model().type()));
    row("files", files());
    row(
        "next",
        "scripts/stride evaluate "
            + folder
            + "   scripts/stride predict "
            + folder
            + (config.data().format() == Format.TEXT
                ? " --prompt 'The '"
                : config.data().format().isTable() ? " --file TABLE" : " --file INPUT"));
  }

  private void row(String name, String text) {
    terminal.line(
        INDENT + terminal.in(Colour.GREY, String.format(Locale.ROOT, "%-15s", name)) + text);
  }

  private List<String> chart(Curves curves) {
    int width = Math.min(CHART_WIDTH, terminal.columns() - CHART_MARGIN - 2 * INDENT.length());
    return new LineChart(terminal, width, CHART_HEIGHT)
        .curve("training loss", Colour.CYAN, curves.ofRounds("step"), curves.ofRounds("loss"))
        .points(
            "held-out loss",
            Colour.YELLOW,
            curves.ofEvaluations("step"),
            curves.ofEvaluations("evalLoss"))
        .lines("steps");
  }

  private void sample(SavedModel saved, TextPreprocessing preprocessing) {
    String text;
    // The driver of a cluster need not have the device its executors have.
    try (Backend backend = Backends.open("auto", "auto").backend()) {
      Drawing drawing =
          new Drawing(SAMPLE_LENGTH, TokenDraw.at(SAMPLE_TEMPERATURE), config.run().seed());
      text = new TextPrediction(saved, preprocessing).follow(backend, "", drawing);
    }
    terminal.line("");
    terminal.line(INDENT + terminal.in(Colour.GREY, "what the model writes"));
    int width = Math.min(CHART_WIDTH, terminal.columns() - 6);
    for (String line : Wrapped.lines(text, width)) {
      terminal.line(INDENT + terminal.in(Colour.CYAN, "│ ") + line);
    }
  }

  private String heldOut(Summary summary) {
    double loss = summary.number("evalLoss");
    String unit =
        config.model() instanceof ModelConfig.Decoder decoder
            ? " nats per " + decoder.tokenizer().unit()
            : "";
    return terminal.bold(Figures.loss(loss)) + unit;
  }

  /** Every figure the kind of prediction has. */
  private String quality(Summary summary) {
    List<String> shown = new ArrayList<>();
    for (String share : SHARES) {
      if (Double.isFinite(summary.number(share))) {
        shown.add(share + " " + terminal.bold(Figures.percent(summary.number(share), 2)));
      }
    }
    for (String number : NUMBERS) {
      if (Double.isFinite(summary.number(number))) {
        shown.add(number + " " + terminal.bold(Figures.loss(summary.number(number))));
      }
    }
    return String.join("  ", shown);
  }

  private String sent(Summary summary) {
    double down = summary.number("bytesDown");
    double up = summary.number("bytesUp");
    double oneWay = summary.number("bytesFp32") / 2;
    return String.format(
        Locale.ROOT,
        "%s down, %s up; fp32 would be %s each way: %s down, %s up",
        Figures.bytes(down),
        Figures.bytes(up),
        Figures.bytes(oneWay),
        terminal.bold(String.format(Locale.ROOT, "%.2f× less", oneWay / down)),
        terminal.bold(String.format(Locale.ROOT, "%.2f× less", oneWay / up)));
  }

  private String time(Summary summary) {
    double tokens = summary.number("tokensPerSecond");
    return Figures.duration(summary.number("seconds"))
        + ", "
        + (Double.isFinite(tokens)
            ? Figures.count(tokens) + " tokens"
            : Figures.count(summary.number("samplesPerSecond")) + " rows")
        + "/s";
  }

  /** The slowest worker of each round counts. */
  private String where(Summary summary) {
    List<String> parts = new ArrayList<>();
    TIMES.forEach(
        (field, title) -> {
          double share = summary.number(field) / summary.number("seconds");
          if (Double.isFinite(share)) {
            parts.add(title + " " + Figures.percent(share, 0));
          }
        });
    return String.join(", ", parts);
  }

  private String clock(Summary summary) {
    return String.format(
        Locale.ROOT,
        "%s by the run's clock; %d updates, on average %.1f late",
        Figures.duration(summary.number("clockSeconds")),
        (long) summary.number("rounds"),
        summary.number("staleness"));
  }

  private String model(Summary summary, String type) {
    String set = summary.text("instructionSet");
    return String.format(
        Locale.ROOT,
        "%s, %s parameters; %d workers%s, %d steps between synchronizations; %s%s",
        type,
        Figures.count(summary.number("parameters")),
        config.sync().workers(),
        config.sync().participation().isAll()
            ? ""
            : " of which " + config.sync().perRound() + " take part in a round",
        config.sync().policy().period().base(),
        summary.text("backend"),
        set.isEmpty() ? "" : " (" + set + ")");
  }

  private String files() {
    StringBuilder names = new StringBuilder(terminal.bold(folder + "/") + " with");
    for (Path file :
        new Path[] {
          folder.path().resolve("report.html"),
          folder.model(),
          folder.metrics(),
          folder.summary(),
          folder.settings()
        }) {
      names.append(' ').append(file.getFileName()).append(Files.isDirectory(file) ? "/" : "");
    }
    return names.toString();
  }
}
