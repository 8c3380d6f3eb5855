package org.strideml.jobs.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.strideml.quantization.RandomKey;

/** What a sweep varies, as said; a later value of a key replaces an earlier one. */
final class SweepAxes {
  static final String GRID = "sweep.grid";
  static final String RANDOM = "sweep.random";
  static final String LIST = "sweep.list";

  private final Reference reference;
  private final List<String> problems;
  private final Map<String, List<String>> grid = new LinkedHashMap<>();
  private final Map<String, Distribution> random = new LinkedHashMap<>();
  private List<Map<String, String>> list = List.of();

  /**
   * @param problems what is wrong is added here
   */
  SweepAxes(Reference reference, List<String> problems) {
    this.reference = reference;
    this.problems = problems;
  }

  /** The axis section that a key is in. */
  static Optional<String> sectionOf(String key) {
    return List.of(GRID, RANDOM).stream().filter(one -> key.startsWith(one + ".")).findFirst();
  }

  boolean isEmpty() {
    return grid.isEmpty() && random.isEmpty() && list.isEmpty();
  }

  void add(String section, String key, ConfigValue value) {
    if (!isKnown(section, key, value, problems)) {
      return;
    }
    if (section.equals(RANDOM)) {
      addRandom(key, value);
    } else if (!(value instanceof ConfigList values) || values.isEmpty()) {
      problems.add(
          "%s: sweep.grid.%s must be a list of values, got %s"
              .formatted(Layers.where(value), key, Layers.shown(value)));
    } else {
      grid.put(key, values.unwrapped().stream().map(String::valueOf).toList());
    }
  }

  private boolean isKnown(String section, String key, ConfigValue value, List<String> wrong) {
    boolean known = reference.has(key) && !key.startsWith("sweep.");
    if (!known) {
      wrong.add(reference.unknown(key, value).replace("unknown key", section + ": unknown key"));
    }
    return known;
  }

  private void addRandom(String key, ConfigValue value) {
    try {
      random.put(key, Distribution.parse(String.valueOf(value.unwrapped())));
    } catch (IllegalArgumentException e) {
      problems.add("%s: sweep.random.%s %s".formatted(Layers.where(value), key, e.getMessage()));
    }
  }

  /** Replaces the points that are given one by one. */
  void setList(ConfigList given) {
    list = new ArrayList<>();
    for (ConfigValue point : given) {
      Map<String, String> entries =
          point instanceof ConfigObject object ? point(object, LIST, problems) : Map.of();
      if (entries.isEmpty()) {
        problems.add(
            "%s: sweep.list must hold points such as { sync.workers = 2, sync.period = 4 }, got %s"
                .formatted(Layers.where(point), Layers.shown(point)));
      }
      list.add(entries);
    }
  }

  /**
   * A point as values by key.
   *
   * @param section that it is given in
   * @param wrong what is wrong with it is added here
   */
  Map<String, String> point(ConfigObject object, String section, List<String> wrong) {
    Map<String, String> entries = new LinkedHashMap<>();
    addPoint(object, "", section, entries, wrong);
    return entries;
  }

  private void addPoint(
      ConfigObject object,
      String path,
      String section,
      Map<String, String> entries,
      List<String> wrong) {
    object.entrySet().stream()
        .sorted(Comparator.comparing(Map.Entry::getKey))
        .forEach(
            entry -> {
              String key = path + entry.getKey();
              if (!reference.has(key) && entry.getValue() instanceof ConfigObject inner) {
                addPoint(inner, key + ".", section, entries, wrong);
              } else if (isKnown(section, key, entry.getValue(), wrong)) {
                entries.put(key, String.valueOf(entry.getValue().unwrapped()));
              }
            });
  }

  /**
   * Every point: each of the list with each sample with each combination of the grid, whose last
   * list varies fastest.
   *
   * @param seed that samples are a function of
   */
  List<Map<String, String>> points(long seed, int samples) {
    List<Map<String, String>> points = list.isEmpty() ? List.of(Map.of()) : list;
    if (!random.isEmpty()) {
      points = product(points, samples(seed, samples));
    }
    for (Map.Entry<String, List<String>> axis : grid.entrySet()) {
      points =
          product(
              points, axis.getValue().stream().map(value -> Map.of(axis.getKey(), value)).toList());
    }
    return points;
  }

  private List<Map<String, String>> samples(long seed, int count) {
    List<Map<String, String>> samples = new ArrayList<>();
    for (int sample = 0; sample < count; sample++) {
      Map<String, String> drawn = new LinkedHashMap<>();
      for (Map.Entry<String, Distribution> one : random.entrySet()) {
        RandomKey key = RandomKey.of(seed).child(RANDOM.hashCode()).child(one.getKey().hashCode());
        drawn.put(one.getKey(), one.getValue().draw(key, sample));
      }
      samples.add(drawn);
    }
    return samples;
  }

  private static List<Map<String, String>> product(
      List<Map<String, String>> outer, List<Map<String, String>> inner) {
    List<Map<String, String>> product = new ArrayList<>();
    for (Map<String, String> first : outer) {
      for (Map<String, String> second : inner) {
        Map<String, String> both = new LinkedHashMap<>(first);
        both.putAll(second);
        product.add(both);
      }
    }
    return product;
  }
}
