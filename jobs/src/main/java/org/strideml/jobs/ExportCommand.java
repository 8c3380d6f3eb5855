package org.strideml.jobs;

import java.nio.file.Path;
import java.util.Optional;
import org.strideml.jobs.exit.ExitCode;
import org.strideml.jobs.run.AtomicFile;
import org.strideml.jobs.run.RunFolder;
import org.strideml.jobs.terminal.Figures;
import org.strideml.jobs.terminal.Terminal;
import org.strideml.trainer.model.ModelFolder;
import org.strideml.trainer.model.SavedModel;
import org.strideml.trainer.onnx.OnnxExport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "export",
    description = {
      "Writes a run's model as an ONNX file.",
      "Its inputs are what the model's preprocessing gives: scaled features, category codes or"
          + " tokens; its outputs are scores and, for classes, probabilities. For Hugging Face a GPT"
          + " needs no export: its folder model/ is one of theirs."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  scripts/stride export runs/mine",
      "  scripts/stride export runs/mine --out digits.onnx"
    })
final class ExportCommand extends Verb {
  @Mixin private Arguments arguments;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to; default: model.onnx in the run's model folder.")
  private Optional<Path> out = Optional.empty();

  @Override
  ExitCode run(Terminal terminal) throws Exception {
    RunFolder folder = RunFolder.existing(arguments.requiredPath("a run folder"));
    SavedModel saved = ModelFolder.load(folder.model());
    byte[] bytes = OnnxExport.of(saved.model(), saved.parameters());
    Path file = out.orElse(folder.model().resolve("model.onnx"));
    AtomicFile.write(file, bytes);
    terminal.line(file + " (" + Figures.bytes(bytes.length) + ")");
    return ExitCode.DONE;
  }
}
