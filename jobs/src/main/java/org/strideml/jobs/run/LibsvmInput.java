package org.strideml.jobs.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.strideml.jobs.config.ConfigException;
import org.strideml.jobs.config.LibsvmConfig;
import org.strideml.jobs.config.ModelConfig;
import org.strideml.jobs.config.StrideConfig;
import org.strideml.trainer.TrainingData;
import org.strideml.trainer.data.DataFiles;
import org.strideml.trainer.data.LibsvmPreprocessing;
import org.strideml.trainer.data.LibsvmSource;
import org.strideml.trainer.data.Preprocessings;
import org.strideml.trainer.model.SavedModel;
import org.strideml.trainer.model.SparseModel;

/** A configuration's sparse rows, and the model that fits them. */
final class LibsvmInput {
  private LibsvmInput() {}

  static PreparedRows prepare(
      StrideConfig config, Configuration hadoop, Optional<SavedModel> saved) {
    DataFiles files = new DataFiles(hadoop);
    LibsvmConfig libsvm = config.data().libsvm().orElseThrow();
    String path = TrainingInput.located(config.data().path(), hadoop);
    LibsvmSource training =
        saved.isPresent()
                && Preprocessings.fromJson(saved.get().preprocessing())
                    instanceof LibsvmPreprocessing learned
            ? LibsvmSource.like(files, path, learned, libsvm.settings().drops())
            : LibsvmSource.training(files, path, libsvm.settings());
    LibsvmPreprocessing learned = training.preprocessing();
    LibsvmSource evaluation = evaluation(config, hadoop, learned);
    List<String> notes = new ArrayList<>();
    note(notes, training, config.data().path());
    note(notes, evaluation, libsvm.evaluationPath());
    return new PreparedRows(
        new TrainingData(training, evaluation),
        learned,
        new TableReport(notes, OptionalLong.of(training.droppedRows() + evaluation.droppedRows())));
  }

  /** The held-out rows, read with what training has learned. */
  static LibsvmSource evaluation(
      StrideConfig config, Configuration hadoop, LibsvmPreprocessing learned) {
    LibsvmConfig libsvm =
        config
            .data()
            .libsvm()
            .orElseThrow(
                () -> new ConfigException("this model reads data.format = libsvm, got another"));
    return LibsvmSource.like(
        new DataFiles(hadoop),
        TrainingInput.located(libsvm.evaluationPath(), hadoop),
        learned,
        libsvm.settings().drops());
  }

  /** The architecture for rows like these. */
  static SparseModel model(StrideConfig config, LibsvmPreprocessing learned) {
    int factors = ((ModelConfig.Sparse) config.model()).factors();
    try {
      return new SparseModel(learned.features(), factors, learned.head());
    } catch (IllegalArgumentException e) {
      throw new ConfigException("model.type does not fit the data: " + e.getMessage());
    }
  }

  private static void note(List<String> notes, LibsvmSource source, String path) {
    if (source.droppedRows() + source.droppedFeatures() > 0) {
      notes.add(
          "%s: dropped %d lines that are no rows and %d features beyond data.features"
              .formatted(path, source.droppedRows(), source.droppedFeatures()));
    }
  }
}
