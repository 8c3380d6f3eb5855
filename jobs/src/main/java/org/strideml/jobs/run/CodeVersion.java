package org.strideml.jobs.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipFile;

/**
 * Which program this is: the release, and a digest of everything in the jar. Builds of the same
 * sources have the same one, whatever commit they are of; builds of changed sources have another,
 * whether or not the change is in a commit.
 */
public final class CodeVersion {
  private static final int DIGITS = 12;

  private CodeVersion() {}

  /** Of the program that runs. */
  public static String read() {
    String release =
        Optional.ofNullable(CodeVersion.class.getPackage().getImplementationVersion())
            .orElse("classes");
    try {
      Path code =
          Path.of(CodeVersion.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return release + "+" + digest(code);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the place of a program's jar must be a path", e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the program's own jar: " + e.getMessage(), e);
    }
  }

  /** Of a jar, by the checksums it holds of its entries, or of a folder of classes. */
  static String digest(Path code) throws IOException {
    List<String> entries = Files.isDirectory(code) ? ofFolder(code) : ofJar(code);
    entries.sort(null);
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(String.join("\n", entries).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256, this one does not", e);
    }
  }

  private static List<String> ofJar(Path jar) throws IOException {
    List<String> entries = new ArrayList<>();
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      zip.stream()
          .forEach(
              entry -> entries.add(entry.getName() + " " + entry.getCrc() + " " + entry.getSize()));
    }
    return entries;
  }

  private static List<String> ofFolder(Path folder) throws IOException {
    List<String> entries = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        entries.add(folder.relativize(file) + " " + checksum.getValue() + " " + bytes.length);
      }
    }
    return entries;
  }
}
