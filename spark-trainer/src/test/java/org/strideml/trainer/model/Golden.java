package org.strideml.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Reads reference values computed by PyTorch: arrays are {@code {shape, data}} or plain lists. */
public final class Golden {
  private Golden() {}

  /** The root of {@code golden/name} among the test resources. */
  public static JsonNode read(String name) {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/" + name)) {
      assertThat(in).as("test resource golden/" + name).isNotNull();
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException("golden/" + name, e);
    }
  }

  public static double[] doubles(JsonNode array) {
    JsonNode data = array.isArray() ? array : array.required("data");
    double[] values = new double[data.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = data.get(i).doubleValue();
    }
    return values;
  }

  public static float[] floats(JsonNode array) {
    return toFloats(doubles(array));
  }

  public static float[] toFloats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  public static int[] ints(JsonNode array) {
    int[] values = new int[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).intValue();
    }
    return values;
  }

  /** Fails unless |actual − expected| ≤ tolerance · max(1, |expected|) everywhere. */
  public static void assertClose(
      String what, double[] actual, double[] expected, double tolerance) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      double error = Math.abs(actual[i] - expected[i]) / Math.max(1, Math.abs(expected[i]));
      assertThat(error)
          .as("%s[%d]: expected %s, got %s", what, i, expected[i], actual[i])
          .isLessThanOrEqualTo(tolerance);
    }
  }
}
