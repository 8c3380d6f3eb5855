package org.strideml.jobs.live;

import org.strideml.jobs.config.ConfigException;

/**
 * Where a page is served.
 *
 * @param host loopback unless somebody said otherwise
 * @param port 0 for any free one
 */
public record Address(String host, int port) {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int MOST = 65535;

  /**
   * Reads {@code PORT} or {@code HOST:PORT}.
   *
   * @throws ConfigException when it is neither
   */
  public static Address of(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? LOOPBACK : text.substring(0, colon);
    String port = text.substring(colon + 1);
    if (!port.matches("\\d{1,5}") || Integer.parseInt(port) > MOST || host.isEmpty()) {
      throw new ConfigException(
          "--ui must be a port from 0 to %d, or HOST:PORT, got %s".formatted(MOST, text));
    }
    return new Address(host, Integer.parseInt(port));
  }
}
