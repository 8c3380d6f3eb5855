package org.strideml.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.strideml.jobs.exit.ExitCode;
import org.strideml.jobs.exit.Failure;
import org.strideml.jobs.run.AtomicFile;
import org.strideml.jobs.terminal.EventLog;
import org.strideml.jobs.terminal.EventLog.Format;
import org.strideml.jobs.terminal.Terminal;
import picocli.CommandLine.Option;

/** What a job wants that no person watches: a file that says how it ended, and lines to collect. */
final class Scheduling {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  @Option(
      names = "--summary-file",
      paramLabel = "FILE",
      description = "Write how it ended into FILE as JSON, whatever happens: status, exitCode, ...")
  private Path summaryFile;

  @Option(
      names = "--if-changed",
      description = {
        "Do nothing when settings and data are those of a run that is done; of a sweep that is done,",
        "when the program is the same, too. Data is known by its files' names, lengths and times."
      })
  private boolean ifChanged;

  @Option(
      names = "--log",
      paramLabel = "FORMAT",
      description = {
        "What standard output is for: text for people, or json or logfmt, one line per event;",
        "what people read is on standard error then. Default: text"
      })
  private Format format = Format.TEXT;

  private final ObjectNode summary = JsonNodeFactory.instance.objectNode();
  private EventLog log;

  boolean ifChanged() {
    return ifChanged;
  }

  /** Where people read. */
  Terminal terminal(Terminal standard) {
    return format == Format.TEXT ? standard : Terminal.errors();
  }

  /** Where programs read. */
  EventLog events() {
    if (log == null) {
      log =
          new EventLog(
              new PrintStream(
                  new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8),
              format);
    }
    return log;
  }

  /** Fields of the summary file, to be filled in. */
  ObjectNode summary() {
    return summary;
  }

  /** Does the work; then, or when it fails, writes the summary and the last event. */
  ExitCode run(Callable<ExitCode> work) throws Exception {
    try {
      ExitCode code = work.call();
      end(code, Optional.empty());
      return code;
    } catch (Exception | Error e) {
      end(Failure.codeOf(e), Optional.of(Failure.messageOf(e)));
      throw e;
    }
  }

  private void end(ExitCode code, Optional<String> error) throws JsonProcessingException {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    all.put("status", code.status());
    all.put("exitCode", code.code());
    error.ifPresent(message -> all.put("error", message));
    summary
        .properties()
        .forEach(
            field -> {
              if (!all.has(field.getKey())) {
                all.set(field.getKey(), field.getValue());
              }
            });
    if (summaryFile != null) {
      AtomicFile.write(summaryFile.toAbsolutePath(), JSON.writeValueAsString(all) + "\n");
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    all.properties()
        .forEach(
            field -> {
              if (field.getValue().isValueNode() && !field.getValue().isNull()) {
                fields.put(
                    field.getKey(),
                    field.getValue().isNumber()
                        ? field.getValue().numberValue()
                        : field.getValue().asText());
              }
            });
    events().event("end", fields);
  }
}
