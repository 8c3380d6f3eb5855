package org.strideml.jobs.config;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.strideml.trainer.data.LibsvmSettings;
import org.strideml.trainer.data.table.TableSettings.BadRows;
import org.strideml.trainer.model.Head.Task;

/**
 * Libsvm files beside those of {@code data.path}.
 *
 * @param evaluationPath held-out rows
 * @param settings how lines are read
 */
public record LibsvmConfig(String evaluationPath, LibsvmSettings settings) {
  static LibsvmConfig read(Settings settings) {
    String evaluationPath = settings.text("data.evaluationPath");
    settings.require(
        !evaluationPath.isEmpty(),
        "data.evaluationPath says where the held-out rows are and is empty; set it (data.format is"
            + " libsvm)",
        "data.evaluationPath",
        "data.format");
    TaskName task = settings.choice("model.task", TaskName.class);
    settings.require(
        task != TaskName.MULTILABEL,
        "model.task = multilabel is for tables; libsvm rows have one label",
        "model.task",
        "data.format");
    int features = settings.integer("data.features", 0);
    String base = settings.text("data.indexBase").toLowerCase(Locale.ROOT);
    settings.require(
        base.matches("auto|[01]"),
        "data.indexBase must be auto, 0 or 1, got " + base,
        "data.indexBase");
    return new LibsvmConfig(
        evaluationPath,
        new LibsvmSettings(
            task == TaskName.AUTO || task == TaskName.MULTILABEL
                ? Optional.empty()
                : Optional.of(Task.valueOf(task.name())),
            features == 0 ? OptionalInt.empty() : OptionalInt.of(features),
            base.matches("[01]") ? OptionalInt.of(Integer.parseInt(base)) : OptionalInt.empty(),
            settings.choice("data.onBadRow", BadRows.class) == BadRows.DROP));
  }
}
