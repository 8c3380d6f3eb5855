package org.strideml.jobs;

import java.nio.file.Path;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.strideml.jobs.config.ConfigException;
import org.strideml.jobs.config.StrideConfig;
import org.strideml.jobs.exit.ExitCode;
import org.strideml.jobs.predict.ImagePrediction;
import org.strideml.jobs.predict.SparsePrediction;
import org.strideml.jobs.predict.TablePrediction;
import org.strideml.jobs.predict.TextPrediction;
import org.strideml.jobs.predict.TextPrediction.Drawing;
import org.strideml.jobs.run.RunFolder;
import org.strideml.jobs.run.SparkStart;
import org.strideml.jobs.run.TableInput;
import org.strideml.jobs.terminal.Terminal;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Backends;
import org.strideml.trainer.data.ImagePreprocessing;
import org.strideml.trainer.data.LibsvmPreprocessing;
import org.strideml.trainer.data.Preprocessing;
import org.strideml.trainer.data.Preprocessings;
import org.strideml.trainer.data.TextPreprocessing;
import org.strideml.trainer.data.table.TablePreprocessing;
import org.strideml.trainer.model.ModelFolder;
import org.strideml.trainer.model.SavedModel;
import org.strideml.trainer.model.TokenDraw;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "predict",
    description = {
      "Runs raw input through a run's model.",
      "Text: writes on from --prompt. Images and libsvm rows: one line per image or row of --file with its number,"
          + " then class and probability, with tabs between.",
      "Tables: the same per row of --file, with the name of the class, or the number predicted."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  scripts/stride predict runs/mine --prompt 'Mr President, '",
      "  scripts/stride predict runs/mine --prompt 'The ' --length 500 --temperature 0.7 --seed 3",
      "  scripts/stride predict runs/mine --prompt 'The ' --top-k 40 --top-p 0.95",
      "  scripts/stride predict runs/mine --file data/fashion-mnist/t10k-images-idx3-ubyte.gz",
      "  scripts/stride predict runs/adult --file new.csv --top 2"
    })
final class PredictCommand extends Verb {
  @Mixin private Arguments arguments;

  @Option(names = "--prompt", paramLabel = "TEXT", description = "What the text begins with.")
  private Optional<String> prompt = Optional.empty();

  @Option(
      names = "--length",
      paramLabel = "N",
      defaultValue = "400",
      description = "Tokens to write; default: ${DEFAULT-VALUE}.")
  private int length;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "0.8",
      description = "0 takes the likeliest token always; default: ${DEFAULT-VALUE}.")
  private double temperature;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      defaultValue = "0",
      description = "Draws one of the K likeliest only; 0, the default, for no limit.")
  private int topK;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      defaultValue = "1",
      description =
          "Draws one of the likeliest that together have the probability P; default:"
              + " ${DEFAULT-VALUE}, no limit.")
  private double topP;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Another seed, another text; default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description =
          "Images as in training: IDX, or CIFAR-10's binary form; or libsvm rows; plain or .gz. Or a table as in"
              + " training, which needs no label; a name where training named one.")
  private Optional<Path> file = Optional.empty();

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "1",
      description = "Classes per image or row; default: ${DEFAULT-VALUE}.")
  private int top;

  @Override
  ExitCode run(Terminal terminal) throws Exception {
    RunFolder folder = RunFolder.existing(arguments.requiredPath("a run folder"));
    StrideConfig config = folder.configuration(arguments.settings());
    SavedModel saved = ModelFolder.load(folder.model());
    Preprocessing preprocessing = Preprocessings.fromJson(saved.preprocessing());
    if (preprocessing instanceof TablePreprocessing table) {
      table(terminal, config, saved, table);
      return ExitCode.DONE;
    }
    try (Backend backend =
        Backends.open(
                config.backend().type(), config.backend().device(), config.backend().precision())
            .backend()) {
      if (preprocessing instanceof TextPreprocessing text) {
        String start = prompt.orElse("");
        Drawing drawing = new Drawing(length, draw(), seed);
        terminal.line(start + new TextPrediction(saved, text).follow(backend, start, drawing));
      } else {
        if (preprocessing instanceof LibsvmPreprocessing sparse) {
          new SparsePrediction(saved, sparse, top)
              .write(backend, file("libsvm rows"), terminal::line);
        } else {
          new ImagePrediction(saved, (ImagePreprocessing) preprocessing, top)
              .write(backend, file("images"), terminal::line);
        }
      }
    }
    return ExitCode.DONE;
  }

  private void table(
      Terminal terminal, StrideConfig config, SavedModel saved, TablePreprocessing table) {
    String rows = file("tables");
    try (JavaSparkContext spark = SparkStart.open("predict");
        Backend backend =
            Backends.open(config.backend().type(), config.backend().device()).backend()) {
      new TablePrediction(saved, table, top)
          .write(spark, TableInput.toScore(config, spark, table, rows), backend, terminal::line);
    }
  }

  private String file(String kind) {
    return file.orElseThrow(
            () -> new ConfigException("this model reads %s; name one with --file".formatted(kind)))
        .toString();
  }

  private TokenDraw draw() {
    if (!(temperature >= 0 && Double.isFinite(temperature))) {
      throw new ConfigException("--temperature must be at least 0, got " + temperature);
    }
    if (topK < 0) {
      throw new ConfigException("--top-k must be at least 0, got " + topK);
    }
    if (!(topP > 0 && topP <= 1)) {
      throw new ConfigException("--top-p must be above 0 and at most 1, got " + topP);
    }
    return new TokenDraw(temperature, topK, topP);
  }
}
