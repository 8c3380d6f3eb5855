package org.strideml.jobs;

import java.nio.file.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.strideml.jobs.config.StrideConfig;
import org.strideml.jobs.exit.ExitCode;
import org.strideml.jobs.run.HeldOut;
import org.strideml.jobs.run.QualityJson;
import org.strideml.jobs.run.RunFolder;
import org.strideml.jobs.run.SparkStart;
import org.strideml.jobs.terminal.Terminal;
import org.strideml.trainer.model.ModelFolder;
import org.strideml.trainer.model.SavedModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "evaluate",
    description = {
      "Holds a run's model against its held-out rows.",
      "Prints one line of JSON: evalLoss, figures such as accuracy, auc, f1, rmse or perplexity,",
      "rows (predictions made), and the confusion matrix of up to 20 classes."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  scripts/stride evaluate runs/mine",
      "  scripts/stride evaluate runs/mine data.dir=/elsewhere/fashion-mnist backend.type=reference"
    })
final class EvaluateCommand extends Verb {
  @Mixin private Arguments arguments;

  @Override
  ExitCode run(Terminal terminal) throws Exception {
    Path path = arguments.requiredPath("a run folder");
    RunFolder folder = RunFolder.existing(path);
    StrideConfig config = folder.configuration(arguments.settings());
    SavedModel saved = ModelFolder.load(folder.model());
    try (JavaSparkContext spark = SparkStart.open("evaluate")) {
      terminal.line(QualityJson.of(HeldOut.evaluate(spark, config, saved)).toString());
    }
    return ExitCode.DONE;
  }
}
