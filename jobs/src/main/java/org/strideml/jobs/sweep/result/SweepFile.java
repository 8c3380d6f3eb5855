package org.strideml.jobs.sweep.result;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.strideml.jobs.run.AtomicFile;

/** {@code sweep.json}; the package says what is in it. */
public final class SweepFile {
  /** Its name in a sweep's folder. */
  public static final String NAME = "sweep.json";

  static final int FORMAT_VERSION = 1;
  private static final String VERSION = "formatVersion";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(
              new SimpleModule()
                  .addSerializer(new Finite())
                  .addSerializer(double.class, new Finite())
                  .addDeserializer(Double.class, new OrNan())
                  .addDeserializer(double.class, new OrNan()))
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

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
      if (!(tree instanceof ObjectNode fields) || version != FORMAT_VERSION) {
        throw new IOException("expected formatVersion " + FORMAT_VERSION + ", got " + version);
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

  /** A number, or null for one that is not finite, which JSON has no word for. */
  private static final class Finite extends StdSerializer<Double> {
    Finite() {
      super(Double.class);
    }

    @Override
    public void serialize(Double value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      if (Double.isFinite(value)) {
        out.writeNumber(value);
      } else {
        out.writeNull();
      }
    }
  }

  /** A number, or NaN for null. */
  private static final class OrNan extends StdDeserializer<Double> {
    OrNan() {
      super(Double.class);
    }

    @Override
    public Double deserialize(JsonParser in, DeserializationContext context) throws IOException {
      return in.getDoubleValue();
    }

    @Override
    public Double getNullValue(DeserializationContext context) {
      return Double.NaN;
    }
  }
}
