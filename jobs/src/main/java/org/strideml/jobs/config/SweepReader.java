package org.strideml.jobs.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.strideml.jobs.config.SweepConfig.Budget;
import org.strideml.jobs.config.SweepConfig.Objective;
import org.strideml.jobs.config.SweepConfig.Stopping;
import org.strideml.jobs.config.SweepConfig.StoppingType;
import org.strideml.jobs.config.SweepConfig.TimeAttr;
import org.strideml.jobs.config.SweepConfig.Trial;

/** Reads a sweep: the same file and arguments once per point of its axes and seed. */
public final class SweepReader {
  private static final String SEED = "run.seed";

  private enum Mode {
    MIN,
    MAX
  }

  private final Optional<Path> file;
  private final List<String> arguments;
  private final Layers layers;
  private final Settings settings;
  private final List<String> notes = new ArrayList<>();

  private SweepReader(Optional<Path> file, List<String> arguments) {
    this.file = file;
    this.arguments = arguments;
    this.layers = ConfigReader.layers(file, arguments);
    this.settings = new Settings(layers.reference(), layers);
  }

  /**
   * @param file a configuration file; empty for defaults
   * @param arguments {@code key=value}, which win over the file
   * @throws ConfigException with everything that is wrong with the sweep itself, or with all of its
   *     trials; a trial that alone is wrong is one that is refused
   */
  public static SweepConfig read(Optional<Path> file, List<String> arguments) {
    return new SweepReader(file, arguments).read();
  }

  /** Keys that reading a sweep looks at, beside those of its trials. */
  static Set<String> keys(Optional<Path> file, List<String> arguments) {
    SweepReader reader = new SweepReader(file, arguments);
    reader.read();
    Set<String> keys = new HashSet<>(reader.settings.used().keySet());
    keys.addAll(
        List.of(SweepAxes.GRID, SweepAxes.RANDOM, SweepAxes.LIST, ExpectationReader.EXPECT));
    return keys;
  }

  private SweepConfig read() {
    String name = ConfigReader.nameOf(file);
    String dir = settings.text("sweep.dir");
    Objective objective =
        new Objective(
            settings.text("sweep.metric"), settings.choice("sweep.mode", Mode.class) == Mode.MIN);
    long seed = settings.whole(SEED, 0, Long.MAX_VALUE);
    Stopping stopping = stopping(seed);
    Budget budget =
        new Budget(
            settings.integer("sweep.budget.trials", 0),
            settings.decimal("sweep.budget.seconds", 0),
            settings.whole("sweep.budget.bytes", 0, Long.MAX_VALUE));
    int parallelism = settings.integer("sweep.parallelism", 1);
    double confidence = settings.share("sweep.confidence");
    int samples = settings.integer("sweep.samples", 1);
    List<String> seeds = settings.texts("sweep.seeds");
    settings.require(
        !layers.axes().isEmpty() || !seeds.isEmpty() || !settings.problems().isEmpty(),
        "nothing is varied; give lists by key, such as sweep.grid { sync.workers = [1, 2],"
            + " sync.period = [1, 16] }, or sweep.random, sweep.list or sweep.seeds");
    ExpectationReader expectations =
        new ExpectationReader(layers.axes(), objective.metric(), settings.problems());
    List<Expectation> stated = expectations.read(layers.expectations());
    refuse(settings.problems());
    Map<Map<String, String>, Map<String, String>> wholes = new HashMap<>();
    List<Trial> trials = trials(layers.axes().points(seed, samples), seeds, seed, wholes);
    if (trials.stream().allMatch(trial -> trial.config().isEmpty())) {
      refuse(trials.stream().flatMap(trial -> trial.problems().stream()).distinct().toList());
    }
    stated = expectations.whole(stated, wholes);
    refuse(settings.problems());
    requireEvaluations(stopping, trials);
    noteUnused(trials);
    return new SweepConfig(
        name,
        dir.isEmpty() ? Path.of("sweeps", name) : Path.of(dir),
        trials,
        objective,
        stopping,
        budget,
        parallelism,
        confidence,
        stated,
        notes);
  }

  private static void refuse(List<String> problems) {
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
  }

  private Stopping stopping(long seed) {
    String section = "sweep.stopping.";
    StoppingType type = settings.choice(section + "type", StoppingType.class);
    TimeAttr timeAttr = settings.choice(section + "timeAttr", TimeAttr.class);
    long gracePeriod = settings.whole(section + "gracePeriod", 1, Long.MAX_VALUE);
    long maxT = settings.whole(section + "maxT", 1, Long.MAX_VALUE);
    double reductionFactor = settings.decimal(section + "reductionFactor", 1);
    settings.require(
        reductionFactor > 1,
        "sweep.stopping.reductionFactor must be above 1, got " + reductionFactor,
        section + "reductionFactor");
    settings.require(
        type != StoppingType.ASHA || gracePeriod <= maxT,
        "sweep.stopping.gracePeriod must be at most maxT, got %d and %d"
            .formatted(gracePeriod, maxT),
        section + "gracePeriod",
        section + "maxT");
    return new Stopping(
        type,
        timeAttr,
        gracePeriod,
        maxT,
        reductionFactor,
        settings.integer(section + "brackets", 1),
        settings.integer(section + "minSamplesRequired", 1),
        seed);
  }

  private static void requireEvaluations(Stopping stopping, List<Trial> trials) {
    boolean blind =
        trials.stream()
            .flatMap(trial -> trial.config().stream())
            .anyMatch(config -> config.train().evaluateEvery() == 0);
    if (stopping.type() != StoppingType.NONE && blind) {
      throw new ConfigException(
          "sweep.stopping decides by evaluations; set train.evaluateEvery above 0, got 0");
    }
  }

  /** Settings that have no effect in any trial; those of the sweep have none in a run. */
  private void noteUnused(List<Trial> trials) {
    List<StrideConfig> configs = trials.stream().flatMap(trial -> trial.config().stream()).toList();
    configs.get(0).unused().stream()
        .filter(line -> !line.contains(": sweep."))
        .filter(line -> configs.stream().allMatch(config -> config.unused().contains(line)))
        .forEach(notes::add);
  }

  /**
   * @param wholes is given what trials say of their point, by what was given
   */
  private List<Trial> trials(
      List<Map<String, String>> points,
      List<String> seeds,
      long seed,
      Map<Map<String, String>, Map<String, String>> wholes) {
    List<Trial> trials = new ArrayList<>();
    Set<String> hashes = new HashSet<>();
    int same = 0;
    Set<String> axes = new LinkedHashSet<>();
    points.forEach(point -> axes.addAll(point.keySet()));
    axes.remove(SEED);
    for (Map<String, String> given : points) {
      Map<String, String> point = new LinkedHashMap<>(given);
      String own = point.remove(SEED);
      List<String> all =
          own != null ? List.of(own) : seeds.isEmpty() ? List.of(Long.toString(seed)) : seeds;
      for (String one : all) {
        Trial trial = trial(trials.size() + 1, point, axes, one);
        if (trial.config().isEmpty() || hashes.add(trial.config().get().resolved().hash())) {
          trials.add(trial);
          wholes.put(Map.copyOf(point), trial.point());
        } else {
          same++;
        }
      }
    }
    if (same > 0) {
      notes.add(
          "%d points are left out: they differ from others in settings without effect only"
              .formatted(same));
    }
    return trials;
  }

  /**
   * @param axes keys that any point sets; those this one does not are told as they are in force
   */
  private Trial trial(int number, Map<String, String> point, Set<String> axes, String seed) {
    List<String> all = new ArrayList<>(arguments);
    point.forEach((key, value) -> all.add(key + "=" + value));
    all.add(SEED + "=" + seed);
    Optional<StrideConfig> config = Optional.empty();
    List<String> problems = List.of();
    try {
      config = Optional.of(ConfigReader.read(file, all));
    } catch (ConfigException e) {
      problems = e.problems();
    }
    Map<String, String> whole = new LinkedHashMap<>();
    for (String key : axes) {
      Optional<String> inForce = config.flatMap(one -> one.resolved().value(key));
      Optional.ofNullable(point.get(key))
          .or(() -> inForce)
          .ifPresent(value -> whole.put(key, value));
    }
    return new Trial(
        number,
        whole,
        seed.matches("\\d{1,18}") ? Long.parseLong(seed) : 0,
        config,
        problems,
        dir -> {
          List<String> here = new ArrayList<>(all);
          here.add("run.dir=" + dir);
          String checkpoints = settings.text("checkpoint.dir");
          if (!checkpoints.isEmpty()) {
            here.add("checkpoint.dir=" + checkpoints + "/" + dir.getFileName());
          }
          return ConfigReader.read(file, here);
        });
  }
}
