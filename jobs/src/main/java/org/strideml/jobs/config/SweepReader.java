package org.strideml.jobs.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads a grid of configurations: the same file and arguments once per combination of the lists in
 * {@code sweep.grid}, the last list varying fastest.
 */
public final class SweepReader {
  static final String DIR = "sweep.dir";

  /** The settings only a sweep reads. */
  static final Set<String> KEYS = Set.of(DIR, Reference.GRID);

  private SweepReader() {}

  /**
   * One point of the grid.
   *
   * @param point value by key, in the grid's order
   * @param config everything with that point set
   */
  public record Trial(Map<String, String> point, StrideConfig config) {}

  /**
   * A whole grid.
   *
   * @param dir folder of the sweep
   * @param trials in order
   */
  public record Sweep(Path dir, List<Trial> trials) {}

  /**
   * @throws ConfigException with everything that is wrong in any trial, each problem once
   */
  public static Sweep read(Optional<Path> file, List<String> arguments) {
    Layers layers = ConfigReader.layers(file, arguments);
    Map<String, List<Object>> grid = layers.grid();
    List<String> problems = new ArrayList<>(layers.problems());
    if (problems.isEmpty() && grid.isEmpty()) {
      problems.add(
          "sweep.grid is empty; give lists by key, such as sweep.grid { sync.workers = [1, 2],"
              + " sync.period = [1, 16] }");
    }
    String text = new Settings(layers.reference(), layers).text(DIR);
    Path dir = text.isEmpty() ? Path.of("sweeps", ConfigReader.nameOf(file)) : Path.of(text);
    List<Trial> trials = new ArrayList<>();
    for (Map<String, String> point : points(grid)) {
      List<String> all = new ArrayList<>(arguments);
      point.forEach((key, value) -> all.add(key + "=" + value));
      try {
        trials.add(trial(dir, point, file, all));
      } catch (ConfigException e) {
        problems.addAll(e.problems());
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems.stream().distinct().toList());
    }
    return new Sweep(dir, trials);
  }

  /** The run folder is named after the point, for people, and the hash, to be unique. */
  private static Trial trial(
      Path dir, Map<String, String> point, Optional<Path> file, List<String> arguments) {
    String hash = ConfigReader.read(file, arguments).resolved().hash();
    StringBuilder name = new StringBuilder();
    point.forEach(
        (key, value) ->
            name.append(key.substring(key.lastIndexOf('.') + 1))
                .append('-')
                .append(value.replaceAll("[^\\w.]+", "-"))
                .append('_'));
    List<String> all = new ArrayList<>(arguments);
    all.add("run.dir=" + dir.resolve(name + hash.substring(0, 6)));
    return new Trial(point, ConfigReader.read(file, all));
  }

  private static List<Map<String, String>> points(Map<String, List<Object>> grid) {
    List<Map<String, String>> points = List.of(Map.of());
    for (Map.Entry<String, List<Object>> axis : grid.entrySet()) {
      points =
          points.stream()
              .flatMap(point -> axis.getValue().stream().map(value -> with(point, axis, value)))
              .collect(Collectors.toList());
    }
    return points;
  }

  private static Map<String, String> with(
      Map<String, String> point, Map.Entry<String, List<Object>> axis, Object value) {
    Map<String, String> longer = new LinkedHashMap<>(point);
    longer.put(axis.getKey(), String.valueOf(value));
    return longer;
  }
}
