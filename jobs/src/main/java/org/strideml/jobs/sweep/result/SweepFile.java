package org.strideml.jobs.sweep.result;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.strideml.jobs.run.AtomicFile;

/** {@code sweep.json}; the package says what is in it. */
public final class SweepFile {
  /** Its name in a sweep's folder. */
  public static final String NAME = "sweep.json";

  static final int FORMAT_VERSION = 2;

  /** The version before there were outcomes. */
  private static final int WITHOUT_OUTCOMES = 1;

  private static final String VERSION = "formatVersion";

  private static final ObjectMapper JSON =
      ResultJson.MAPPER.copy().enable(SerializationFeature.INDENT_OUTPUT);

  private SweepFile() {}

  /** Whether a folder is a sweep's. */
  public static boolean isIn(Path folder) {
    return Files.isRegularFile(folder.resolve(NAME));
  }

  /** Writes the file into a sweep's folder, as a whole. */
  public static void write(Path folder, SweepResult result) {
    Path file = folder.resolve(NAME);
    try {
      ObjectNode tree = JSON.createObjectNode();
      tree.put(VERSION, FORMAT_VERSION);
      tree.setAll((ObjectNode) JSON.valueToTree(result));
      AtomicFile.write(file, JSON.writeValueAsString(tree) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads the file of a sweep's folder.
   *
   * @throws UncheckedIOException when it is missing, damaged, or of another version
   */
  public static SweepResult read(Path folder) {
    Path file = folder.resolve(NAME);
    try {
      JsonNode tree = JSON.readTree(Files.readAllBytes(file));
      int version = tree.path(VERSION).asInt();
      boolean known = version == FORMAT_VERSION || version == WITHOUT_OUTCOMES;
      if (!(tree instanceof ObjectNode fields) || !known) {
        throw new IOException("expected formatVersion " + FORMAT_VERSION + ", got " + version);
      }
      if (version == WITHOUT_OUTCOMES) {
        fields.putArray("outcomes");
      }
      fields.remove(VERSION);
      return JSON.treeToValue(fields, SweepResult.class);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot read %s: %s; run the sweep again to have it written anew"
              .formatted(file, e.getMessage()),
          e);
    }
  }
}
