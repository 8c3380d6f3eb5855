package org.strideml.jobs.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tracked run against a server that keeps what it is told, over real HTTP. */
class MlflowTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private record Heard(String method, String path, JsonNode body, String authorization) {}

  @TempDir Path folder;
  private final List<Heard> heard = new CopyOnWriteArrayList<>();
  private final List<String> notices = new CopyOnWriteArrayList<>();
  private final Map<String, String> environment = new ConcurrentHashMap<>();
  private HttpServer server;
  private volatile boolean broken;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    environment.put("MLFLOW_TRACKING_URI", "http://127.0.0.1:" + server.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().toString().replace("/api/2.0/mlflow/", "");
      String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      JsonNode body = text.isEmpty() ? JSON.nullNode() : JSON.readTree(text);
      String authorization = exchange.getRequestHeaders().getFirst("Authorization");
      heard.add(
          new Heard(
              exchange.getRequestMethod(), path, body, authorization == null ? "" : authorization));
      String name = body.path("run_name").asText();
      if (broken) {
        reply(exchange, 500, "{\"error_code\": \"INTERNAL_ERROR\"}");
      } else if (path.startsWith("experiments/get-by-name")) {
        reply(exchange, 404, "{\"error_code\": \"RESOURCE_DOES_NOT_EXIST\"}");
      } else if (path.equals("experiments/create")) {
        reply(exchange, 200, "{\"experiment_id\": \"7\"}");
      } else if (path.equals("runs/create")) {
        reply(exchange, 200, "{\"run\": {\"info\": {\"run_id\": \"id-of-%s\"}}}".formatted(name));
      } else {
        reply(exchange, 200, "{}");
      }
    }
  }

  private static void reply(HttpExchange exchange, int code, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private MlflowRun run(String name, Map<String, String> params, Optional<MlflowRun> parent)
      throws IOException {
    Path dir = Files.createDirectories(folder.resolve(name));
    return Mlflow.of(environment, notices::add)
        .orElseThrow()
        .run(dir, name, params, parent, notices::add);
  }

  private List<Heard> heard(String path) {
    return heard.stream().filter(one -> one.path.startsWith(path)).toList();
  }

  private static void train(MlflowRun run, int rounds) {
    run.onStart(TensorBoardTest.start(0));
    for (int round = 1; round <= rounds; round++) {
      run.onRound(TensorBoardTest.round(round, 1.0 / round));
    }
    run.onEvaluation(TensorBoardTest.evaluation(rounds, 0.5, Double.NaN));
  }

  @Test
  void aRunTellsParametersMetricsAndItsEnd() throws Exception {
    MlflowRun run =
        run("one", Map.of("sync.period", "16", "long", "x".repeat(900)), Optional.empty());
    train(run, 120);
    run.end("FINISHED");

    assertThat(heard("experiments/get-by-name").get(0).path).endsWith("experiment_name=stride");
    assertThat(heard("experiments/create").get(0).body.path("name").asText()).isEqualTo("stride");
    JsonNode create = heard("runs/create").get(0).body;
    assertThat(create.path("experiment_id").asText()).isEqualTo("7");
    assertThat(create.path("start_time").asLong()).isPositive();

    List<Heard> batches = heard("runs/log-batch");
    assertThat(batches).allMatch(one -> one.body.path("run_id").asText().equals("id-of-one"));
    JsonNode params = batches.get(0).body.path("params");
    assertThat(params).hasSize(2).allMatch(one -> one.path("value").asText().length() <= 500);
    // 120 rounds of ten numbers and an evaluation of one that is finite.
    assertThat(batches).allMatch(one -> one.body.path("metrics").size() <= 500);
    assertThat(batches.stream().mapToInt(one -> one.body.path("metrics").size()).sum())
        .isEqualTo(1201);
    JsonNode first = batches.get(1).body.path("metrics").get(0);
    assertThat(first.path("key").asText()).isEqualTo("train/loss");
    assertThat(first.path("value").asDouble()).isEqualTo(1);
    assertThat(first.path("step").asLong()).isEqualTo(16);
    assertThat(first.path("timestamp").asLong()).isPositive();

    JsonNode end = heard.get(heard.size() - 1).body;
    assertThat(end.path("status").asText()).isEqualTo("FINISHED");
    assertThat(end.path("end_time").asLong()).isPositive();
    assertThat(notices).isEmpty();
  }

  @Test
  void trialsAreChildrenOfTheirSweep() throws Exception {
    MlflowRun sweep = run("sweep", Map.of(), Optional.empty());
    sweep.begin();
    MlflowRun trial = run("trial", Map.of(), Optional.of(sweep));
    train(trial, 1);
    trial.end("FAILED");
    sweep.end("FINISHED");
    JsonNode tags = heard("runs/create").get(1).body.path("tags");
    assertThat(tags)
        .anyMatch(
            tag ->
                tag.path("key").asText().equals("mlflow.parentRunId")
                    && tag.path("value").asText().equals("id-of-sweep"));
  }

  @Test
  void aResumedRunGoesOnWithTheServersRun() throws Exception {
    MlflowRun first = run("again", Map.of(), Optional.empty());
    train(first, 1);
    first.end("KILLED");
    MlflowRun second = run("again", Map.of(), Optional.empty());
    train(second, 1);
    second.end("FINISHED");
    assertThat(heard("runs/create")).hasSize(1);
    assertThat(heard("runs/update").stream().map(one -> one.body.path("status").asText()))
        .containsExactly("KILLED", "RUNNING", "FINISHED");
  }

  @Test
  void logsInAsTheEnvironmentSays() throws Exception {
    environment.put("MLFLOW_TRACKING_TOKEN", "secret");
    MlflowRun run = run("one", Map.of(), Optional.empty());
    train(run, 1);
    run.end("FINISHED");
    assertThat(heard).isNotEmpty().allMatch(one -> one.authorization.equals("Bearer secret"));
  }

  @Test
  void aServerThatFailsIsANoticeAndNoMore() throws Exception {
    broken = true;
    MlflowRun run = run("one", Map.of(), Optional.empty());
    train(run, 120);
    run.end("FINISHED");
    assertThat(notices).isNotEmpty().allMatch(text -> text.contains("training goes on"));
    assertThat(notices.get(0)).contains("500", environment.get("MLFLOW_TRACKING_URI"));
    assertThat(notices.get(1)).contains("it is given up");
    assertThat(heard).hasSize(3);
  }

  @Test
  void aServerThatIsNotThereIsANotice() throws Exception {
    server.stop(0);
    MlflowRun run = run("one", Map.of(), Optional.empty());
    train(run, 1);
    run.end("FINISHED");
    assertThat(notices).first().asString().contains("MLflow at http://127.0.0.1");
  }

  @Test
  void refusesAddressesItCannotSpeakTo() {
    assertThat(Mlflow.of(Map.of(), notices::add)).isEmpty();
    assertThat(Mlflow.of(Map.of("MLFLOW_TRACKING_URI", "file:/tmp/mlruns"), notices::add))
        .isEmpty();
    assertThat(notices).hasSize(1).first().asString().contains("must be an http or https address");
  }
}
