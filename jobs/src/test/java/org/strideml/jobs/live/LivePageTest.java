package org.strideml.jobs.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strideml.jobs.config.ConfigException;
import org.strideml.jobs.report.Browser;
import org.strideml.jobs.report.RunFiles;

class LivePageTest {
  @TempDir Path folder;
  private final AtomicLong nanos = new AtomicLong();
  private final HttpClient http = HttpClient.newHttpClient();
  private LivePage page;
  private Path run;

  @BeforeEach
  void open() {
    run = folder.resolve("run");
    page = new LivePage(new Address("127.0.0.1", 0), run, nanos::get);
  }

  @AfterEach
  void close() {
    page.close();
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(page.address() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  @Test
  void growsWithTheRun() throws Exception {
    assertThat(get("").body()).contains("Nothing to show yet", "fetch(");
    String before = get("body").headers().firstValue("ETag").orElseThrow();
    assertThat(get("body", "If-None-Match", before).statusCode()).isEqualTo(304);
    new RunFiles(run).write("");
    // What was drawn a moment ago is good enough.
    assertThat(get("body", "If-None-Match", before).statusCode()).isEqualTo(304);
    nanos.addAndGet(2_000_000_000L);
    HttpResponse<String> after = get("body", "If-None-Match", before);
    assertThat(after.statusCode()).isEqualTo(200);
    assertThat(after.body()).contains("Loss over steps").doesNotContain("<html");
  }

  @Test
  void refusesEverythingElse() throws Exception {
    assertThat(get("summary.json").statusCode()).isEqualTo(404);
    assertThat(get("../../etc/passwd").statusCode()).isEqualTo(404);
    HttpRequest post =
        HttpRequest.newBuilder(URI.create(page.address())).POST(BodyPublishers.noBody()).build();
    assertThat(http.send(post, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
    URI address = URI.create(page.address());
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      socket
          .getOutputStream()
          .write(
              "GET / HTTP/1.0\r\nHost: evil.example\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      String answer =
          new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
              .readLine();
      assertThat(answer).contains("403");
    }
  }

  @Test
  void saysWhatToDoWhenThePortIsTaken() {
    int port = URI.create(page.address()).getPort();
    assertThatThrownBy(() -> LivePage.open(new Address("127.0.0.1", port), run))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("127.0.0.1:" + port)
        .hasMessageContaining("give another port, or 0");
  }

  @Test
  void readsPortsAndHosts() {
    assertThat(Address.of("8080")).isEqualTo(new Address("127.0.0.1", 8080));
    assertThat(Address.of("0.0.0.0:80")).isEqualTo(new Address("0.0.0.0", 80));
    for (String wrong : new String[] {"", "x", "70000", ":80", "host:", "-1"}) {
      assertThatThrownBy(() -> Address.of(wrong)).isInstanceOf(ConfigException.class);
    }
  }

  @Test
  void updatesInABrowserWithoutLosingTheOrderOfATable() throws Exception {
    new RunFiles(run).write("");
    try (Browser browser = Browser.open()) {
      browser.look(800, false, false);
      browser.go(page.address());
      browser.await("document.querySelectorAll('svg.chart').length === 12");
      browser.run("document.querySelector('table.sortable th button').click()");
      browser.run("document.querySelector('table.sortable th button').click()");
      new RunFiles(run).write("done");
      nanos.addAndGet(600_000_000_000L);
      browser.await("document.querySelector('header p').textContent.startsWith('done')");
      assertThat(browser.run("document.querySelector('th[aria-sort]').ariaSort").asText())
          .isEqualTo("descending");
      assertThat(browser.complaints()).isEmpty();
    }
  }
}
