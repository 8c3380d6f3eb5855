package org.strideml.jobs.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys there are, in the order {@code reference.conf} lists them, with their defaults. */
final class Reference {
  /** Keys that hold other keys. */
  private static final List<String> AXES = List.of(SweepAxes.GRID, SweepAxes.RANDOM);

  /** Keys that hold whatever names a user gives. */
  private static final List<String> MAPS =
      List.of(
          "data.reader.options",
          "data.classWeights",
          "sync.policy.periods",
          "optimizer.stateRounds");

  private static final String FILE = "reference.conf";
  private static final String RESOURCE = "/org/strideml/jobs/" + FILE;

  private final Map<String, ConfigValue> defaults = new LinkedHashMap<>();

  private Reference(Config config) {
    config.entrySet().stream()
        .sorted(Comparator.comparingInt(entry -> entry.getValue().origin().lineNumber()))
        .forEach(entry -> defaults.put(entry.getKey(), entry.getValue()));
    AXES.forEach(key -> defaults.put(key, config.getValue(key)));
    MAPS.forEach(key -> defaults.put(key, config.getValue(key)));
  }

  static Reference load() {
    try (InputStream stream = Reference.class.getResourceAsStream(RESOURCE)) {
      if (stream == null) {
        throw new IllegalStateException(FILE + " is missing from the jar; build it again");
      }
      return new Reference(
          ConfigFactory.parseReader(
              new InputStreamReader(stream, StandardCharsets.UTF_8),
              ConfigParseOptions.defaults().setOriginDescription(FILE)));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + FILE + " from the jar", e);
    }
  }

  /** All keys, in the file's order. */
  List<String> keys() {
    return List.copyOf(defaults.keySet());
  }

  /** Whether it holds keys that a sweep varies. */
  boolean isAxes(String key) {
    return AXES.contains(key);
  }

  /** The key of the map that {@code key} is an entry of. */
  Optional<String> mapOf(String key) {
    return MAPS.stream().filter(map -> key.startsWith(map + ".")).findFirst();
  }

  boolean has(String key) {
    return defaults.containsKey(key);
  }

  /** A sentence about a key that is none, with one that was probably meant. */
  String unknown(String key, ConfigValue value) {
    String hint =
        isSection(key)
            ? key + " is a section and needs { }, got " + Layers.shown(value)
            : NearestKey.of(key, keys())
                .map(near -> "did you mean " + near + "?")
                .orElse("conf/reference.conf lists all keys");
    return "%s: unknown key %s; %s".formatted(Layers.where(value), key, hint);
  }

  ConfigValue defaultOf(String key) {
    ConfigValue value = defaults.get(key);
    if (value == null) {
      throw new IllegalStateException(key + " is read but reference.conf does not list it");
    }
    return value;
  }

  /** Whether {@code key} is a section, such as {@code sync.outer}. */
  boolean isSection(String key) {
    return !has(key) && defaults.keySet().stream().anyMatch(known -> known.startsWith(key + "."));
  }
}
