package org.strideml.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.strideml.kernels.Activation;
import org.strideml.quantization.StochasticUniform;
import org.strideml.trainer.TrainerConfig.StateMode;
import org.strideml.trainer.async.ClockLog;
import org.strideml.trainer.data.Augmentation;
import org.strideml.trainer.data.table.TableSettings;
import org.strideml.trainer.model.Cnn;
import org.strideml.trainer.model.Mlp.Block;
import org.strideml.trainer.model.Normalization;
import org.strideml.trainer.optim.AdamW;
import org.strideml.trainer.optim.Nesterov;
import org.strideml.trainer.optim.Sgd;
import org.strideml.trainer.sync.Attack;
import org.strideml.trainer.sync.Attacked;
import org.strideml.trainer.sync.Krum;
import org.strideml.trainer.sync.NearestNeighbourMixing;
import org.strideml.trainer.sync.RecordedPeriod;
import org.strideml.trainer.sync.SteppedPeriod;

class ConfigReaderTest {
  private static final List<String> LEAST = List.of("data.dir=d", "train.steps=10");

  @TempDir Path folder;

  private static StrideConfig read(String... arguments) {
    List<String> all = new ArrayList<>(LEAST);
    all.addAll(List.of(arguments));
    return ConfigReader.read(Optional.empty(), all);
  }

  private StrideConfig readFile(String text, String... arguments) throws IOException {
    return ConfigReader.read(Optional.of(file(text)), List.of(arguments));
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("job.conf"), text);
  }

  private static List<String> problemsOf(String... arguments) {
    return catchThrowableOfType(ConfigException.class, () -> read(arguments)).problems();
  }

  @Test
  void readsSectionsIntoLibraryTypes() throws IOException {
    StrideConfig config =
        readFile(
            """
            data { format = idx, dir = "some/folder" }
            model { hidden = [64, 32], activation = tanh }
            optimizer { type = sgd, lr = 0.1, momentum = 0.9, nesterov = true, state = reset }
            sync { workers = 3, period = 4, outer { type = nesterov, lr = 0.5 } }
            compression.gradients { codec = stochastic, bits = 4, bucketSize = 512 }
            train { batchSize = 8, epochs = 2 }
            """);
    assertThat(config.run().name()).isEqualTo("job");
    assertThat(config.data().path()).isEqualTo("some/folder");
    assertThat(config.model())
        .isEqualTo(new ModelConfig.Mlp(List.of(64, 32), Activation.TANH, Block.PLAIN, 8));
    assertThat(config.optimizer()).isEqualTo(new Sgd(0.9, true, 0));
    assertThat(config.sync().outer()).isEqualTo(new Nesterov(0.5, 0.9));
    assertThat(config.sync().state()).isEqualTo(StateMode.RESET);
    assertThat(config.compression().gradients()).isInstanceOf(StochasticUniform.class);
    assertThat(config.compression().gradients().bits()).isEqualTo(4);
    assertThat(config.compression().weights().bits()).isEqualTo(32);
    assertThat(config.train().steps(480, 3)).isEqualTo(40);
  }

  @Test
  void surroundsLayersAsAsked() throws IOException {
    assertThat(
            readFile(
                    "data.dir = a\ntrain.steps = 5\nmodel { norm = layer, residual = true, dropout = 0.25 }")
                .model())
        .isEqualTo(
            new ModelConfig.Mlp(List.of(256), Activation.RELU, new Block(true, true, 0.25f), 8));
  }

  @Test
  void argumentsWinOverTheFile() throws IOException {
    StrideConfig config =
        readFile(
            "data.dir = a\ntrain.steps = 5\noptimizer.beta2 = 0.99",
            "train.steps=7",
            "data.dir=/b/c,d:e");
    assertThat(config.train().steps()).isEqualTo(7);
    assertThat(config.data().path()).isEqualTo("/b/c,d:e");
    assertThat(config.optimizer()).isEqualTo(new AdamW(0.9, 0.99, 1e-8, 0));
  }

  @Test
  void takesListsWithoutBrackets() {
    assertThat(read("model.hidden=7,5").model())
        .isEqualTo(new ModelConfig.Mlp(List.of(7, 5), Activation.RELU, Block.PLAIN, 8));
    assertThat(read("model.hidden=").model())
        .isEqualTo(new ModelConfig.Mlp(List.of(), Activation.RELU, Block.PLAIN, 8));
  }

  @Test
  void readsTheLayersOfAConvolutionalNetwork() throws IOException {
    Path file =
        file(
            """
            data { format = cifar, dir = d, normalize = given, mean = [0.5], deviation = [2] }
            data.augment { flip = true, crop = 4 }
            model {
              type = cnn
              features = ["conv 8", "max-pool 2", "conv 16 kernel 5 stride 2 padding 0", "average-pool 3"]
              norm = batch
              hidden = []
            }
            train.steps = 1
            """);
    StrideConfig config = ConfigReader.read(Optional.of(file), List.of());
    Normalization batch = Normalization.batch();
    assertThat(config.model())
        .isEqualTo(
            new ModelConfig.Cnn(
                List.of(
                    new Cnn.Conv(8, 3, 1, 1, batch),
                    new Cnn.Pool(Cnn.PoolType.MAX, 2),
                    new Cnn.Conv(16, 5, 2, 0, batch),
                    new Cnn.Pool(Cnn.PoolType.AVERAGE, 3)),
                List.of()));
    assertThat(config.images())
        .isEqualTo(
            new StrideConfig.Images(
                StrideConfig.PixelNormalization.GIVEN,
                List.of(0.5),
                List.of(2.0),
                new Augmentation(true, 4)));
  }

  @Test
  void imageModelsHaveGroupNormalizationUnlessTold() {
    assertThat(read("model.type=resnet", "model.channels=32", "model.blocks=3").model())
        .isEqualTo(new ModelConfig.ResNet(3, 32, Normalization.group(8)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "model.type=cnn|model.features=dense 3|got \"dense 3\"",
        "model.type=cnn|model.features=conv 12|a multiple of model.groups",
        "model.type=resnet|model.norm=none|needs model.norm = group or batch",
        "model.type=resnet|model.channels=12|must divide model.channels, got 8 and 12",
        "model.type=resnet|model.norm=layer|must be one of auto, none, group, batch",
        "data.normalize=given|data.mean=1,2|a number for each channel",
        "data.fetch=cifar-10|data.format=idx|brings cifar",
      })
  void refusesImageSettingsThatDoNotFit(String first, String second, String message) {
    assertThatThrownBy(() -> read(first, second)).hasMessageContaining(message);
  }

  @Test
  void reportsEverythingAtOnceWithItsPlace() throws IOException {
    Path file =
        file(
            """
            optimiser.lr = 0.1
            data.dir = d
            train { batchSize = many, steps = -3 }
            compression.weights { codec = random-shift, bits = 9 }
            model.type = forest
            schedule.scaling = linear
            """);
    ConfigException problem =
        catchThrowableOfType(
            ConfigException.class,
            () ->
                ConfigReader.read(
                    Optional.of(file), List.of("sync.workers=0", "optimizer.nesterov=perhaps")));
    assertThat(problem.problems())
        .containsExactly(
            file + ":1: unknown key optimiser.lr; did you mean optimizer.lr?",
            file + ":3: train.batchSize must be a number, got \"many\"",
            "command line: optimizer.nesterov must be true or false, got \"perhaps\"",
            file
                + ":5: model.type must be one of mlp, cnn, resnet, gpt, llama, linear, fm, got \"forest\"",
            file
                + ":6: schedule.scaling = linear is a rule for SGD: adamw divides the gradient's"
                + " scale out, so a larger batch does not make its steps proportionally longer; use"
                + " schedule.scaling = square-root, or none and choose optimizer.lr, or"
                + " optimizer.type = sgd; schedule.anyOptimizer = true insists",
            "command line: sync.workers must be a whole number of at least 1, got 0",
            file
                + ":4: compression.weights.bits must be one of 1, 2, 3, 4, 5, 6, 7, 8, auto,"
                + " got \"9\"",
            file + ":3: train.steps must be a whole number of at least 0, got -3");
    assertThat(problem).hasMessageStartingWith("8 problems in the configuration:\n  - ");
  }

  @ParameterizedTest
  @CsvSource({
    "optimizer.learningRate=1, conf/reference.conf lists all keys",
    "lr=1, did you mean optimizer.lr?",
    "batchsize=1, did you mean train.batchSize?",
    "train.batch_size=1, did you mean train.batchSize?",
    "sync.worker=1, did you mean sync.workers?",
    "compression.weights.codecs=none, did you mean compression.weights.codec?",
    "sync=3, sync is a section",
    "zzz=1, conf/reference.conf lists all keys",
  })
  void namesTheNearestKey(String argument, String hint) {
    assertThat(problemsOf(argument)).singleElement().asString().contains("unknown key", hint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train.epochs=1",
        "train.steps=0",
        "model.type=gpt",
        "data.fetch=europarl",
        "schedule.warmupSteps=3 schedule.warmupEpochs=1",
        "optimizer.type=sgd optimizer.nesterov=true",
        "compression.gradients.errorFeedback=true",
        "compression.gradients.codec=dgc compression.gradients.errorFeedback=true",
        "compression.gradients.codec=qsgd compression.gradients.bits=1",
        "compression.gradients.codec=stochastic compression.gradients.bits=auto",
        "compression.gradients.codec=top-k compression.gradients.density=0",
        "compression.weights.codec=top-k",
        "compression.weights.codec=demo",
        "compression.weights.differences=true",
        "compression.entropy=zip",
        "compression.partBytes=1000",
        "data.format=text data.path=x model.type=gpt model.width=30 model.heads=4",
        "data.format=text data.path=x model.type=llama model.width=12 model.heads=4",
        "data.format=text data.path=x model.type=gpt model.dropout=1",
        "data.format=text data.path=x model.type=gpt data.tokenizer=words",
        "schedule.warmupSteps=10",
        "data.format=text data.path=x model.type=gpt data.holdout=0",
        "optimizer.lr=0",
        "optimizer.lr=NaN",
        "optimizer.beta1=1",
        "train.batchSize=1.5",
        "train.batchSize=99999999999",
        "model.hidden=[8,0]",
        "backend.device=gpu",
        "backend.device=opencl:0 backend.type=cpu",
        "backend.precision=fp16",
        "backend.precision=bf16 backend.type=reference",
        "backend.precision=bf16 backend.type=opencl",
        "sync.mode=eventually",
        "sync.mode=asynchronous sync.async.secondsPerStep=[0]",
        "sync.policy.type=stepped",
        "sync.policy.type=stepped sync.policy.periods.0=1.5",
        "sync.policy.type=window sync.policy.begin=0.5 sync.policy.end=0.4",
        "sync.policy.type=recorded sync.policy.recording=nowhere",
        "sync.fragments.count=3",
        "sync.fragments.count=4 sync.fragments.delay=5",
        "sync.fragments.count=4 sync.drift.type=fedprox",
        "sync.fragments.count=4 compression.gradients.codec=dgc",
        "sync.fragments.count=4 compression.weights.codec=learned",
        "sync.aggregation.type=krum",
        "optimizer.state=average optimizer.stateRounds.q=3",
        "optimizer.state=average optimizer.stateRounds.m=0.5",
        "optimizer.state=average sync.aggregation.type=median",
        "optimizer.type=mt-dao optimizer.slow.weights=[0.5,0.5]",
        "optimizer.type=savic optimizer.state=reset",
        "optimizer.type=savic optimizer.preconditioner.rule=oasis backend.precision=bf16",
        "optimizer.type=savic sync.participation=0.5",
        "optimizer.type=sgd optimizer.state=average",
        "sync.participation=0",
        "sync.participation=1.5",
        "sync.participation=0.5 sync.mode=gossip",
        "sync.participation=0.5 sync.mode=asynchronous",
        "sync.participation=0.5 sync.drift.type=fedspeed",
        "sync.participation=0.5 sync.fragments.count=2",
        "sync.participation=0.5 sync.attack.type=little",
        "sync.participation=0.5 compression.weights.codec=random-shift"
            + " compression.weights.differences=true",
        "sync.participation=0.5 sync.workers=5 sync.aggregation.type=trimmed-mean"
            + " sync.aggregation.faulty=2",
        "sync.aggregation.type=monna",
        "sync.mode=asynchronous sync.workers=9 sync.aggregation.type=median",
        "sync.mode=asynchronous sync.attack.type=little",
        "sync.mode=gossip sync.outer.averaging=true",
        "sync.mode=gossip sync.aggregation.mixing=true",
        "sync.mode=gossip sync.workers=3 sync.aggregation.type=monna",
        "sync.mode=gossip sync.gossip.topology=complete sync.aggregation.type=monna",
        "sync.mode=gossip sync.gossip.step=0",
        "sync.mode=gossip sync.gossip.step=0.5 sync.gossip.mixings=2",
        "sync.mode=gossip compression.weights.codec=random-shift sync.gossip.order=during",
        "sync.mode=gossip sync.gossip.topology=sampled compression.weights.codec=random-shift",
        "sync.mode=gossip sync.gossip.topology=sampled sync.attack.type=little",
        "sync.mode=gossip compression.weights.codec=random-shift sync.attack.type=little",
        "data.partition.type=column data.partition.column=x",
        "data.order.type=easy-first",
        "data.order.type=random data.order.start=0",
        "sync.drift.type=scaffold",
        "sync.drift.type=proxskip",
        "optimizer.type=sgd sync.drift.type=delta-sgd schedule.type=cosine",
        "optimizer.type=sgd sync.drift.type=delta-sgd schedule.warmupSteps=2",
        "sync.attack.type=little sync.attack.workers=2",
        "schedule.scaling=linear optimizer.type=adamw",
        "schedule.scaling=square-root optimizer.type=sgd",
        "run.name=a/b",
        "data.format=csv data.path=x",
        "data.format=csv data.label=y",
        "data.format=csv data.path=x data.label=y data.numeric=[y]",
        "data.format=csv data.path=x data.label=[y,y]",
        "data.format=csv data.path=x data.label=y data.csv.quote=''",
        "data.format=csv data.path=x data.label=y data.csv.separator=",
        "data.format=csv data.path=x data.label=y data.split.fraction=1",
        "data.format=csv data.path=x data.label=y data.split.type=file",
        "data.format=csv data.path=x data.label=y data.classWeight=given data.classWeights.a=-1",
        "data.format=parquet data.path=x data.label=y data.minCount=0",
        "data.format=table data.label=y",
        "data.format=table data.label=y data.table=t data.reader.format=jdbc",
        "run.seed={",
        "noEquals",
      })
  void refusesWhatCannotBe(String arguments) {
    assertThat(problemsOf(arguments.split(" "))).hasSize(1);
  }

  @Test
  void readsMapsAndNamesOfATable() throws IOException {
    StrideConfig config =
        readFile(
            """
            data {
              format = csv, path = some.csv, label = "in come", numeric = [a, "b c"]
              reader.options { encoding = "ISO-8859-1", "a.b" = 3 }
              classWeight = given
              classWeights { "<=50K" = 1, ">50K" = 2.5 }
            }
            train.steps = 5
            """,
            "data.reader.options.comment=#",
            "data.classWeights.other=4",
            "data.csv.separator=;");
    TableSettings table = config.data().table().orElseThrow().settings();
    assertThat(table.reader().options())
        .containsEntry("encoding", "ISO-8859-1")
        .containsEntry("a.b", "3")
        .containsEntry("comment", "#")
        .containsEntry("sep", ";");
    assertThat(table.columns().label()).containsExactly("in come");
    assertThat(table.columns().numeric()).containsExactly("a", "b c");
    assertThat(table.weighting().given())
        .isEqualTo(Map.of("<=50K", 1.0, ">50K", 2.5, "other", 4.0));
    Path file =
        Files.writeString(folder.resolve("config.resolved.conf"), config.resolved().render());
    StrideConfig again = ConfigReader.read(Optional.of(file), List.of());
    assertThat(again.data()).isEqualTo(config.data());
    assertThat(again.resolved().hash()).isEqualTo(config.resolved().hash());
  }

  @Test
  void saysWhatHasNoEffect() {
    assertThat(read("model.heads=8", "optimizer.momentum=0.5", "optimizer.beta2=0.999").unused())
        .containsExactly(
            "command line: model.heads = 8 has no effect with the other settings",
            "command line: optimizer.momentum = 0.5 has no effect with the other settings");
  }

  @Test
  void namesFileAndLineOfASyntaxError() throws IOException {
    Path file = file("train {\n  steps = \n  = 3\n}");
    assertThatThrownBy(() -> ConfigReader.read(Optional.of(file), List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void refusesAFileThatIsNotThere() {
    assertThatThrownBy(() -> ConfigReader.read(Optional.of(folder.resolve("no.conf")), List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("no.conf");
  }

  @Test
  void resolvedConfigurationReadsBackAsItself() throws IOException {
    StrideConfig first = read("optimizer.lr=1e-3", "model.hidden=[5, 4]", "run.name=12");
    Path file =
        Files.writeString(folder.resolve("config.resolved.conf"), first.resolved().render());
    StrideConfig again = ConfigReader.read(Optional.of(file), List.of());
    assertThat(again.resolved().render()).isEqualTo(first.resolved().render());
    assertThat(again.resolved().hash()).isEqualTo(first.resolved().hash());
    assertThat(again.unused()).isEmpty();
  }

  @Test
  void aRunFolderStandsForItsConfiguration() throws IOException {
    Files.writeString(
        folder.resolve(ConfigReader.RESOLVED_FILE), read("train.batchSize=9").resolved().render());
    StrideConfig config = ConfigReader.read(Optional.of(folder), List.of());
    assertThat(config.run().dir()).contains(folder);
    assertThat(config.train().batchSize()).isEqualTo(9);
  }

  @Test
  void hashIsOfWhatDecidesTheNumbers() {
    String hash = read().resolved().hash();
    assertThat(hash).matches("[0-9a-f]{16}");
    assertThat(read("run.dir=x", "run.name=y", "checkpoint.every=3").resolved().hash())
        .isEqualTo(hash);
    assertThat(read("optimizer.lr=0.0010").resolved().hash()).isEqualTo(hash);
    assertThat(read("model.heads=8").resolved().hash()).isEqualTo(hash);
    assertThat(read("run.seed=2").resolved().hash()).isNotEqualTo(hash);
    assertThat(read("compression.minSize=1").resolved().hash()).isEqualTo(hash);
    assertThat(read("train.batchSize=33").resolved().hash()).isNotEqualTo(hash);
  }

  @Test
  void differencesNameTheKeys() {
    assertThat(read("sync.period=4", "run.dir=x").resolved().differences(read().resolved()))
        .containsExactly("sync.period: 4, was 16");
  }

  private Path recording() throws IOException {
    Files.writeString(
        folder.resolve("metrics.jsonl"),
        "{\"round\":1,\"syncPeriod\":3}\n{\"evalLoss\":1}\n{\"round\":2,\"syncPeriod\":5}\n");
    return folder;
  }

  @Test
  void readsWhenAndHowWorkersMeet() throws IOException {
    assertThat(read("sync.policy.type=recorded", "sync.policy.recording=" + recording()).sync())
        .extracting(sync -> sync.policy().period())
        .isEqualTo(new RecordedPeriod(List.of(3L, 5L)));
    assertThat(
            read("sync.policy.type=stepped", "sync.policy.periods.0=2", "sync.policy.periods.90=7")
                .sync()
                .policy()
                .period())
        .isEqualTo(new SteppedPeriod(new TreeMap<>(Map.of(0L, 2L, 90L, 7L))));
    assertThat(
            read(
                    "sync.workers=7",
                    "sync.aggregation.type=krum",
                    "sync.aggregation.faulty=2",
                    "sync.aggregation.mixing=true",
                    "sync.attack.type=empire",
                    "sync.attack.workers=2")
                .sync()
                .aggregation())
        .isEqualTo(new Attacked(new NearestNeighbourMixing(2, new Krum(2)), Attack.EMPIRE, 2, 1));
  }

  /** No dead options: together these configurations read every key there is. */
  @Test
  void everyKeyOfTheReferenceIsRead() throws Exception {
    Path log = folder.resolve("clock.jsonl");
    ClockLog.open(log, 2, 0).close();
    String coded =
        "compression.weights.codec=stochastic compression.weights.bits=auto"
            + " compression.weights.targetError=0.1 compression.gradients.codec=random-shift"
            + " compression.gradients.bits=auto compression.gradients.bytes=1000";
    String differing = " compression.weights.differences=true compression.weights.codec=";
    List<String> variants =
        List.of(
            "optimizer.type=sgd optimizer.momentum=0.5 schedule.scaling=linear " + coded,
            "schedule.type=cosine sync.outer.type=nesterov",
            "compression.weights.codec=learned compression.gradients.codec=learned",
            "compression.gradients.codec=top-k" + differing + "top-k",
            "compression.gradients.codec=threshold" + differing + "threshold",
            "compression.gradients.codec=power-sgd" + differing + "power-sgd",
            "compression.gradients.codec=fedzip" + differing + "fedzip",
            "compression.gradients.codec=dgc",
            "compression.gradients.codec=demo",
            "sync.policy.type=post-local sync.outer.type=adam sync.outer.averaging=true",
            "sync.policy.type=qsr sync.outer.type=muon",
            "sync.policy.type=stepped sync.policy.periods.0=1 sync.aggregation.mixing=true"
                + " sync.workers=9 sync.attack.type=little",
            "sync.policy.type=bytes schedule.scaling=linear schedule.anyOptimizer=true",
            "sync.policy.type=seconds",
            "sync.policy.type=window",
            "sync.fragments.count=4",
            "sync.policy.type=random sync.drift.type=proxskip",
            "optimizer.type=mt-dao optimizer.state=average sync.drift.type=fedspeed",
            "sync.drift.type=fedprox data.partition.type=dirichlet",
            "optimizer.type=sgd sync.drift.type=delta-sgd",
            "sync.policy.type=recorded sync.policy.recording=" + recording(),
            "data.format=cifar model.type=cnn data.normalize=given data.mean=1 data.deviation=1",
            "model.type=resnet",
            "schedule.type=step data.format=text data.path=x model.type=gpt",
            "data.format=text data.path=x model.type=llama",
            "data.format=csv data.path=x data.label=y data.split.type=file data.evaluationPath=z"
                + " data.classWeight=given",
            "data.format=table data.table=t data.label=y data.split.type=column"
                + " data.split.column=c data.split.value=1",
            "data.format=table data.reader.format=jdbc data.label=y",
            "data.format=libsvm data.path=x data.evaluationPath=y model.type=fm",
            "sync.mode=asynchronous sync.async.steps=dynamic sync.async.staleness=polynomial"
                + " sync.outer.type=delayed-nesterov",
            "optimizer.type=savic optimizer.preconditioner.rule=oasis optimizer.state=average"
                + " sync.participation=0.5",
            "data.order.type=hard-first data.order.model=x",
            "data.format=csv data.path=x data.label=y data.partition.type=column"
                + " data.partition.column=z",
            "sync.mode=gossip",
            "sync.mode=gossip sync.gossip.topology=sampled sync.drift.type=sam",
            "sync.mode=asynchronous sync.async.clock=replay sync.async.log=" + log);
    List<String> sweep = new ArrayList<>(LEAST);
    sweep.add("sweep.seeds=1,2");
    Set<String> read = new HashSet<>(SweepReader.keys(Optional.empty(), sweep));
    for (String variant : variants) {
      List<String> all = new ArrayList<>(LEAST);
      all.addAll(List.of(variant.split(" ")));
      Settings settings =
          new Settings(Reference.load(), ConfigReader.layers(Optional.empty(), all));
      ConfigReader.read(settings, "name");
      assertThat(settings.problems()).isEmpty();
      read.addAll(settings.used().keySet());
    }
    assertThat(read).containsExactlyInAnyOrderElementsOf(Reference.load().keys());
  }
}
