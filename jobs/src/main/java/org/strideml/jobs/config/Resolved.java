package org.strideml.jobs.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Every setting that had a say in a run, rendered: {@code config.resolved.conf}. Reading that file
 * again gives the same settings.
 */
public final class Resolved {
  /** Settings that change where and when things are written, never a number. */
  private static final Set<String> NO_NUMBERS =
      Set.of("run.dir", "run.name", "data.fetch", "sync.pendingBytes");

  private static final List<String> NO_NUMBERS_IN = List.of("checkpoint.", "sweep.");
  private static final int HASH_DIGITS = 16;

  private final Map<String, String> values = new LinkedHashMap<>();

  Resolved(Map<String, ConfigValue> used) {
    used.forEach((key, value) -> values.put(key, rendered(value)));
  }

  /** Each setting's value as it is rendered, by key. */
  public Map<String, String> values() {
    return Collections.unmodifiableMap(values);
  }

  /** One line per setting, sections apart, in the order of {@code reference.conf}. */
  public String render() {
    StringBuilder text =
        new StringBuilder("# The settings of this run, defaults included. Written by Stride.\n");
    String section = "";
    for (Map.Entry<String, String> entry : values.entrySet()) {
      String key = entry.getKey();
      String nextSection = key.substring(0, key.indexOf('.'));
      if (!nextSection.equals(section)) {
        text.append('\n');
        section = nextSection;
      }
      text.append(key).append(" = ").append(entry.getValue()).append('\n');
    }
    return text.toString();
  }

  /**
   * The settings a run was started with, as {@link #render} has written them: text by key, in
   * order. Keys that Stride does not know any more are there, too.
   *
   * @throws ConfigException when the file cannot be read
   */
  public static Map<String, String> valuesIn(Path file) {
    Map<String, String> values = new LinkedHashMap<>();
    try {
      Config all = ConfigFactory.parseFile(file.toFile());
      for (String line : Files.readAllLines(file)) {
        int end = line.indexOf(" = ");
        if (end > 0 && !line.startsWith("#")) {
          String key = line.substring(0, end);
          values.put(key, plain(all.getValue(key)));
        }
      }
    } catch (IOException | com.typesafe.config.ConfigException e) {
      throw new ConfigException("cannot read " + file + ": " + e.getMessage());
    }
    return values;
  }

  /** Of {@link #valuesIn}, those that differ from the defaults. */
  public static Map<String, String> changedIn(Path file) {
    Reference reference = Reference.load();
    Map<String, String> changed = new LinkedHashMap<>();
    valuesIn(file)
        .forEach(
            (key, value) -> {
              if (!reference.has(key) || !plain(reference.defaultOf(key)).equals(value)) {
                changed.put(key, value);
              }
            });
    return changed;
  }

  /** Text without its quotes. */
  private static String plain(ConfigValue value) {
    return value.unwrapped() instanceof String text ? text : rendered(value);
  }

  /** A setting as text, when it had a say. */
  Optional<String> value(String key) {
    return Optional.ofNullable(values.get(key)).map(text -> text.replaceAll("^\"|\"$", ""));
  }

  /** First digits of the SHA-256 of every setting that decides numbers. */
  public String hash() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      values.forEach(
          (key, value) -> {
            if (decidesNumbers(key)) {
              digest.update((key + "=" + value + "\n").getBytes(StandardCharsets.UTF_8));
            }
          });
      return HexFormat.of().formatHex(digest.digest()).substring(0, HASH_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256, this one does not", e);
    }
  }

  /** Settings that decide numbers and differ, as {@code key: here, there}; sorted. */
  public List<String> differences(Resolved other) {
    Set<String> keys = new TreeSet<>(values.keySet());
    keys.addAll(other.values.keySet());
    return keys.stream()
        .filter(Resolved::decidesNumbers)
        .filter(key -> !Objects.equals(values.get(key), other.values.get(key)))
        .map(
            key ->
                "%s: %s, was %s"
                    .formatted(
                        key,
                        values.getOrDefault(key, "not used"),
                        other.values.getOrDefault(key, "not used")))
        .toList();
  }

  /** One spelling per value: 1e-3 and 0.001 are the same setting. */
  private static String rendered(ConfigValue value) {
    if (value.unwrapped() instanceof Number number) {
      double exact = number.doubleValue();
      return exact == Math.rint(exact) && Math.abs(exact) < 1L << 53
          ? Long.toString((long) exact)
          : Double.toString(exact);
    }
    return value.render(ConfigRenderOptions.concise());
  }

  private static boolean decidesNumbers(String key) {
    return !NO_NUMBERS.contains(key) && NO_NUMBERS_IN.stream().noneMatch(key::startsWith);
  }
}
