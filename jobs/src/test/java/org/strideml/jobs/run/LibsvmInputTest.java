package org.strideml.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strideml.jobs.config.ConfigException;
import org.strideml.jobs.config.ConfigReader;
import org.strideml.jobs.config.StrideConfig;
import org.strideml.jobs.predict.SparsePrediction;
import org.strideml.kernels.Backend;
import org.strideml.kernels.reference.ReferenceBackend;
import org.strideml.trainer.data.DataException;
import org.strideml.trainer.data.LibsvmPreprocessing;
import org.strideml.trainer.model.Head;
import org.strideml.trainer.model.ModelFolder;
import org.strideml.trainer.model.SavedModel;
import org.strideml.trainer.model.SparseModel;

class LibsvmInputTest {
  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(folder.resolve("train"), "1 1:1 3:2\n2 2:1\n1 1:1\n");
    Files.writeString(folder.resolve("test"), "2 2:1 9:1\n1 3:2\n");
  }

  private StrideConfig config(String... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "data.format=libsvm",
                "data.path=" + folder.resolve("train"),
                "data.evaluationPath=" + folder.resolve("test"),
                "train.steps=1",
                "sync.workers=1"));
    all.addAll(List.of(arguments));
    return ConfigReader.read(Optional.empty(), all);
  }

  private TrainingInput open(String... arguments) throws IOException {
    return TrainingInput.open(config(arguments), new Configuration(false));
  }

  @Test
  void theModelFitsWhatTheFilesHold() throws IOException {
    TrainingInput linear = open("model.type=linear", "data.onBadRow=drop");
    assertThat(linear.model()).isEqualTo(new SparseModel(3, 0, Head.binary()));
    assertThat(linear.data().training().rows()).isEqualTo(3);
    assertThat(linear.table().notes())
        .containsExactly(
            folder.resolve("test")
                + ": dropped 0 lines that are no rows and 1 features beyond data.features");
    TrainingInput fm = open("model.type=fm", "model.factors=5", "data.features=20");
    assertThat(fm.model()).isEqualTo(new SparseModel(20, 5, Head.binary()));
    assertThat(fm.table().notes()).isEmpty();
    TrainingInput classes =
        open("model.type=linear", "model.task=multiclass", "data.features=20", "data.indexBase=0");
    assertThat(classes.model()).isEqualTo(new SparseModel(20, 0, Head.multiclass(2)));
  }

  @Test
  void whatDoesNotFitIsSaid() {
    assertThatThrownBy(() -> open("model.type=linear"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("test, line 1: expected indices up to 3, got index 9");
    assertThatThrownBy(() -> open("model.type=fm", "model.task=multiclass", "data.features=9"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("model.type does not fit the data: a factorization machine has 1");
    assertThatThrownBy(() -> config("model.type=mlp", "data.indexBase=2", "data.evaluationPath="))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.problems())
                    .hasSize(3)
                    .anyMatch(p -> p.contains("data.evaluationPath says where"))
                    .anyMatch(p -> p.contains("data.indexBase must be auto, 0 or 1, got 2"))
                    .anyMatch(p -> p.contains("linear and fm read libsvm")));
  }

  @Test
  void predictionsAreLabelsOfTheFile() throws IOException {
    List<String> lines = new ArrayList<>();
    LibsvmPreprocessing learned =
        (LibsvmPreprocessing) open("model.type=linear", "data.features=9").preprocessing();
    SparseModel model = new SparseModel(9, 0, Head.binary());
    float[] parameters = new float[10];
    parameters[2] = 3;
    parameters[3] = -1;
    Path models = folder.resolve("model");
    ModelFolder.save(models, model, parameters, learned.toJson());
    SavedModel saved = ModelFolder.load(models);
    Files.writeString(folder.resolve("new"), "0 2:1 77:1\n? 3:2\n".replace("?", "5"));
    try (Backend backend = ReferenceBackend.inFloat()) {
      new SparsePrediction(saved, learned, 1)
          .write(backend, folder.resolve("new").toString(), lines::add);
      new SparsePrediction(saved, learned, 2)
          .write(backend, folder.resolve("test").toString(), lines::add);
    }
    assertThat(lines)
        .containsExactly(
            "0\t2\t0.952574",
            "1\t1\t0.880797",
            "0\t2\t0.952574\t1\t0.047426",
            "1\t1\t0.880797\t2\t0.119203");
  }
}
