package org.strideml.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CifarSourceTest extends RowSourceContract {
  private static final DataFiles FILES = DataFiles.local();

  @Override
  RowSource source() {
    write("data_batch_2.bin.gz", IdxFiles.gzip(CifarFiles.records(3)));
    write("data_batch_1.bin", CifarFiles.records(5));
    write("test_batch.bin", CifarFiles.records(2));
    write("batches.meta.txt", new byte[] {1});
    return CifarSource.training(FILES, folder.toString());
  }

  private String write(String name, byte[] content) {
    return IdxFiles.write(folder, name, content);
  }

  private void refuses(byte[] content, String... messages) {
    write("data_batch_1.bin", content);
    var refusal =
        assertThatThrownBy(() -> CifarSource.training(FILES, folder.toString()))
            .isInstanceOf(DataException.class);
    for (String message : messages) {
      refusal.hasMessageContaining(message);
    }
  }

  @Test
  void labelsAndPlanesAreThoseOfTheFiles() throws IOException {
    RowSource source = source();
    assertThat(source.files().stream().map(SourceFile::rows)).containsExactly(5L, 3L);
    for (SourceFile file : source.files()) {
      source.read(
          file,
          (row, bytes, label) -> {
            long within = row - file.firstRow();
            assertThat(label).isEqualTo(IdxFiles.label(within, 10));
            for (int i = 0; i < bytes.length; i++) {
              assertThat(bytes[i]).isEqualTo(IdxFiles.pixel(within, i));
            }
          });
    }
    assertThat(source.preprocessing()).isEqualTo(ImagePreprocessing.scaled(3, 32, 32, 10));
  }

  @Test
  void testRowsAreNormalizedAsTheTrainingRows() throws IOException {
    ImagePreprocessing learned = PixelMoments.learn((ImageSource) source());
    CifarSource test = CifarSource.evaluation(FILES, folder.toString(), learned);
    assertThat(test.rows()).isEqualTo(2);
    assertThat(test.preprocessing()).isEqualTo(learned);
  }

  @Test
  void aPlainFileGoesBeforeACompressedOneOfTheSameName() {
    source();
    write("data_batch_2.bin", CifarFiles.records(4));
    CifarSource source = CifarSource.training(FILES, folder.toString());
    assertThat(source.files().stream().map(SourceFile::rows)).containsExactly(5L, 4L);
  }

  @Test
  void damagedFilesAreRefusedWithTheOffset() {
    byte[] records = CifarFiles.records(3);
    refuses(
        Arrays.copyOf(records, 2 * 3073 + 100), "byte 6246", "rest of row 2", "end of the file");
    byte[] labelled = records.clone();
    labelled[3073] = 10;
    refuses(labelled, "byte 3073, row 1", "a label in [0, 10)", "got 10");
    refuses(new byte[0], "at least 1 row", "empty file");
    byte[] packed = IdxFiles.gzip(records);
    refuses(Arrays.copyOf(packed, packed.length / 2), "decompressed content", "gzip");
  }

  @Test
  void missingFilesAreNamed() {
    assertThatThrownBy(() -> CifarSource.training(FILES, folder + "/none"))
        .isInstanceOf(DataException.class);
    write("test_batch.bin", CifarFiles.records(2));
    assertThatThrownBy(() -> CifarSource.training(FILES, folder.toString()))
        .hasMessageContaining("data_batch_*.bin")
        .hasMessageContaining("data.dir");
    var grey = new ImagePreprocessing(28, 28, 10, 1);
    assertThatThrownBy(() -> CifarSource.evaluation(FILES, folder.toString(), grey))
        .hasMessageContaining("as in training");
  }

  @Test
  void filesThatGrowOrShrinkMeanwhileAreRefused() {
    RowSource source = source();
    SourceFile file = source.files().get(0);
    for (int rows : List.of(4, 6)) {
      write("data_batch_1.bin", CifarFiles.records(rows));
      assertThatThrownBy(() -> source.read(file, (row, bytes, label) -> {}))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("5 rows, as when the run was started");
    }
  }

  @Test
  void predictionReadsImagesInBlocks() throws IOException {
    String path = write("test_batch.bin", CifarFiles.records(5));
    var like = ImagePreprocessing.scaled(3, 32, 32, 10);
    byte[] block = new byte[2 * 3072];
    try (ImageFile file = ImageFile.open(FILES, path, like)) {
      assertThat(file.read(block)).isEqualTo(2);
      assertThat(file.read(block)).isEqualTo(2);
      assertThat(block[3072]).isEqualTo(IdxFiles.pixel(3, 0));
      assertThat(file.read(block)).isEqualTo(1);
      assertThat(file.read(block)).isZero();
    }
    var other = ImagePreprocessing.scaled(3, 16, 16, 10);
    assertThatThrownBy(() -> ImageFile.open(FILES, path, other)).hasMessageContaining("32 x 32");
  }
}
