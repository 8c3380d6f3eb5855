package org.strideml.jobs.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.strideml.jobs.config.StrideConfig.Checkpoint;
import org.strideml.jobs.config.StrideConfig.Data;
import org.strideml.jobs.config.StrideConfig.Images;
import org.strideml.jobs.config.StrideConfig.Run;
import org.strideml.jobs.config.StrideConfig.Train;
import org.strideml.kernels.Backends;
import org.strideml.kernels.Precision;
import org.strideml.trainer.TrainerConfig.BackendChoice;
import org.strideml.trainer.TrainerConfig.Compression;
import org.strideml.trainer.TrainerConfig.StateMode;
import org.strideml.trainer.TrainerConfig.Sync;
import org.strideml.trainer.optim.InnerOptimizer;

/**
 * Reads a run's configuration: {@code reference.conf}, then a file, then {@code key=value}
 * arguments. Only what the chosen types need is read; the rest is reported as having no effect.
 */
public final class ConfigReader {
  /** Name of the settings file in a run folder. */
  public static final String RESOLVED_FILE = "config.resolved.conf";

  private final Settings settings;
  private final OptimizationReader optimization;
  private final String fallbackName;

  private ConfigReader(Settings settings, String fallbackName) {
    this.settings = settings;
    this.optimization = new OptimizationReader(settings);
    this.fallbackName = fallbackName;
  }

  /**
   * @param file a configuration file, or a run folder to continue; empty for defaults
   * @param arguments {@code key=value}, which win over the file
   * @throws ConfigException with everything that is wrong
   */
  public static StrideConfig read(Optional<Path> file, List<String> arguments) {
    Layers layers = layers(file, arguments);
    Settings settings = new Settings(layers.reference(), layers);
    StrideConfig config = read(settings, nameOf(file));
    if (!settings.problems().isEmpty()) {
      throw new ConfigException(settings.problems());
    }
    return config;
  }

  /** Reads on past problems, so that they can all be reported. */
  static StrideConfig read(Settings settings, String fallbackName) {
    return new ConfigReader(settings, fallbackName).read();
  }

  /** All that was said, in order: a later value replaces an earlier one. */
  static Layers layers(Optional<Path> file, List<String> arguments) {
    Layers layers = new Layers(Reference.load());
    file.ifPresent(
        path -> {
          Path resolved = path.resolve(RESOLVED_FILE);
          boolean runFolder = Files.isRegularFile(resolved);
          layers.addFile(runFolder ? resolved : path);
          if (runFolder) {
            layers.addArgument("run.dir=" + path);
          }
        });
    arguments.forEach(layers::addArgument);
    return layers;
  }

  /** What a run is called after its configuration file. */
  static String nameOf(Optional<Path> file) {
    return file.map(Path::toAbsolutePath)
        .map(Path::normalize)
        .map(Path::getFileName)
        .map(name -> name.toString().replaceFirst("(\\.resolved)?\\.conf$", ""))
        .filter(name -> !name.isEmpty())
        .orElse("run");
  }

  private StrideConfig read() {
    Run run = run();
    Data data = new DataReader(settings).data();
    Images images = data.format().isImages() ? new ImageReader(settings).read() : Images.NONE;
    ModelConfig model = new ModelReader(settings).read(data.format());
    Optional<Path> init = path("model.init");
    InnerOptimizer optimizer = optimization.optimizer();
    double clipNorm = settings.decimal("optimizer.clipNorm", 0);
    StateMode state = settings.choice("optimizer.state", StateMode.class);
    ScheduleConfig schedule = optimization.schedule();
    SyncReader meetings = new SyncReader(settings);
    Compression compression = new CompressionReader(settings).read();
    Sync sync = meetings.sync(state, optimizer, compression);
    BackendChoice backend = backend();
    Train train = train();
    Checkpoint checkpoint =
        new Checkpoint(settings.text("checkpoint.dir"), settings.integer("checkpoint.every", 0));
    return new StrideConfig(
        run,
        data,
        images,
        model,
        init,
        optimizer,
        clipNorm,
        schedule,
        sync,
        compression,
        backend,
        train,
        checkpoint,
        new Resolved(settings.used()),
        settings.unused());
  }

  private Run run() {
    String name = settings.text("run.name");
    settings.require(
        name.matches("[\\w.-]*"),
        "run.name must consist of letters, digits, dots, hyphens and underscores, got " + name,
        "run.name");
    return new Run(
        path("run.dir"),
        name.isEmpty() ? fallbackName : name,
        settings.whole("run.seed", 0, Long.MAX_VALUE));
  }

  private Optional<Path> path(String key) {
    String text = settings.text(key);
    return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
  }

  private BackendChoice backend() {
    String device = settings.text("backend.device");
    settings.require(
        device.matches("auto|opencl:\\d{1,9}"),
        "backend.device must be auto or opencl:N such as opencl:0, got " + device,
        "backend.device");
    String type = settings.oneOf("backend.type", List.of("auto", "cpu", "opencl", "reference"));
    settings.require(
        !device.startsWith("opencl:") || type.equals("opencl"),
        "backend.device = %s needs backend.type = opencl, got %s".formatted(device, type),
        "backend.device",
        "backend.type");
    Precision precision = settings.choice("backend.precision", Precision.class);
    settings.require(
        Backends.has(type, precision),
        "backend.precision = %s needs backend.type = auto or cpu, got %s"
            .formatted(precision, type),
        "backend.precision",
        "backend.type");
    return new BackendChoice(type, device, precision);
  }

  private Train train() {
    long steps = settings.whole("train.steps", 0, Long.MAX_VALUE);
    double epochs = settings.decimal("train.epochs", 0);
    settings.require(
        (steps > 0) != (epochs > 0),
        steps > 0
            ? "train.steps and train.epochs are both given; set one of them to 0"
            : "nothing says how long to train; set train.steps or train.epochs",
        "train.steps",
        "train.epochs");
    long warmup = settings.whole("schedule.warmupSteps", 0, Long.MAX_VALUE);
    settings.require(
        steps == 0 || warmup < steps,
        "schedule.warmupSteps must be below train.steps, got %d and %d".formatted(warmup, steps),
        "schedule.warmupSteps",
        "train.steps");
    return new Train(
        settings.integer("train.batchSize", 1),
        steps,
        epochs,
        settings.integer("train.evaluateEvery", 0),
        settings.integer("train.evaluationBatchSize", 1),
        settings.integer("train.patience", 0));
  }
}
