package org.strideml.kernels.opencl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * What {@link Tuner} has found for a device, kept for later processes.
 *
 * <p>Lines of text: {@code stride-tilings 1}, the device, a tiling for each case, and the CRC-32 of
 * all before it. It lies in {@code $STRIDE_CACHE}, else {@code $XDG_CACHE_HOME/stride}, else {@code
 * ~/.cache/stride}; deleting it makes the next process tune again.
 */
final class TilingFile {
  private static final String MAGIC = "stride-tilings 1";

  private final Path path;
  private final String device;

  TilingFile(Path folder, OpenClDevice device) {
    this.device =
        String.format(
            "%s, %s, %d units, groups of up to %d",
            device.name(), device.platform(), device.computeUnits(), device.maxWorkGroup());
    this.path = folder.resolve(String.format("tilings-%08x.txt", checksum(this.device)));
  }

  /** The folder of this user. */
  static Path folder() {
    String own = System.getenv("STRIDE_CACHE");
    if (own != null && !own.isEmpty()) {
      return Path.of(own);
    }
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path caches =
        xdg != null && !xdg.isEmpty()
            ? Path.of(xdg)
            : Path.of(System.getProperty("user.home"), ".cache");
    return caches.resolve("stride");
  }

  Path path() {
    return path;
  }

  boolean exists() {
    return Files.exists(path);
  }

  /**
   * @throws IOException when it is not what {@link #write} has written for this device
   */
  List<Tiling> read() throws IOException {
    List<String> lines = Files.readString(path).lines().toList();
    int expected = Tilings.CASES + 3;
    if (lines.size() != expected) {
      throw new IOException(path + ": expected " + expected + " lines, got " + lines.size());
    }
    if (!lines.get(0).equals(MAGIC)) {
      throw new IOException(path + ": expected " + MAGIC + ", got " + lines.get(0));
    }
    String body = String.join("\n", lines.subList(0, expected - 1)) + "\n";
    if (!lines.get(expected - 1).equals(seal(body))) {
      throw new IOException(path + ": expected " + seal(body) + ", got " + lines.get(expected - 1));
    }
    if (!lines.get(1).equals(device)) {
      throw new IOException(path + ": is about " + lines.get(1) + ", not " + device);
    }
    List<Tiling> choices = new ArrayList<>();
    for (String name : lines.subList(2, expected - 1)) {
      try {
        choices.add(Tiling.valueOf(name));
      } catch (IllegalArgumentException e) {
        throw new IOException(path + ": there is no tiling " + name, e);
      }
    }
    return choices;
  }

  /** Leaves the old file or the new one, never a part. */
  void write(List<Tiling> choices) throws IOException {
    StringBuilder body = new StringBuilder(MAGIC + "\n" + device + "\n");
    for (Tiling tiling : choices) {
      body.append(tiling.name()).append('\n');
    }
    Files.createDirectories(path.getParent());
    Path part = Files.createTempFile(path.getParent(), "tilings", ".part");
    try {
      Files.writeString(part, body + seal(body.toString()) + "\n");
      Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static String seal(String body) {
    return String.format("crc32 %08x", checksum(body));
  }

  private static long checksum(String text) {
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return crc.getValue();
  }
}
