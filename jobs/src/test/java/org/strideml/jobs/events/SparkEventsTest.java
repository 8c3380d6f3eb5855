package org.strideml.jobs.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.util.JsonProtocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strideml.jobs.run.SparkStart;
import org.strideml.trainer.listen.EvaluationRecord;
import org.strideml.trainer.listen.RoundRecord;
import org.strideml.trainer.listen.RoundRecord.WorkerRecord;
import org.strideml.trainer.listen.RunStart;
import org.strideml.trainer.metric.Quality;

/** Rounds in Spark's event log and in its metrics. */
class SparkEventsTest {
  @TempDir Path folder;

  private static RoundRecord round(long round, double loss) {
    return new RoundRecord(
        round,
        16 * round,
        256 * round,
        0,
        0.5,
        loss,
        1e-3,
        16,
        400,
        300,
        2000,
        0.5,
        0.25,
        0.01,
        0.125,
        0.375,
        1,
        org.strideml.kernels.DeviceTraffic.NONE,
        0,
        0,
        List.of(new WorkerRecord(0, loss, 256, 0.5, 0.125)),
        Map.of());
  }

  @Test
  void reachTheEventLogAndTheMetricSinks() throws Exception {
    SparkConf conf =
        SparkStart.defaults(new SparkConf(), "events")
            .setMaster("local[1]")
            .set("spark.eventLog.enabled", "true")
            .set("spark.eventLog.dir", folder.toUri().toString())
            .set("spark.eventLog.rolling.enabled", "false")
            .set("spark.eventLog.compress", "false")
            .set("spark.metrics.conf.*.sink.jmx.class", "org.apache.spark.metrics.sink.JmxSink");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      Gauges.install(spark.sc());
      SparkEvents events = new SparkEvents(spark.sc(), "mine", "0123");
      events.onStart(new RunStart(0, 10, 160, 5, 100, 10, 2));
      events.onRound(round(1, 0.75));
      events.onRound(round(2, 0.5));
      Quality quality = new Quality(0.25, Map.of("accuracy", 0.875), new double[0][], 10);
      events.onEvaluation(new EvaluationRecord(2, 32, quality, true, 0.1));
      spark.sc().listenerBus().waitUntilEmpty();
      assertThat(gauge("loss")).isEqualTo(0.5);
      assertThat(gauge("evalLoss")).isEqualTo(0.25);
      assertThat(gauge("rounds")).isEqualTo(2L);
      assertThat(gauge("bytesDown")).isEqualTo(800L);
      assertThat(gauge("runs")).isEqualTo(1);
      events.ended("done");
      spark.sc().listenerBus().waitUntilEmpty();
      assertThat(gauge("runs")).isEqualTo(0);
    }
    List<JsonNode> logged = logged();
    assertThat(logged).hasSize(5);
    assertThat(logged.get(1).path("loss").asDouble()).isEqualTo(0.75);
    assertThat(logged.get(4).path("status").asText()).isEqualTo("done");

    // As Spark's history server reads them.
    SparkListenerEvent again = JsonProtocol.sparkEventFromJson(logged.get(3).toString());
    assertThat(again)
        .isEqualTo(new EvaluationDone("mine", 2, 32, 0.25, Map.of("accuracy", 0.875), true, 0.1));
  }

  private static Object gauge(String name) throws Exception {
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    ObjectName any = new ObjectName("metrics:name=*.driver.stride." + name + ",*");
    List<ObjectName> found = List.copyOf(beans.queryNames(any, null));
    assertThat(found).as(name).hasSize(1);
    return beans.getAttribute(found.get(0), "Value");
  }

  private List<JsonNode> logged() throws Exception {
    ObjectMapper json = new ObjectMapper();
    try (Stream<Path> files = Files.list(folder)) {
      // Beside it lies Hadoop's checksum of it, which is hidden.
      Path log =
          files.filter(file -> !file.getFileName().toString().startsWith(".")).findFirst().get();
      return Files.readAllLines(log).stream()
          .filter(line -> line.contains("\"org.strideml."))
          .map(
              line -> {
                try {
                  return json.readTree(line);
                } catch (java.io.IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              })
          .filter(node -> node.path("Event").asText().startsWith("org.strideml."))
          .toList();
    }
  }
}
