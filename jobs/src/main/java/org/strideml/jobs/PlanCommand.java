package org.strideml.jobs;

import java.nio.file.Path;
import java.util.Locale;
import org.apache.spark.api.java.JavaSparkContext;
import org.strideml.jobs.config.ConfigReader;
import org.strideml.jobs.config.StrideConfig;
import org.strideml.jobs.exit.ExitCode;
import org.strideml.jobs.run.DataFetch;
import org.strideml.jobs.run.MemoryCheck;
import org.strideml.jobs.run.SparkStart;
import org.strideml.jobs.run.TrainingInput;
import org.strideml.jobs.terminal.Figures;
import org.strideml.jobs.terminal.Terminal;
import org.strideml.jobs.terminal.Terminal.Colour;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.memory.MemoryPlan;
import org.strideml.trainer.round.Exchange;
import org.strideml.trainer.round.Fragments;
import org.strideml.trainer.spark.ClusterMemory;
import org.strideml.trainer.sync.ConstantPeriod;
import org.strideml.trainer.sync.SyncPolicy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "plan",
    description = {
      "Says what a configuration would do, and does nothing:",
      "rows, parameters, steps, rounds, bytes that would travel, and memory by place."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  scripts/stride plan conf/quickstart.conf",
      "  scripts/stride plan conf/quickstart.conf sync.workers=16 --spark --executor-memory 4g"
    })
final class PlanCommand extends Verb {
  @Mixin private Arguments arguments;

  @Override
  ExitCode run(Terminal terminal) throws Exception {
    StrideConfig config = ConfigReader.read(arguments.path(), arguments.settings());
    DataFetch.ifAskedFor(config.data(), Path.of("data"), terminal);
    try (JavaSparkContext spark = SparkStart.open("plan")) {
      TrainingInput input = TrainingInput.open(config, spark);
      TrainerConfig trainer = input.trainerConfig(config);
      row(terminal, "rows", rows(input));
      row(terminal, "model", model(trainer));
      row(terminal, "rounds", rounds(trainer));
      row(terminal, "messages", messages(trainer));
      MemoryPlan memory =
          MemoryPlan.of(trainer, input.data(), ClusterMemory.of(spark, config.backend()));
      row(terminal, "memory", "");
      MemoryCheck.lines(memory).forEach(line -> terminal.line("  " + line));
      MemoryCheck.requireEnough(memory);
    }
    return ExitCode.DONE;
  }

  private static void row(Terminal terminal, String name, String text) {
    terminal.line(terminal.in(Colour.GREY, String.format(Locale.ROOT, "%-10s", name)) + text);
  }

  private static String rows(TrainingInput input) {
    return "%d to train on, %d held out"
        .formatted(input.data().training().rows(), input.data().evaluation().rows());
  }

  private static String model(TrainerConfig config) {
    return "%s of %d parameters".formatted(config.model().type(), config.model().layout().size());
  }

  private static String rounds(TrainerConfig config) {
    SyncPolicy policy = config.sync().policy();
    TrainerConfig.Sync sync = config.sync();
    return "%d of %d %sworkers with %d local steps each%s: %d steps of %d rows per worker"
        .formatted(
            policy.rounds(config.beginning()),
            sync.perRound(),
            sync.participation().isAll() ? "" : "of " + sync.workers() + " ",
            policy.period().base(),
            policy.period() instanceof ConstantPeriod
                ? ""
                : " or more (" + policy.period().type() + ")",
            config.steps(),
            config.batchSize());
  }

  private static String messages(TrainerConfig config) {
    Exchange exchange = new Exchange(config, config.model().layout());
    long plain = exchange.plainSize(config.model().layout().size());
    if (config.sync().streaming().active()) {
      Fragments fragments = new Fragments(config);
      return String.format(
          Locale.ROOT,
          "at most %s down and %s up per worker and round, one of %d fragments; %s down in the first"
              + " round; the whole model in fp32 would be %s each way",
          Figures.bytes(fragments.weightsSize()),
          Figures.bytes(fragments.contributionSize()),
          fragments.count(),
          Figures.bytes(exchange.weightsSize()),
          Figures.bytes(plain));
    }
    return String.format(
        Locale.ROOT,
        "%s down and at most %s up per worker and round; fp32 would be %s each way",
        Figures.bytes(exchange.weightsSize()),
        Figures.bytes(exchange.contributionSize()),
        Figures.bytes(plain));
  }
}
