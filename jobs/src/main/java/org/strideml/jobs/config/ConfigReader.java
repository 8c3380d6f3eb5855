package org.strideml.jobs.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.strideml.jobs.config.ScheduleConfig.Constant;
import org.strideml.jobs.config.ScheduleConfig.Cosine;
import org.strideml.jobs.config.ScheduleConfig.Decay;
import org.strideml.jobs.config.ScheduleConfig.Scaling;
import org.strideml.jobs.config.ScheduleConfig.Step;
import org.strideml.jobs.config.StrideConfig.Checkpoint;
import org.strideml.jobs.config.StrideConfig.Data;
import org.strideml.jobs.config.StrideConfig.Fetch;
import org.strideml.jobs.config.StrideConfig.Format;
import org.strideml.jobs.config.StrideConfig.Run;
import org.strideml.jobs.config.StrideConfig.Train;
import org.strideml.kernels.Activation;
import org.strideml.quantization.Codec;
import org.strideml.quantization.Identity;
import org.strideml.quantization.RandomShift;
import org.strideml.quantization.StochasticUniform;
import org.strideml.trainer.TrainerConfig.BackendChoice;
import org.strideml.trainer.TrainerConfig.Compression;
import org.strideml.trainer.TrainerConfig.StateMode;
import org.strideml.trainer.TrainerConfig.Sync;
import org.strideml.trainer.optim.AdamW;
import org.strideml.trainer.optim.Average;
import org.strideml.trainer.optim.InnerOptimizer;
import org.strideml.trainer.optim.Nesterov;
import org.strideml.trainer.optim.OuterOptimizer;
import org.strideml.trainer.optim.Sgd;

/**
 * Reads a run's configuration: {@code reference.conf}, then a file, then {@code key=value}
 * arguments. Only what the chosen types need is read; the rest is reported as having no effect.
 */
public final class ConfigReader {
  /** Name of the settings file in a run folder. */
  public static final String RESOLVED_FILE = "config.resolved.conf";

  private enum ModelType {
    MLP,
    GPT
  }

  private enum ActivationName {
    RELU,
    TANH,
    GELU
  }

  private enum OptimizerType {
    SGD,
    ADAMW
  }

  private enum DecayType {
    CONSTANT,
    COSINE,
    STEP
  }

  private enum OuterType {
    AVERAGE,
    NESTEROV
  }

  private enum CodecType {
    NONE,
    RANDOM_SHIFT,
    STOCHASTIC
  }

  private final Settings settings;
  private final String fallbackName;

  private ConfigReader(Settings settings, String fallbackName) {
    this.settings = settings;
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
    Data data = data();
    ModelConfig model = model(data.format());
    Optional<Path> init = path("model.init");
    InnerOptimizer optimizer = optimizer();
    double clipNorm = settings.decimal("optimizer.clipNorm", 0);
    StateMode state = settings.choice("optimizer.state", StateMode.class);
    ScheduleConfig schedule = schedule();
    Sync sync = sync(state);
    Compression compression = compression();
    BackendChoice backend = backend();
    Train train = train();
    Checkpoint checkpoint =
        new Checkpoint(settings.text("checkpoint.dir"), settings.integer("checkpoint.every", 0));
    return new StrideConfig(
        run,
        data,
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

  private Data data() {
    Format format = settings.choice("data.format", Format.class);
    Fetch fetch = settings.choice("data.fetch", Fetch.class);
    String key = format == Format.IDX ? "data.dir" : "data.path";
    String path = settings.text(key);
    settings.require(
        !path.isEmpty(),
        "%s says where the data is and is empty; set it (data.format is %s)"
            .formatted(key, Settings.nameOf(format)),
        key,
        "data.format");
    settings.require(
        fetch == Fetch.NONE || (fetch == Fetch.EUROPARL) == (format == Format.TEXT),
        "data.fetch = %s brings %s, but data.format is %s"
            .formatted(
                Settings.nameOf(fetch),
                fetch == Fetch.EUROPARL ? "text" : "idx",
                Settings.nameOf(format)),
        "data.fetch",
        "data.format");
    double holdout = format == Format.TEXT ? settings.share("data.holdout") : 0;
    return new Data(format, path, holdout, fetch);
  }

  private ModelConfig model(Format format) {
    ModelType type = settings.choice("model.type", ModelType.class);
    settings.require(
        (type == ModelType.GPT) == (format == Format.TEXT),
        "model.type = %s does not fit data.format = %s; mlp reads idx, gpt reads text"
            .formatted(Settings.nameOf(type), Settings.nameOf(format)),
        "model.type",
        "data.format");
    if (type == ModelType.MLP) {
      ActivationName name = settings.choice("model.activation", ActivationName.class);
      return new ModelConfig.Mlp(
          settings.positives("model.hidden"), Activation.valueOf(name.name()));
    }
    int heads = settings.integer("model.heads", 1);
    int width = settings.integer("model.width", 1);
    settings.require(
        width % heads == 0,
        "model.heads must divide model.width, got %d and %d".formatted(heads, width),
        "model.heads",
        "model.width");
    return new ModelConfig.Gpt(
        settings.integer("model.layers", 1), heads, width, settings.integer("model.context", 1));
  }

  private InnerOptimizer optimizer() {
    double weightDecay = settings.decimal("optimizer.weightDecay", 0);
    if (settings.choice("optimizer.type", OptimizerType.class) == OptimizerType.ADAMW) {
      return new AdamW(
          settings.fraction("optimizer.beta1"),
          settings.fraction("optimizer.beta2"),
          settings.positive("optimizer.epsilon"),
          weightDecay);
    }
    double momentum = settings.fraction("optimizer.momentum");
    boolean nesterov = settings.flag("optimizer.nesterov");
    settings.require(
        !nesterov || momentum > 0,
        "optimizer.nesterov needs optimizer.momentum above 0 (0.9 is usual)",
        "optimizer.nesterov",
        "optimizer.momentum");
    return new Sgd(momentum, nesterov && momentum > 0, weightDecay);
  }

  private ScheduleConfig schedule() {
    Scaling scaling = settings.choice("schedule.scaling", Scaling.class);
    settings.require(
        scaling == Scaling.NONE || settings.text("optimizer.type").equals("sgd"),
        "schedule.scaling = linear is a rule for SGD: AdamW divides the gradient's scale out, so a"
            + " larger batch does not make its steps proportionally longer; use schedule.scaling ="
            + " none and choose optimizer.lr, or optimizer.type = sgd",
        "schedule.scaling",
        "optimizer.type");
    double warmupEpochs = settings.decimal("schedule.warmupEpochs", 0);
    long warmupSteps = settings.whole("schedule.warmupSteps", 0, Long.MAX_VALUE);
    settings.require(
        warmupEpochs == 0 || warmupSteps == 0,
        "schedule.warmupEpochs and schedule.warmupSteps are both given; set one of them to 0",
        "schedule.warmupEpochs",
        "schedule.warmupSteps");
    int base = scaling == Scaling.LINEAR ? settings.integer("schedule.baseBatchSize", 1) : 0;
    return new ScheduleConfig(
        settings.positive("optimizer.lr"), decay(), scaling, base, warmupEpochs, warmupSteps);
  }

  private Decay decay() {
    return switch (settings.choice("schedule.type", DecayType.class)) {
      case CONSTANT -> new Constant();
      case COSINE -> new Cosine(settings.decimal("schedule.finalFraction", 0, 1));
      case STEP ->
          new Step(
              settings.whole("schedule.decayEvery", 1, Long.MAX_VALUE),
              settings.positive("schedule.decayFactor"));
    };
  }

  private Sync sync(StateMode state) {
    settings.oneOf("sync.mode", List.of("synchronous"));
    settings.oneOf("sync.topology", List.of("driver"));
    return new Sync(
        settings.integer("sync.workers", 1),
        settings.integer("sync.period", 1),
        outer(),
        state,
        settings.whole("sync.pendingBytes", 0, Long.MAX_VALUE));
  }

  private OuterOptimizer outer() {
    return switch (settings.choice("sync.outer.type", OuterType.class)) {
      case AVERAGE -> new Average();
      case NESTEROV ->
          new Nesterov(
              settings.positive("sync.outer.lr"), settings.fraction("sync.outer.momentum"));
    };
  }

  private Compression compression() {
    Codec weights = codec("compression.weights");
    Codec gradients = codec("compression.gradients");
    boolean errorFeedback = settings.flag("compression.gradients.errorFeedback");
    settings.require(
        !errorFeedback || gradients.bits() < Float.SIZE,
        "compression.gradients.errorFeedback has nothing to feed back:"
            + " compression.gradients.codec = none loses nothing",
        "compression.gradients.errorFeedback",
        "compression.gradients.codec");
    boolean lossy = weights.bits() < Float.SIZE || gradients.bits() < Float.SIZE;
    int minSize = lossy ? settings.integer("compression.minSize", 0) : 0;
    return new Compression(weights, gradients, errorFeedback, minSize);
  }

  private Codec codec(String section) {
    CodecType type = settings.choice(section + ".codec", CodecType.class);
    if (type == CodecType.NONE) {
      return new Identity();
    }
    int bits = settings.integer(section + ".bits", 1, 8);
    int bucketSize = settings.integer(section + ".bucketSize", 1);
    return type == CodecType.RANDOM_SHIFT
        ? new RandomShift(bits, bucketSize)
        : new StochasticUniform(bits, bucketSize);
  }

  private BackendChoice backend() {
    settings.oneOf("backend.precision", List.of("fp32"));
    String device = settings.text("backend.device");
    settings.require(
        device.equals("auto") || device.matches("\\w+:\\d+"),
        "backend.device must be auto or an index such as opencl:0, got " + device,
        "backend.device");
    return new BackendChoice(
        settings.oneOf("backend.type", List.of("auto", "cpu", "opencl", "reference")), device);
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
