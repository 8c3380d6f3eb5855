package org.strideml.jobs.terminal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.strideml.trainer.listen.EvaluationRecord;
import org.strideml.trainer.listen.RoundRecord;
import org.strideml.trainer.listen.RunStart;
import org.strideml.trainer.listen.TrainingListener;

/**
 * What happens, one line per event, for programs that collect logs. Every line has {@code time}
 * (UTC) and {@code event}; of a run these are {@code start}, {@code round} (the last of at most one
 * in five seconds), {@code evaluation}, {@code checkpoint}, {@code notice} and {@code end}; of a
 * sweep {@code sweep}, {@code trial} and {@code end}. Any thread may call.
 */
public final class EventLog {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long PAUSE_MILLIS = 5000;

  /** Ways to write a line. */
  public enum Format {
    /** For people; events are not written. */
    TEXT,
    /** An object per line. */
    JSON,
    /** {@code key=value}, with quotes where a value needs them. */
    LOGFMT
  }

  private final PrintStream out;
  private final Format format;
  private final Clock clock;

  public EventLog(PrintStream out, Format format) {
    this(out, format, Clock.systemUTC());
  }

  EventLog(PrintStream out, Format format, Clock clock) {
    this.out = out;
    this.format = format;
    this.clock = clock;
  }

  /** Writes one line, unless the format is for people. */
  public void event(String name, Map<String, ?> fields) {
    if (format == Format.TEXT) {
      return;
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("time", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
    all.put("event", name);
    fields.forEach(
        (key, value) ->
            all.put(key, value instanceof Double d && !Double.isFinite(d) ? null : value));
    out.println(format == Format.JSON ? json(all) : logfmt(all));
  }

  private static String json(Map<String, Object> fields) {
    try {
      return JSON.writeValueAsString(fields);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event must consist of texts and numbers: " + fields, e);
    }
  }

  private static String logfmt(Map<String, Object> fields) {
    return fields.entrySet().stream()
        .filter(field -> field.getValue() != null)
        .map(field -> field.getKey() + "=" + quoted(String.valueOf(field.getValue())))
        .collect(Collectors.joining(" "));
  }

  private static String quoted(String value) {
    if (!value.isEmpty() && value.chars().noneMatch(c -> c <= ' ' || c == '"' || c == '=')) {
      return value;
    }
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }

  /**
   * Writes the events of one run.
   *
   * @param context fields of every line, such as which trial it is
   */
  public TrainingListener of(Map<String, ?> context) {
    return new RunEvents(context);
  }

  private final class RunEvents implements TrainingListener {
    private final Map<String, ?> context;
    private long totalRounds;
    private long written;

    RunEvents(Map<String, ?> context) {
      this.context = context;
    }

    private void write(String name, Object... fields) {
      Map<String, Object> all = new LinkedHashMap<>(context);
      for (int i = 0; i < fields.length; i += 2) {
        all.put((String) fields[i], fields[i + 1]);
      }
      event(name, all);
    }

    @Override
    public void onStart(RunStart start) {
      totalRounds = start.totalRounds();
      write(
          "start",
          "round",
          start.round(),
          "totalRounds",
          start.totalRounds(),
          "workers",
          start.workers(),
          "parameters",
          start.parameters(),
          "rows",
          start.rows());
    }

    @Override
    public void onRound(RoundRecord round) {
      if (round.round() == totalRounds || clock.millis() - written >= PAUSE_MILLIS) {
        written = clock.millis();
        write(
            "round",
            "round",
            round.round(),
            "step",
            round.step(),
            "samples",
            round.samples(),
            "loss",
            round.loss(),
            "learningRate",
            round.learningRate(),
            "roundSeconds",
            round.roundSeconds());
      }
    }

    @Override
    public void onEvaluation(EvaluationRecord evaluation) {
      Map<String, Object> all = new LinkedHashMap<>(context);
      all.put("round", evaluation.round());
      all.put("step", evaluation.step());
      all.put("evalLoss", evaluation.quality().loss());
      all.putAll(evaluation.quality().figures());
      event("evaluation", all);
    }

    @Override
    public void onCheckpoint(long round, String path) {
      write("checkpoint", "round", round, "path", path);
    }

    @Override
    public void onNotice(String notice) {
      write("notice", "message", notice);
    }
  }
}
