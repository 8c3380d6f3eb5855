package org.strideml.jobs.config;

import com.typesafe.config.ConfigException.Parse;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a user said, key by key, later layers over earlier ones: a file, then {@code key=value}
 * arguments. Unknown keys and values of a wrong kind are collected, not thrown.
 */
final class Layers {
  static final String COMMAND_LINE = "command line";

  private final Reference reference;
  private final Map<String, ConfigValue> said = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();
  private final Set<String> broken = new HashSet<>();
  private final SweepAxes axes;
  private ConfigList expectations = ConfigValueFactory.fromIterable(List.of());

  Layers(Reference reference) {
    this.reference = reference;
    this.axes = new SweepAxes(reference, problems);
  }

  Reference reference() {
    return reference;
  }

  /** Values by known key. */
  Map<String, ConfigValue> said() {
    return said;
  }

  /** What a sweep would vary. */
  SweepAxes axes() {
    return axes;
  }

  /** What is expected of a sweep. */
  ConfigList expectations() {
    return expectations;
  }

  /** Keys whose value was refused. */
  Set<String> broken() {
    return broken;
  }

  List<String> problems() {
    return problems;
  }

  void addFile(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new ConfigException(
          "no configuration file "
              + file
              + (Files.isDirectory(file) ? ": it is a folder without config.resolved.conf" : "")
              + "; give the path of a .conf file, such as conf/quickstart.conf");
    }
    ConfigParseOptions options =
        ConfigParseOptions.defaults().setAllowMissing(false).setOriginDescription(file.toString());
    try {
      addObject(ConfigFactory.parseFile(file.toFile(), options).resolve().root(), "");
    } catch (Parse e) {
      throw new ConfigException(where(e.getMessage()) + " (HOCON syntax)");
    } catch (com.typesafe.config.ConfigException.IO e) {
      throw new ConfigException("cannot read " + file + ": " + e.getMessage());
    }
  }

  /**
   * Adds {@code key=value}. Text keys take the value as it stands, so that paths need no quotes.
   */
  void addArgument(String argument) {
    int equals = argument.indexOf('=');
    if (equals <= 0) {
      problems.add(
          COMMAND_LINE + ": expected key=value, got " + argument + " (such as train.steps=500)");
      return;
    }
    String key = argument.substring(0, equals).strip();
    String text = argument.substring(equals + 1).strip();
    Optional<String> axis = SweepAxes.sectionOf(key);
    boolean inGrid = axis.filter(SweepAxes.GRID::equals).isPresent();
    Optional<ConfigValueType> kind =
        reference.has(key) ? Optional.of(reference.defaultOf(key).valueType()) : Optional.empty();
    if (kind.filter(ConfigValueType.STRING::equals).isPresent() || (kind.isEmpty() && !inGrid)) {
      add(key, ConfigValueFactory.fromAnyRef(text, COMMAND_LINE));
      return;
    }
    boolean list = inGrid || kind.filter(ConfigValueType.LIST::equals).isPresent();
    parse(key, list && !text.startsWith("[") ? "[" + text + "]" : text);
  }

  private void parse(String key, String text) {
    ConfigParseOptions options = ConfigParseOptions.defaults().setOriginDescription(COMMAND_LINE);
    try {
      ConfigValue value = ConfigFactory.parseString("value = " + text, options).getValue("value");
      add(key, value.withOrigin(ConfigOriginFactory.newSimple(COMMAND_LINE)));
    } catch (com.typesafe.config.ConfigException e) {
      problems.add(COMMAND_LINE + ": cannot read the value of " + key + "=" + text);
    }
  }

  /** Adds every value in the file's order, so that problems read from top to bottom. */
  private void addObject(ConfigObject object, String path) {
    object.entrySet().stream()
        .sorted(
            Comparator.<Map.Entry<String, ConfigValue>>comparingInt(
                    entry -> entry.getValue().origin().lineNumber())
                .thenComparing(Map.Entry::getKey))
        .forEach(
            entry -> {
              String key = path + entry.getKey();
              if (!reference.has(key) && entry.getValue() instanceof ConfigObject inner) {
                addObject(inner, key + ".");
              } else {
                add(key, entry.getValue());
              }
            });
  }

  private void add(String key, ConfigValue given) {
    ConfigValue value = reference.has(key) ? listed(reference.defaultOf(key), given) : given;
    Optional<String> map = reference.mapOf(key);
    Optional<String> axis = SweepAxes.sectionOf(key);
    if (reference.isAxes(key) && value instanceof ConfigObject object) {
      addObject(object, key + ".");
    } else if (axis.isPresent()) {
      axes.add(axis.get(), key.substring(axis.get().length() + 1), value);
    } else if (key.equals(SweepAxes.LIST) && value instanceof ConfigList points) {
      axes.setList(points);
    } else if (key.equals(ExpectationReader.EXPECT) && value instanceof ConfigList list) {
      expectations = list;
    } else if (map.isPresent()) {
      addEntry(map.get(), key.substring(map.get().length() + 1), value);
    } else if (!reference.has(key)) {
      problems.add(reference.unknown(key, value));
    } else if (!fits(reference.defaultOf(key), value)) {
      problems.add(
          "%s: %s must be %s, got %s"
              .formatted(where(value), key, kindOf(reference.defaultOf(key)), shown(value)));
      said.remove(key);
      broken.add(key);
    } else {
      said.put(key, value);
    }
  }

  /** A list may be given as its only element. */
  private static ConfigValue listed(ConfigValue standard, ConfigValue value) {
    boolean single =
        standard.valueType() == ConfigValueType.LIST && value.valueType() == ConfigValueType.STRING;
    return single
        ? ConfigValueFactory.fromIterable(List.of(value)).withOrigin(value.origin())
        : value;
  }

  private void addEntry(String map, String name, ConfigValue value) {
    ConfigObject entries = (ConfigObject) said.getOrDefault(map, reference.defaultOf(map));
    said.put(map, entries.withValue(name, value).withOrigin(value.origin()));
  }

  private static boolean fits(ConfigValue standard, ConfigValue value) {
    if (standard.valueType() == value.valueType()) {
      return true;
    }
    // A name may look like a number.
    return standard.valueType() == ConfigValueType.STRING
        && (value.valueType() == ConfigValueType.NUMBER
            || value.valueType() == ConfigValueType.BOOLEAN);
  }

  private static String kindOf(ConfigValue standard) {
    return switch (standard.valueType()) {
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      case LIST -> "a list";
      case OBJECT -> "a section";
      default -> "text";
    };
  }

  static String shown(ConfigValue value) {
    return value.render(com.typesafe.config.ConfigRenderOptions.concise());
  }

  /** {@code file:line}, or the command line. */
  static String where(ConfigValue value) {
    return where(value.origin().description());
  }

  private static String where(String description) {
    return description.replaceFirst(": (\\d+)", ":$1");
  }
}
