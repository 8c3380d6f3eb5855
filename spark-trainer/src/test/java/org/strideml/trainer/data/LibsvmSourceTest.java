package org.strideml.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.strideml.trainer.model.Batch;
import org.strideml.trainer.model.Head.Task;
import org.strideml.trainer.model.SparseModel;

class LibsvmSourceTest extends RowSourceContract {
  private static final LibsvmSettings DEFAULTS = settings(Optional.empty(), false);

  private static LibsvmSettings settings(Optional<Task> task, boolean drops) {
    return new LibsvmSettings(task, OptionalInt.empty(), OptionalInt.empty(), drops);
  }

  @Override
  RowSource source() {
    write("b.txt", "-1 1:0.5\n+1 2:1 7:-2\n");
    write("a.txt", "+1 3:1\n\n# all of it a comment\n-1 1:1 4:1 # and more\n-1\n");
    return LibsvmSource.training(DataFiles.local(), folder.toString(), DEFAULTS);
  }

  private Path write(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private LibsvmSource training(String text, LibsvmSettings settings) {
    return LibsvmSource.training(DataFiles.local(), write("data.txt", text).toString(), settings);
  }

  /** Rows as {@code target: id=value id=value}. */
  private static List<String> rows(LibsvmSource source) throws IOException {
    List<String> rows = new ArrayList<>();
    LibsvmPreprocessing learned = source.preprocessing();
    Batch batch = new SparseModel(learned.features(), 0, learned.head()).newBatch(1);
    for (SourceFile file : source.files()) {
      source.read(
          file,
          (row, bytes, label) -> {
            source.format().decode(bytes, 0, label, batch, 0, null);
            StringBuilder text = new StringBuilder();
            text.append(
                learned.task() == Task.REGRESSION ? batch.values()[0] : batch.targets()[0] + ":");
            for (int e = 0; e < batch.sparse().start(1); e++) {
              text.append(" " + batch.sparse().id(e) + "=" + batch.sparse().value(e));
            }
            rows.add(text.toString());
          });
    }
    return rows;
  }

  @Test
  void readsAllFilesOfAFolderInTheOrderOfTheirNames() throws IOException {
    assertThat(rows((LibsvmSource) source()))
        .containsExactly("1: 2=1.0", "0: 0=1.0 3=1.0", "0:", "0: 0=0.5", "1: 1=1.0 6=-2.0");
    assertThat(((LibsvmSource) source()).preprocessing())
        .isEqualTo(new LibsvmPreprocessing(7, 1, Task.BINARY, List.of(-1.0, 1.0)));
  }

  @Test
  void readsGzip() throws IOException {
    Path file = folder.resolve("data.gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("1 1:2\n2 2:3\n".getBytes(StandardCharsets.US_ASCII));
    }
    var source = LibsvmSource.training(DataFiles.local(), file.toString(), DEFAULTS);
    assertThat(rows(source)).containsExactly("0: 0=2.0", "1: 1=3.0");
  }

  @Test
  void anIndexZeroMeansThatIndicesBeginThere() throws IOException {
    assertThat(rows(training("0 1:1\n1 0:1 5:2\n", DEFAULTS)))
        .containsExactly("0: 1=1.0", "1: 0=1.0 5=2.0");
    LibsvmSettings zero =
        new LibsvmSettings(Optional.empty(), OptionalInt.empty(), OptionalInt.of(0), false);
    assertThat(rows(training("0 1:1\n1 2:1\n", zero))).containsExactly("0: 1=1.0", "1: 2=1.0");
    LibsvmSettings one =
        new LibsvmSettings(Optional.empty(), OptionalInt.empty(), OptionalInt.of(1), false);
    assertThatThrownBy(() -> training("0 0:1\n1 2:1\n", one))
        .hasMessageContaining("indices from 1 on, got index 0");
  }

  @ParameterizedTest
  @CsvSource({"-1,+1", "0,1", "1,2", "-0.5,7"})
  void twoLabelsOfAnyKindAreABinaryTask(String one, String other) throws IOException {
    LibsvmSource source = training(other + " 1:1\n" + one + " 2:1\n", DEFAULTS);
    assertThat(rows(source)).containsExactly("1: 0=1.0", "0: 1=1.0");
    assertThat(source.preprocessing().head().outputs()).isEqualTo(1);
  }

  @Test
  void multiclassLabelsAreNumberedInTheirOrder() throws IOException {
    LibsvmSource source =
        training("10 1:1\n2 1:1\n3 1:1\n2 2:1\n", settings(Optional.of(Task.MULTICLASS), false));
    assertThat(rows(source)).containsExactly("2: 0=1.0", "0: 0=1.0", "1: 0=1.0", "0: 1=1.0");
    assertThat(source.preprocessing().labelText(2)).isEqualTo("10");
    assertThatThrownBy(() -> training("1 1:1\n2 1:1\n3 1:1\n", DEFAULTS))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("two different labels, got [1.0, 2.0, 3.0]")
        .hasMessageContaining("set model.task to multiclass or regression");
  }

  @Test
  void regressionTakesAnyNumber() throws IOException {
    LibsvmSettings settings = settings(Optional.of(Task.REGRESSION), false);
    assertThat(rows(training("-2.5e1 qid:3 1:1\n0.125 3:.5\n", settings)))
        .containsExactly("-25.0 0=1.0", "0.125 2=0.5");
  }

  @ParameterizedTest
  @CsvSource({
    "x 1:1, 'a number as label, got \"x\"'",
    "'1,2 1:1', 'a number as label, got \"1,2\"'",
    "nan 1:1, a number as label",
    "1e99 1:1, single precision",
    "1 5, 'index:value, got \"5\"'",
    "1 a:1, 'a whole number from 0 to 2147483647 as index, got \"a:1\"'",
    "1 -3:1, a whole number from 0",
    "1 99999999999:1, a whole number from 0",
    "1 3:x, 'a number as value, got \"x\"'",
    "1 3:inf, a number as value",
    "1 3:, a number as value",
    "1 3:1 3:2, 'indices that ascend, got index 3 after index 3'",
    "1 3:1 2:2, indices that ascend",
  })
  void refusesOrDropsLinesThatAreNoRows(String line, String problem) throws IOException {
    String text = "1 1:1\n" + line + "\n0 2:1\n";
    assertThatThrownBy(() -> training(text, DEFAULTS))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("data.txt, line 2: expected")
        .hasMessageContaining(problem)
        .hasMessageContaining("data.onBadRow = drop");
    LibsvmSource dropping = training(text, settings(Optional.empty(), true));
    assertThat(rows(dropping)).containsExactly("1: 0=1.0", "0: 1=1.0");
    assertThat(dropping.droppedRows()).isEqualTo(1);
  }

  @Test
  void evaluationKnowsWhatTrainingHasSeen() throws IOException {
    LibsvmPreprocessing learned = training("0 1:1 4:1\n1 2:1\n", DEFAULTS).preprocessing();
    Path file = write("other.txt", "1 1:1 4:1 5:1 9:1\n1 2:1\n2 1:1\n");
    assertThatThrownBy(() -> LibsvmSource.like(DataFiles.local(), file.toString(), learned, false))
        .hasMessageContaining("other.txt, line 1: expected indices up to 4, got index 9");
    LibsvmSource dropping = LibsvmSource.like(DataFiles.local(), file.toString(), learned, true);
    assertThat(rows(dropping)).containsExactly("1: 0=1.0 3=1.0", "1: 1=1.0");
    assertThat(dropping.droppedFeatures()).isEqualTo(2);
    assertThat(dropping.droppedRows()).isEqualTo(1);
    write("other.txt", "2 1:1\n");
    assertThatThrownBy(() -> LibsvmSource.like(DataFiles.local(), file.toString(), learned, false))
        .hasMessageContaining("one of the labels [0.0, 1.0], got 2.0");
    assertThatThrownBy(() -> LibsvmSource.like(DataFiles.local(), file.toString(), learned, true))
        .hasMessageContaining("none that can be used, 1 dropped");
  }

  @Test
  void aDeclaredNumberOfFeaturesHolds() throws IOException {
    LibsvmSettings three =
        new LibsvmSettings(Optional.empty(), OptionalInt.of(3), OptionalInt.empty(), false);
    assertThatThrownBy(() -> training("0 1:1 4:1\n1 2:1\n", three))
        .hasMessageContaining("line 1: expected indices up to 3, got index 4");
    assertThat(training("0 1:1\n1 2:1\n", three).preprocessing().features()).isEqualTo(3);
    LibsvmSettings dropping =
        new LibsvmSettings(Optional.empty(), OptionalInt.of(3), OptionalInt.empty(), true);
    LibsvmSource source = training("0 1:1 4:1\n1 2:1\n", dropping);
    assertThat(rows(source)).containsExactly("0: 0=1.0", "1: 1=1.0");
    assertThat(source.droppedFeatures()).isEqualTo(1);
  }

  @Test
  void noticesAFileThatChanges() throws IOException {
    LibsvmSource source = training("0 1:1\n1 2:1\n", DEFAULTS);
    write("data.txt", "0 1:1\n");
    assertThatThrownBy(() -> rows(source)).hasMessageContaining("2 rows, as when the run began");
    write("data.txt", "0 1:1\n1 2:1\n0 1:1\n");
    assertThatThrownBy(() -> rows(source)).hasMessageContaining("got more");
  }

  @Test
  void anEmptyFileIsAnError() {
    assertThatThrownBy(() -> training("# nothing\n", DEFAULTS))
        .hasMessageContaining("expected rows, got none");
    assertThatThrownBy(() -> training("0\n1\n", DEFAULTS)).hasMessageContaining("got none");
  }
}
