package org.strideml.jobs.live;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import org.strideml.jobs.config.ConfigException;
import org.strideml.jobs.report.Page;
import org.strideml.jobs.report.Report;

/**
 * Serves the report of a folder that is still being written: {@code /} is the page, {@code /body}
 * what it fetches again and again. Charts are drawn when somebody looks, at most every {@value
 * #LEAST_SECONDS} seconds and never more than a twentieth of the time.
 *
 * <p>A request for another host's name is refused, so that no page of the web can read this one by
 * making its own name point here.
 */
public final class LivePage implements AutoCloseable {
  private static final double LEAST_SECONDS = 1;
  private static final int SHARE = 20;
  private static final int OK = 200;
  private static final int NOT_MODIFIED = 304;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int BAD_METHOD = 405;
  private static final String HTML = "text/html; charset=utf-8";
  private static final String TEXT = "text/plain; charset=utf-8";

  private final Path folder;
  private final LongSupplier nanoTime;
  private final HttpServer server;
  private final boolean loopback;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread daemon = new Thread(task, "live-page");
            daemon.setDaemon(true);
            return daemon;
          });

  // Of the server's one thread.
  private Page page;
  private long drawnAt;
  private long drawnFor;
  private int version;

  /**
   * Begins to serve.
   *
   * @param folder of a run or a sweep; need not exist yet
   * @throws ConfigException when the address cannot be had
   */
  public static LivePage open(Address address, Path folder) {
    return new LivePage(address, folder, System::nanoTime);
  }

  LivePage(Address address, Path folder, LongSupplier nanoTime) {
    this.folder = folder;
    this.nanoTime = nanoTime;
    try {
      InetAddress host = InetAddress.getByName(address.host());
      loopback = host.isLoopbackAddress();
      server = HttpServer.create(new InetSocketAddress(host, address.port()), 0);
    } catch (IOException e) {
      throw new ConfigException(
          "--ui cannot serve at %s:%d (%s); give another port, or 0 for any that is free"
              .formatted(address.host(), address.port(), e.getMessage()));
    }
    server.createContext("/", this::answer);
    server.setExecutor(thread);
    server.start();
  }

  /** For a browser. */
  public String address() {
    InetSocketAddress bound = server.getAddress();
    return "http://%s:%d/".formatted(bound.getAddress().getHostAddress(), bound.getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      if (loopback && !isLocal(exchange.getRequestHeaders().getFirst("Host"))) {
        send(exchange, FORBIDDEN, TEXT, "this page is for this machine");
      } else if (!exchange.getRequestMethod().equals("GET")) {
        send(exchange, BAD_METHOD, TEXT, "this page is to be looked at");
      } else if (path.equals("/")) {
        draw();
        send(exchange, OK, HTML, page.html(Page.resource("sort.js") + script()));
      } else if (path.equals("/body")) {
        draw();
        body(exchange);
      } else {
        send(exchange, NOT_FOUND, TEXT, "there is nothing here");
      }
    }
  }

  private static String script() {
    return Page.resource("live.js");
  }

  private void body(HttpExchange exchange) throws IOException {
    String tag = "\"" + version + "\"";
    exchange.getResponseHeaders().set("ETag", tag);
    if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      exchange.sendResponseHeaders(NOT_MODIFIED, -1);
    } else {
      send(exchange, OK, HTML, page.body());
    }
  }

  private static boolean isLocal(String host) {
    return host != null && host.matches("(localhost|127\\.0\\.0\\.1|\\[::1\\])(:\\d+)?");
  }

  private static void send(HttpExchange exchange, int code, String type, String text)
      throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** Draws again when what there is has become old. */
  private void draw() {
    long now = nanoTime.getAsLong();
    double old = (now - drawnAt) * 1e-9;
    if (page != null && old < Math.max(LEAST_SECONDS, SHARE * drawnFor * 1e-9)) {
      return;
    }
    Page drawn = read();
    if (page == null || !drawn.body().equals(page.body())) {
      version++;
    }
    page = drawn;
    drawnAt = nanoTime.getAsLong();
    drawnFor = drawnAt - now;
  }

  private Page read() {
    try {
      return Report.of(folder).page();
    } catch (RuntimeException e) {
      // Files appear one after another; what is not there yet will be.
      return Page.saying(folder.getFileName().toString(), "Nothing to show yet. " + e.getMessage());
    }
  }

  @Override
  public void close() {
    server.stop(0);
    thread.shutdownNow();
  }
}
