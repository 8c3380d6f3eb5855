package org.strideml.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A page in headless Chromium, spoken to by its DevTools protocol. Tests that open one are skipped
 * where there is none.
 */
public final class Browser implements AutoCloseable {
  private static final long LIMIT_SECONDS = 60;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final Path profile;
  private final WebSocket socket;
  private final AtomicInteger numbers = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> complaints = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> requested = new ConcurrentLinkedQueue<>();
  private String session = "";

  private Browser(Process process, Path profile, String address) {
    this.process = process;
    this.profile = profile;
    this.socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create(address), new Listener())
            .join();
  }

  /** An empty page. */
  public static Browser open() throws Exception {
    Path program =
        Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(null);
    assumeTrue(program != null, "no Chromium here; Debian: apt-get install chromium");
    Path profile = Files.createTempDirectory("chromium-");
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    List<String> said = new ArrayList<>();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      said.add(line);
      if (line.startsWith("DevTools listening on ")) {
        Browser browser = new Browser(process, profile, line.substring(22));
        Thread drain = new Thread(() -> output.lines().forEach(rest -> {}), "chromium-output");
        drain.setDaemon(true);
        drain.start();
        browser.attach();
        return browser;
      }
    }
    throw new AssertionError("Chromium did not start: " + said);
  }

  private void attach() throws Exception {
    String target = call("Target.createTarget", "url", "about:blank").path("targetId").asText();
    session =
        call("Target.attachToTarget", "targetId", target, "flatten", true)
            .path("sessionId")
            .asText();
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      call(domain + ".enable");
    }
  }

  /** Width and colours of the screen; {@code print} media when asked for. */
  public void look(int width, boolean dark, boolean print) throws Exception {
    call(
        "Emulation.setDeviceMetricsOverride",
        "width",
        width,
        "height",
        900,
        "deviceScaleFactor",
        1,
        "mobile",
        width < 600);
    ObjectNode parameters = JSON.createObjectNode();
    parameters.put("media", print ? "print" : "screen");
    parameters
        .putArray("features")
        .addObject()
        .put("name", "prefers-color-scheme")
        .put("value", dark ? "dark" : "light");
    call("Emulation.setEmulatedMedia", parameters);
  }

  /** Loads a page and waits until it is there. */
  public void go(String address) throws Exception {
    call("Page.navigate", "url", address);
    await("document.readyState === 'complete' && location.href !== 'about:blank'");
  }

  /** Waits until an expression is true. */
  public void await(String expression) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (!run(expression).asBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not true within " + LIMIT_SECONDS + " s: " + expression);
      }
      Thread.sleep(50);
    }
  }

  /** Value of a JavaScript expression. */
  public JsonNode run(String expression) throws Exception {
    JsonNode answer = call("Runtime.evaluate", "expression", expression, "returnByValue", true);
    assertThat(answer.has("exceptionDetails")).as(expression + ": " + answer).isFalse();
    return answer.path("result").path("value");
  }

  /** The whole page as a PNG file. */
  public void screenshot(Path file) throws Exception {
    JsonNode answer = call("Page.captureScreenshot", "captureBeyondViewport", true);
    Files.createDirectories(file.getParent());
    Files.write(file, Base64.getDecoder().decode(answer.path("data").asText()));
  }

  /** Errors and warnings of the console, exceptions, failed requests. */
  public List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** Addresses asked for. */
  public List<String> requested() {
    return List.copyOf(requested);
  }

  private JsonNode call(String method, Object... parameters) throws Exception {
    ObjectNode node = JSON.createObjectNode();
    for (int i = 0; i < parameters.length; i += 2) {
      node.set((String) parameters[i], JSON.valueToTree(parameters[i + 1]));
    }
    return call(method, node);
  }

  private JsonNode call(String method, ObjectNode parameters) throws Exception {
    int number = numbers.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.put(number, answer);
    ObjectNode message = JSON.createObjectNode().put("id", number).put("method", method);
    message.set("params", parameters);
    if (!session.isEmpty()) {
      message.put("sessionId", session);
    }
    socket.sendText(message.toString(), true).join();
    JsonNode result = answer.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    assertThat(result.has("error")).as(method + ": " + result).isFalse();
    return result.path("result");
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        heard(text.toString());
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    private void heard(String message) {
      try {
        JsonNode node = JSON.readTree(message);
        if (node.has("id")) {
          answers.remove(node.path("id").asInt()).complete(node);
          return;
        }
        JsonNode details = node.path("params");
        switch (node.path("method").asText()) {
          case "Runtime.exceptionThrown", "Log.entryAdded", "Network.loadingFailed" ->
              complaints.add(details.toString());
          case "Runtime.consoleAPICalled" -> {
            if (!details.path("type").asText().equals("log")) {
              complaints.add(details.toString());
            }
          }
          case "Network.requestWillBeSent" ->
              requested.add(details.path("request").path("url").asText());
          default -> {}
        }
      } catch (IOException e) {
        complaints.add(e.toString());
      }
    }
  }

  @Override
  public void close() throws Exception {
    socket.abort();
    process.destroy();
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    // Some of its own processes write until they notice.
    for (int attempt = 0; attempt < 20 && Files.exists(profile); attempt++) {
      try (Stream<Path> files = Files.walk(profile)) {
        files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      } catch (java.io.UncheckedIOException e) {
        Thread.sleep(100);
      }
    }
  }
}
