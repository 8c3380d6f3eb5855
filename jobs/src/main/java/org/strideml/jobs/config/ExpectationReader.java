package org.strideml.jobs.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.strideml.jobs.config.Expectation.Side;

/** Reads {@code sweep.expect}; what is wrong is collected with everything else. */
final class ExpectationReader {
  static final String EXPECT = "sweep.expect";

  private static final String SEEDS = "seeds";
  private static final List<String> SIDES = List.of("above", "below", "within");
  private static final List<String> FIELDS =
      List.of(
          "name",
          "says",
          "metric",
          "setting",
          "against",
          "times",
          "above",
          "below",
          "within",
          "smallest",
          "exploratory");

  private final SweepAxes axes;
  private final String metric;
  private final List<String> problems;

  /**
   * @param metric of the sweep, for expectations that name none
   * @param problems what is wrong is added here
   */
  ExpectationReader(SweepAxes axes, String metric, List<String> problems) {
    this.axes = axes;
    this.metric = metric;
    this.problems = problems;
  }

  /** All of them; points as they are given. */
  List<Expectation> read(ConfigList given) {
    List<Expectation> expectations = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (ConfigValue value : given) {
      if (value instanceof ConfigObject fields) {
        Expectation read = read(fields);
        expectations.add(read);
        require(names.add(read.name()), value, "has the name %s twice".formatted(read.name()));
      } else {
        require(
            false,
            value,
            "must hold { name, says, setting, against, above | below | within }, got "
                + Layers.shown(value));
      }
    }
    return expectations;
  }

  private Expectation read(ConfigObject fields) {
    for (String field : fields.keySet()) {
      require(
          FIELDS.contains(field),
          fields.get(field),
          "has no field %s; there are %s".formatted(field, String.join(", ", FIELDS)));
    }
    List<String> sides = SIDES.stream().filter(fields::containsKey).toList();
    require(
        sides.size() == 1,
        fields,
        "needs one of above, below, within, got %s"
            .formatted(sides.isEmpty() ? "none" : String.join(", ", sides)));
    String side = sides.isEmpty() ? "above" : sides.get(0);
    boolean bySeeds =
        side.equals("within")
            && fields.get(side).valueType() == ConfigValueType.STRING
            && fields.get(side).unwrapped().equals(SEEDS);
    double margin = bySeeds ? Double.NaN : number(fields, side, 0);
    double times = number(fields, "times", 1);
    double smallest = number(fields, "smallest", 0);
    require(smallest >= 0, fields, "smallest must be at least 0, got " + smallest);
    require(!side.equals("within") || !(margin <= 0), fields, "within must be above 0");
    return new Expectation(
        text(fields, "name", ""),
        text(fields, "says", ""),
        text(fields, "metric", metric),
        points(fields, "setting"),
        points(fields, "against"),
        times,
        bySeeds ? Side.SEEDS : Side.values()[SIDES.indexOf(side)],
        margin,
        smallest,
        fields.containsKey("exploratory")
            && Boolean.TRUE.equals(fields.get("exploratory").unwrapped()));
  }

  private void require(boolean holds, ConfigValue where, String problem) {
    if (!holds) {
      problems.add("%s: %s %s".formatted(Layers.where(where), EXPECT, problem));
    }
  }

  private String text(ConfigObject fields, String field, String standard) {
    String text =
        fields.containsKey(field) ? String.valueOf(fields.get(field).unwrapped()) : standard;
    require(!text.isBlank(), fields, "needs a " + field);
    return text;
  }

  private double number(ConfigObject fields, String field, double standard) {
    if (!fields.containsKey(field)) {
      return standard;
    }
    ConfigValue value = fields.get(field);
    boolean isNumber = value.valueType() == ConfigValueType.NUMBER;
    require(
        isNumber,
        value,
        "%s must be a number%s, got %s"
            .formatted(field, field.equals("within") ? " or " + SEEDS : "", Layers.shown(value)));
    return isNumber ? ((Number) value.unwrapped()).doubleValue() : standard;
  }

  /** One point, or a list of points of which the best is meant. */
  private List<Map<String, String>> points(ConfigObject fields, String field) {
    ConfigValue value = fields.get(field);
    List<? extends ConfigValue> given =
        value instanceof ConfigList list ? list : value == null ? List.of() : List.of(value);
    List<Map<String, String>> points = new ArrayList<>();
    for (ConfigValue one : given) {
      if (one instanceof ConfigObject point) {
        points.add(axes.point(point, EXPECT, problems));
      } else {
        require(false, one, field + " must be a point, got " + Layers.shown(one));
      }
    }
    require(!given.isEmpty(), fields, "needs %s, a point as the sweep gives it".formatted(field));
    return points;
  }

  /**
   * The same with each point as trials tell it.
   *
   * @param wholes the whole point by the one that was given
   */
  List<Expectation> whole(
      List<Expectation> expectations, Map<Map<String, String>, Map<String, String>> wholes) {
    return expectations.stream()
        .map(
            one ->
                new Expectation(
                    one.name(),
                    one.says(),
                    one.metric(),
                    whole(one.name(), one.setting(), wholes),
                    whole(one.name(), one.against(), wholes),
                    one.times(),
                    one.side(),
                    one.margin(),
                    one.smallest(),
                    one.exploratory()))
        .toList();
  }

  private List<Map<String, String>> whole(
      String name,
      List<Map<String, String>> points,
      Map<Map<String, String>, Map<String, String>> wholes) {
    List<Map<String, String>> found = new ArrayList<>();
    for (Map<String, String> point : points) {
      if (wholes.containsKey(point)) {
        found.add(wholes.get(point));
      } else {
        problems.add(
            "%s: %s speaks of %s, which is no point of the sweep; give all keys of a point with the"
                    .formatted(EXPECT, name, point)
                + " values they have there");
      }
    }
    return found;
  }
}
