package org.strideml.jobs.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.strideml.trainer.listen.EvaluationRecord;
import org.strideml.trainer.listen.RoundRecord;
import org.strideml.trainer.listen.RoundRecord.WorkerRecord;
import org.strideml.trainer.listen.RunStart;
import org.strideml.trainer.listen.TrainingListener;

/**
 * Writes {@code metrics.jsonl}: one object per round, and one per evaluation with {@code evalLoss}.
 *
 * <p>A round of an asynchronous run is one outer step. It has {@code clockSeconds}, the time by the
 * run's clock, and {@code staleness}, outer steps between a worker's start and its result, mean
 * over the round's results. A round of gossip has {@code consensusDistance}, the root of the mean
 * squared distance of workers' models from their mean. In {@code summary.json}, {@code staleness}
 * is the mean over rounds, the other two are those of the last round.
 *
 * <p>A resumed run first drops the lines after the round it goes on from, so that the file ends up
 * as that of a run which never stopped, apart from times. Numbers that are not finite are null.
 */
public final class MetricsFile implements TrainingListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MetricsFile.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final int slots;
  private BufferedWriter writer;

  /**
   * @param slots tasks that run at once, so that a reader can tell a busy cluster from a waiting
   *     one
   */
  public MetricsFile(Path file, int slots) {
    this.file = file;
    this.slots = slots;
  }

  @Override
  public void onStart(RunStart start) {
    List<String> kept = new ArrayList<>();
    for (JsonNode line : read(file)) {
      if (line.path("round").asLong() <= start.round() && start.round() > 0) {
        kept.add(line.toString());
      }
    }
    AtomicFile.write(file, kept.isEmpty() ? "" : String.join("\n", kept) + "\n");
    try {
      writer = Files.newBufferedWriter(file, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public void onRound(RoundRecord round) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("round", round.round());
    line.put("step", round.step());
    line.put("samples", round.samples());
    number(line, "epoch", round.epoch());
    number(line, "loss", round.loss());
    number(line, "learningRate", round.learningRate());
    line.put("syncPeriod", round.syncPeriod());
    line.put("workers", round.perWorker().size());
    line.put("slots", slots);
    line.put("bytesDown", round.bytesDown());
    line.put("bytesUp", round.bytesUp());
    line.put("bytesFp32", round.bytesFp32());
    number(line, "computeSeconds", round.computeSeconds());
    number(line, "productSeconds", round.productSeconds());
    number(line, "stagingSeconds", round.stagingSeconds());
    number(line, "encodeSeconds", round.encodeSeconds());
    number(line, "waitSeconds", round.waitSeconds());
    number(line, "roundSeconds", round.roundSeconds());
    line.put("deviceBytesUp", round.traffic().bytesUp());
    line.put("deviceBytesDown", round.traffic().bytesDown());
    line.put("deviceLaunches", round.traffic().launches());
    round.figures().forEach((name, value) -> number(line, name, value));
    ArrayNode workers = line.putArray("perWorker");
    round.perWorker().forEach(worker -> workers.add(worker(worker)));
    append(line);
  }

  private static ObjectNode worker(WorkerRecord worker) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("worker", worker.worker());
    number(node, "loss", worker.loss());
    node.put("rows", worker.rows());
    number(node, "computeSeconds", worker.computeSeconds());
    number(node, "encodeSeconds", worker.encodeSeconds());
    return node;
  }

  @Override
  public void onEvaluation(EvaluationRecord evaluation) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("round", evaluation.round());
    line.put("step", evaluation.step());
    line.setAll(QualityJson.of(evaluation.quality()));
    line.put("best", evaluation.best());
    number(line, "seconds", evaluation.seconds());
    append(line);
  }

  private static void number(ObjectNode line, String name, double value) {
    if (Double.isFinite(value)) {
      line.put(name, value);
    } else {
      line.putNull(name);
    }
  }

  private void append(ObjectNode line) {
    try {
      writer.write(line.toString());
      writer.newLine();
      writer.flush();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private UncheckedIOException failed(IOException e) {
    return new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
  }

  @Override
  public void close() throws IOException {
    if (writer != null) {
      writer.close();
    }
  }

  /** All whole lines of such a file; none when there is no file. A torn last line is left out. */
  public static List<JsonNode> read(Path file) {
    if (!Files.exists(file)) {
      return List.of();
    }
    List<JsonNode> lines = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(file)) {
        lines.add(JSON.readTree(line));
      }
    } catch (JsonProcessingException e) {
      // A process that was killed may leave half a line; what follows is written again.
      LOG.warn("{} is cut short after {} lines; the rest is left out", file, lines.size());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
    return lines;
  }
}
