package org.strideml.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.strideml.trainer.model.Batch;
import org.strideml.trainer.model.BatchShape;

class IdxSourceTest extends RowSourceContract {
  private static final DataFiles FILES = DataFiles.local();

  @Override
  RowSource source() {
    IdxFiles.writeSets(folder, 25, 10, 3, 4);
    return training();
  }

  private IdxSource training() {
    return IdxSource.training(FILES, folder.toString(), OptionalInt.empty());
  }

  private IdxSource pair(byte[] images, byte[] labels) {
    return IdxSource.of(FILES, List.of(writePair("", images, labels)), OptionalInt.empty());
  }

  private IdxPair writePair(String prefix, byte[] images, byte[] labels) {
    return new IdxPair(
        IdxFiles.write(folder, prefix + "images", images),
        IdxFiles.write(folder, prefix + "labels", labels));
  }

  @Test
  void pixelsAndLabelsAreThoseOfTheFile() throws IOException {
    RowSource source = source();
    source.read(
        source.files().get(0),
        (row, bytes, label) -> {
          assertThat(label).isEqualTo(IdxFiles.label(row, 10));
          for (int i = 0; i < 12; i++) {
            assertThat(bytes[i]).isEqualTo(IdxFiles.pixel(row, i));
          }
        });
  }

  @Test
  void learnsSizeAndClasses() {
    source();
    assertThat(training().preprocessing()).isEqualTo(new ImagePreprocessing(3, 4, 10, 1.0 / 255));
    IdxSource test = IdxSource.evaluation(FILES, folder.toString(), training().preprocessing());
    assertThat(test.rows()).isEqualTo(10);
    assertThat(test.preprocessing()).isEqualTo(training().preprocessing());
  }

  @Test
  void keepsWhatAModelKnows() {
    source();
    ImagePreprocessing known = new ImagePreprocessing(3, 4, 12, 2);
    assertThat(IdxSource.training(FILES, folder.toString(), known).preprocessing())
        .isEqualTo(known);
  }

  @Test
  void plainAndGzipReadTheSameWhateverTheirNames() throws IOException {
    byte[] images = IdxFiles.images(20, 2, 2);
    byte[] labels = IdxFiles.labels(20, 2);
    List<String> plain = content(pair(images, labels));
    assertThat(content(pair(IdxFiles.gzip(images), IdxFiles.gzip(labels)))).isEqualTo(plain);
  }

  @Test
  void readsGzipOfSeveralMembers() throws IOException {
    byte[] images = IdxFiles.images(20, 2, 2);
    byte[] labels = IdxFiles.labels(20, 2);
    byte[] head = IdxFiles.gzip(Arrays.copyOf(images, 40));
    byte[] tail = IdxFiles.gzip(Arrays.copyOfRange(images, 40, images.length));
    byte[] both = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, both, head.length, tail.length);
    assertThat(content(pair(both, labels))).isEqualTo(content(pair(images, labels)));
  }

  @Test
  void numbersSeveralFilesInOrderOfPath() throws IOException {
    IdxPair second = writePair("b", IdxFiles.images(4, 2, 2), IdxFiles.labels(4, 2));
    IdxPair first = writePair("a", IdxFiles.images(3, 2, 2), IdxFiles.labels(3, 2));
    IdxSource source = IdxSource.of(FILES, List.of(second, first), OptionalInt.empty());
    assertThat(source.files())
        .containsExactly(
            new SourceFile(first.images(), 0, 3), new SourceFile(second.images(), 3, 4));
    assertThat(content(source).get(3)).startsWith("3 0[3, 10, 17, 24]");
  }

  @Test
  void pixelsBecomeFeaturesBetweenZeroAndOne() {
    PixelFormat format = new PixelFormat(256, ImagePreprocessing.UNIT_SCALE);
    byte[] every = new byte[300];
    for (int i = 0; i < 256; i++) {
      every[i + 5] = (byte) i;
    }
    Batch batch = new Batch(BatchShape.ofFeatures(256), 2);
    format.decode(every, 5, 3, batch, 1, null);
    for (int i = 0; i < 256; i++) {
      assertThat(batch.features()[256 + i]).isEqualTo(i / 255f);
      assertThat(batch.features()[i]).isZero();
    }
    assertThat(batch.targets()).containsExactly(0, 3);
  }

  @Test
  void namesAMissingFolderOrFile() {
    assertDataError(
        () -> IdxSource.training(FILES, folder + "/none", OptionalInt.empty()),
        folder + "/none: expected a folder, got nothing there");
    assertDataError(this::training, "expected a file train-images-idx3-ubyte or");
    IdxFiles.write(folder, "train-images.idx3-ubyte", IdxFiles.images(4, 2, 2));
    assertDataError(this::training, "expected a file train-labels-idx1-ubyte or");
  }

  @Test
  void namesAWrongMagicNumber() {
    byte[] labels = IdxFiles.labels(4, 2);
    assertDataError(
        () -> pair(labels, labels),
        "images at byte 0: expected the IDX magic number 2051 of images, got 2049 (0x00000801)");
    assertDataError(() -> pair(new byte[] {8, 3}, labels), "got 2 bytes in all");
    assertDataError(() -> pair(new byte[0], labels), "expected an IDX file, got an empty file");
  }

  @Test
  void namesTruncationAndTrailingBytes() {
    byte[] images = IdxFiles.images(10, 2, 2);
    byte[] labels = IdxFiles.labels(10, 2);
    byte[] less = Arrays.copyOf(images, images.length - 1);
    byte[] more = Arrays.copyOf(images, images.length + 1);
    assertDataError(() -> pair(less, labels), "expected 56 bytes, as the header says, got 55 (tr");
    assertDataError(() -> pair(more, labels), "got 57 (bytes after the last row)");
    assertDataError(() -> pair(IdxFiles.gzip(less), labels), "got 55 (truncated)");
    assertDataError(() -> pair(IdxFiles.gzip(more), labels), "got 57 (bytes after the last row)");
    assertDataError(
        () -> pair(Arrays.copyOf(images, 7), labels), "the rest of the header, got the end");
    byte[] fewLabels = Arrays.copyOf(labels, labels.length - 1);
    assertDataError(() -> pair(images, fewLabels), "at byte 17: expected the rest of row 9");
    byte[] manyLabels = Arrays.copyOf(labels, labels.length + 1);
    assertDataError(
        () -> pair(images, manyLabels), "at byte 18: expected the end of the file after 10 rows");
  }

  @Test
  void namesDamagedGzip() {
    byte[] images = IdxFiles.gzip(IdxFiles.images(1000, 8, 8));
    byte[] labels = IdxFiles.labels(1000, 2);
    byte[] cut = Arrays.copyOf(images, images.length / 2);
    assertDataError(() -> pair(cut, labels), "expected whole gzip data");
    byte[] flipped = images.clone();
    flipped[images.length / 2] ^= 0x10;
    // The ends of a gzip file, all the check looks at, are whole here.
    IdxSource source = pair(flipped, labels);
    assertDataError(() -> content(source), "images at byte");
    assertDataError(() -> pair(Arrays.copyOf(images, 5), labels), "expected whole gzip data");
  }

  @Test
  void namesAnImpossibleHeader() {
    byte[] images = IdxFiles.images(4, 2, 2);
    byte[] noColumns = images.clone();
    noColumns[15] = 0;
    byte[] huge = images.clone();
    Arrays.fill(huge, 4, 16, (byte) 0x7f);
    byte[] negative = images.clone();
    negative[4] = (byte) 0x80;
    byte[] labels = IdxFiles.labels(4, 2);
    assertDataError(() -> pair(noColumns, labels), "byte 12: expected at least 1 pixel along axis");
    assertDataError(() -> pair(huge, labels), "got 32 (truncated)");
    assertDataError(() -> pair(negative, labels), "byte 4: expected at least 1 row, got -2147483");
    assertDataError(() -> pair(IdxFiles.images(0, 2, 2), labels), "expected at least 1 row, got 0");
  }

  @Test
  void namesCountsThatDiffer() {
    assertDataError(
        () -> pair(IdxFiles.images(5, 2, 2), IdxFiles.labels(4, 2)),
        "labels: expected as many labels as " + folder + "/images has images, 5, got 4");
  }

  @Test
  void namesTheRowOfALabelOutOfRange() {
    byte[] images = IdxFiles.images(30, 2, 2);
    byte[] labels = IdxFiles.labels(30, 10);
    labels[8 + 17] = 12;
    IdxPair files = writePair("", images, labels);
    assertDataError(
        () -> IdxSource.of(FILES, List.of(files), OptionalInt.of(10)),
        "labels, row 17: expected a label in [0, 10), got 12; correct the file, or state the");
    assertDataError(
        () -> IdxSource.of(FILES, List.of(files), OptionalInt.empty()),
        "labels, row 17: expected no label 12, since no row has the label 10, got 12");
    var ten = new ImagePreprocessing(2, 2, 10, 1);
    assertDataError(() -> IdxSource.of(FILES, List.of(files), ten), "row 17");
    assertThat(IdxSource.of(FILES, List.of(files), OptionalInt.of(13)).preprocessing().classes())
        .isEqualTo(13);
  }

  @Test
  void namesALabelThatWentOutOfRangeLater() {
    IdxSource source = pair(IdxFiles.images(4, 2, 2), IdxFiles.labels(4, 2));
    byte[] changed = IdxFiles.labels(4, 2);
    changed[8 + 2] = 9;
    IdxFiles.write(folder, "labels", changed);
    assertDataError(() -> content(source), "labels, row 2: expected a label in [0, 2), got 9");
  }

  @Test
  void namesImagesOfAnotherSize() {
    IdxPair files = writePair("", IdxFiles.images(4, 2, 2), IdxFiles.labels(4, 2));
    IdxPair wider = writePair("wide", IdxFiles.images(4, 2, 3), IdxFiles.labels(4, 2));
    assertDataError(
        () -> IdxSource.of(FILES, List.of(files), new ImagePreprocessing(28, 28, 10, 1)),
        "expected images of 28 x 28, got 2 x 2");
    assertDataError(
        () -> IdxSource.of(FILES, List.of(files, wider), OptionalInt.empty()),
        "wideimages: expected images of 2 x 2, got 2 x 3");
  }

  @Test
  void refusesASingleClass() {
    assertDataError(
        () -> pair(IdxFiles.images(4, 2, 2), IdxFiles.labels(4, 1)),
        "expected labels of at least two classes, got only 0");
    IdxPair files = writePair("", IdxFiles.images(4, 2, 2), IdxFiles.labels(4, 2));
    assertThatThrownBy(() -> IdxSource.of(FILES, List.of(files), OptionalInt.of(1)))
        .hasMessageContaining("classes must be in [2, 256] for labels of one byte, got 1");
  }

  private static void assertDataError(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(DataException.class).hasMessageContaining(message);
  }

  @Test
  void trainingRowsMayBeNormalizedAndAugmented() throws IOException {
    ImageSource source = (ImageSource) source();
    ImagePreprocessing learned = PixelMoments.learn(source);
    assertThat(learned.mean().get(0)).isBetween(0.0, 1.0);
    ImageSource changed = source.with(learned, new Augmentation(true, 1));
    assertThat(changed.preprocessing()).isEqualTo(learned);
    assertThat(content(changed)).isEqualTo(content(source));
    Batch visit = new Batch(BatchShape.ofFeatures(12), 1);
    Batch plain = new Batch(BatchShape.ofFeatures(12), 1);
    byte[] row = IdxFiles.images(1, 3, 4);
    changed.format().decode(row, 16, 0, visit, 0, org.strideml.quantization.RandomKey.of(1));
    changed.format().decode(row, 16, 0, plain, 0, null);
    assertThat(visit.features()).isNotEqualTo(plain.features());
  }
}
