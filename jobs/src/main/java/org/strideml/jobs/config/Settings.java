package org.strideml.jobs.config;

import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Typed access to a user's values over the defaults. A value out of range is noted and the default
 * returned, so that reading goes on and finds the rest.
 */
final class Settings {
  private final Reference reference;
  private final Map<String, ConfigValue> said;
  private final List<String> problems;
  private final Set<String> broken;
  private final Map<String, ConfigValue> used = new LinkedHashMap<>();

  Settings(Reference reference, Layers layers) {
    this.reference = reference;
    this.said = layers.said();
    this.problems = new ArrayList<>(layers.problems());
    this.broken = new HashSet<>(layers.broken());
  }

  String text(String key) {
    return String.valueOf(value(key).unwrapped());
  }

  boolean flag(String key) {
    return (Boolean) value(key).unwrapped();
  }

  /** One of an enum's constants, written in lower case with hyphens. */
  <E extends Enum<E>> E choice(String key, Class<E> kind) {
    List<E> constants = Arrays.asList(kind.getEnumConstants());
    List<String> names = constants.stream().map(Settings::nameOf).toList();
    return constants.get(names.indexOf(oneOf(key, names)));
  }

  /** One of these names. */
  String oneOf(String key, Collection<String> names) {
    String text = text(key);
    if (names.contains(text)) {
      return text;
    }
    return refuse(key, "one of " + String.join(", ", names), text(defaultValue(key)));
  }

  static String nameOf(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A whole number in [least, most]. */
  int integer(String key, int least, int most) {
    return (int) whole(key, least, most);
  }

  /** A whole number of at least {@code least}. */
  int integer(String key, int least) {
    return integer(key, least, Integer.MAX_VALUE);
  }

  /** A whole number in [least, most]. */
  long whole(String key, long least, long most) {
    double number = number(value(key));
    if (number == Math.rint(number) && number >= least && number <= most) {
      return ((Number) value(key).unwrapped()).longValue();
    }
    return refuse(key, "a whole number " + interval(least, most), (long) number(defaultValue(key)));
  }

  /** A number in [least, most]. */
  double decimal(String key, double least, double most) {
    double number = number(value(key));
    if (number >= least && number <= most) {
      return number;
    }
    return refuse(key, "in [" + plain(least) + ", " + plain(most) + "]", number(defaultValue(key)));
  }

  /** A finite number of at least {@code least}. */
  double decimal(String key, double least) {
    double number = number(value(key));
    if (number >= least && Double.isFinite(number)) {
      return number;
    }
    return refuse(key, "at least " + plain(least), number(defaultValue(key)));
  }

  /** A number in [0, 1). */
  double fraction(String key) {
    double number = number(value(key));
    if (number >= 0 && number < 1) {
      return number;
    }
    return refuse(key, "in [0, 1)", number(defaultValue(key)));
  }

  /** A number in (0, 1). */
  double share(String key) {
    double number = number(value(key));
    if (number > 0 && number < 1) {
      return number;
    }
    return refuse(key, "above 0 and below 1", number(defaultValue(key)));
  }

  /** A finite number above 0. */
  double positive(String key) {
    double number = number(value(key));
    if (number > 0 && Double.isFinite(number)) {
      return number;
    }
    return refuse(key, "above 0", number(defaultValue(key)));
  }

  /** Whole numbers above 0. */
  List<Integer> positives(String key) {
    List<?> items = (List<?>) value(key).unwrapped();
    List<Integer> numbers = new ArrayList<>();
    for (Object item : items) {
      if (!(item instanceof Integer number) || number <= 0) {
        return refuse(key, "a list of whole numbers above 0", List.of());
      }
      numbers.add(number);
    }
    return List.copyOf(numbers);
  }

  /** Finite numbers. */
  List<Double> decimals(String key) {
    List<Double> numbers = new ArrayList<>();
    for (Object item : (List<?>) value(key).unwrapped()) {
      if (!(item instanceof Number number) || !Double.isFinite(number.doubleValue())) {
        return refuse(key, "a list of numbers", List.of());
      }
      numbers.add(number.doubleValue());
    }
    return List.copyOf(numbers);
  }

  /** Texts in order, which may repeat. */
  List<String> sequence(String key) {
    List<String> texts = new ArrayList<>();
    for (Object item : (List<?>) value(key).unwrapped()) {
      if (!(item instanceof String text)) {
        return refuse(key, "a list of texts", List.of());
      }
      texts.add(text);
    }
    return List.copyOf(texts);
  }

  /** Texts that differ. */
  List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    for (Object item : (List<?>) value(key).unwrapped()) {
      if (item instanceof List || item instanceof Map || texts.contains(String.valueOf(item))) {
        return refuse(key, "a list of different texts", List.of());
      }
      texts.add(String.valueOf(item));
    }
    return List.copyOf(texts);
  }

  /** Names with a text each, in the order of names. */
  Map<String, String> map(String key) {
    Map<String, String> entries = new TreeMap<>();
    for (Map.Entry<?, ?> entry : ((Map<?, ?>) value(key).unwrapped()).entrySet()) {
      if (entry.getValue() instanceof List || entry.getValue() instanceof Map) {
        return refuse(key, "a text or number for each name; names with dots need quotes", Map.of());
      }
      entries.put(String.valueOf(entry.getKey()), String.valueOf(entry.getValue()));
    }
    return entries;
  }

  /** Names with a number of at least 0 each. */
  Map<String, Double> numbers(String key) {
    Map<String, Double> entries = new TreeMap<>();
    for (Map.Entry<String, String> entry : map(key).entrySet()) {
      try {
        entries.put(entry.getKey(), Double.parseDouble(entry.getValue()));
      } catch (NumberFormatException e) {
        entries.put(entry.getKey(), Double.NaN);
      }
    }
    if (!entries.values().stream().allMatch(number -> number >= 0 && Double.isFinite(number))) {
      return refuse(key, "a number of at least 0 for each name", Map.of());
    }
    return entries;
  }

  /** Notes a problem between settings, unless one of them is wrong by itself already. */
  void require(boolean holds, String problem, String... keys) {
    if (!holds && Arrays.stream(keys).noneMatch(broken::contains)) {
      String where =
          Arrays.stream(keys)
              .filter(said::containsKey)
              .map(key -> Layers.where(said.get(key)))
              .distinct()
              .collect(Collectors.joining(", "));
      problems.add((where.isEmpty() ? "" : where + ": ") + problem);
    }
  }

  /** Everything found wrong so far. */
  List<String> problems() {
    return problems;
  }

  /** What was read, in the order of {@code reference.conf}. */
  Map<String, ConfigValue> used() {
    Map<String, ConfigValue> ordered = new LinkedHashMap<>();
    reference.keys().stream()
        .filter(used::containsKey)
        .forEach(key -> ordered.put(key, used.get(key)));
    return ordered;
  }

  /** Sentences about values that differ from their default and that nothing has read. */
  List<String> unused() {
    return said.entrySet().stream()
        .filter(entry -> !used.containsKey(entry.getKey()))
        .filter(
            entry -> !entry.getValue().unwrapped().equals(defaultValue(entry.getKey()).unwrapped()))
        .map(
            entry ->
                "%s: %s = %s has no effect with the other settings"
                    .formatted(
                        Layers.where(entry.getValue()),
                        entry.getKey(),
                        Layers.shown(entry.getValue())))
        .toList();
  }

  private <T> T refuse(String key, String expected, T instead) {
    if (broken.add(key)) {
      problems.add(
          "%s: %s must be %s, got %s"
              .formatted(Layers.where(value(key)), key, expected, Layers.shown(value(key))));
    }
    return instead;
  }

  private ConfigValue value(String key) {
    ConfigValue value = said.getOrDefault(key, defaultValue(key));
    boolean text = defaultValue(key).valueType() == ConfigValueType.STRING;
    if (text && value.valueType() != ConfigValueType.STRING) {
      value = ConfigValueFactory.fromAnyRef(Layers.shown(value)).withOrigin(value.origin());
    }
    used.put(key, value);
    return value;
  }

  private ConfigValue defaultValue(String key) {
    return reference.defaultOf(key);
  }

  private static String text(ConfigValue value) {
    return String.valueOf(value.unwrapped());
  }

  private static double number(ConfigValue value) {
    return ((Number) value.unwrapped()).doubleValue();
  }

  private static String interval(long least, long most) {
    return most == Integer.MAX_VALUE || most == Long.MAX_VALUE
        ? "of at least " + least
        : "in [" + least + ", " + most + "]";
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }
}
