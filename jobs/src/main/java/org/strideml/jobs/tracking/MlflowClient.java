package org.strideml.jobs.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** The few calls of MLflow's REST API 2.0 that a run needs. */
final class MlflowClient {
  /** One number as MLflow keeps it. */
  record Metric(String key, double value, long timestamp, long step) {}

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String API = "/api/2.0/mlflow/";
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int NOT_FOUND = 404;
  private static final int MAX_PARAMS = 100;
  private static final int MAX_VALUE = 500;

  private final URI server;
  private final String authorization;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(PATIENCE).version(HttpClient.Version.HTTP_1_1).build();

  /**
   * @param environment may have MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and _PASSWORD
   */
  MlflowClient(URI server, Map<String, String> environment) {
    this.server = URI.create(server.toString().replaceAll("/+$", ""));
    this.authorization = authorization(environment);
  }

  private static String authorization(Map<String, String> environment) {
    String token = environment.getOrDefault("MLFLOW_TRACKING_TOKEN", "");
    String user = environment.getOrDefault("MLFLOW_TRACKING_USERNAME", "");
    if (!token.isEmpty()) {
      return "Bearer " + token;
    }
    String both = user + ":" + environment.getOrDefault("MLFLOW_TRACKING_PASSWORD", "");
    return user.isEmpty()
        ? ""
        : "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
  }

  /** Id of the experiment of this name, which is made when there is none. */
  String experiment(String name) throws IOException {
    String query =
        "experiments/get-by-name?experiment_name="
            + URLEncoder.encode(name, StandardCharsets.UTF_8);
    HttpResponse<String> found = send(request(query).GET().build());
    if (found.statusCode() != NOT_FOUND) {
      return checked(found).at("/experiment/experiment_id").asText();
    }
    return post("experiments/create", JSON.createObjectNode().put("name", name))
        .path("experiment_id")
        .asText();
  }

  /** Starts a run and returns its id. */
  String createRun(String experiment, String name, long startMillis, Map<String, String> tags)
      throws IOException {
    ObjectNode body = JSON.createObjectNode();
    body.put("experiment_id", experiment).put("run_name", name).put("start_time", startMillis);
    body.set("tags", pairs(tags));
    return post("runs/create", body).at("/run/info/run_id").asText();
  }

  void logParams(String run, Map<String, String> params) throws IOException {
    ArrayNode all = pairs(params);
    for (int from = 0; from < all.size(); from += MAX_PARAMS) {
      ObjectNode body = JSON.createObjectNode().put("run_id", run);
      ArrayNode some = body.putArray("params");
      for (int i = from; i < Math.min(all.size(), from + MAX_PARAMS); i++) {
        some.add(all.get(i));
      }
      post("runs/log-batch", body);
    }
  }

  /**
   * @param metrics at most 1000
   */
  void logMetrics(String run, List<Metric> metrics) throws IOException {
    ObjectNode body = JSON.createObjectNode().put("run_id", run);
    body.set("metrics", JSON.valueToTree(metrics));
    post("runs/log-batch", body);
  }

  /**
   * @param status RUNNING, FINISHED, FAILED or KILLED
   * @param endMillis 0 while it runs
   */
  void update(String run, String status, long endMillis) throws IOException {
    ObjectNode body = JSON.createObjectNode().put("run_id", run).put("status", status);
    if (endMillis > 0) {
      body.put("end_time", endMillis);
    }
    post("runs/update", body);
  }

  private static ArrayNode pairs(Map<String, String> values) {
    ArrayNode pairs = JSON.createArrayNode();
    values.forEach(
        (key, value) ->
            pairs
                .addObject()
                .put("key", key)
                .put("value", value.substring(0, Math.min(MAX_VALUE, value.length()))));
    return pairs;
  }

  private JsonNode post(String method, ObjectNode body) throws IOException {
    return checked(
        send(
            request(method)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))
                .build()));
  }

  private HttpRequest.Builder request(String method) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server + API + method)).timeout(PATIENCE);
    return authorization.isEmpty() ? request : request.header("Authorization", authorization);
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private JsonNode checked(HttpResponse<String> response) throws IOException {
    if (response.statusCode() / 100 != 2) {
      String body = response.body();
      throw new IOException(
          "%s answered %d: %s"
              .formatted(
                  response.uri().getPath(),
                  response.statusCode(),
                  body.substring(0, Math.min(200, body.length()))));
    }
    return JSON.readTree(response.body());
  }

  @Override
  public String toString() {
    return server.toString();
  }
}
