package org.strideml.trainer.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;

/** Checks pairs of IDX files before any task reads them: headers, sizes, and every label. */
final class IdxCheck {
  private final DataFiles files;
  private final List<IdxPair> pairs;
  private final int[] rows;
  private final BitSet seen = new BitSet(256);
  private int imageRows;
  private int imageColumns;
  private String largestLabelAt = "";

  IdxCheck(DataFiles files, List<IdxPair> pairs) {
    this.files = files;
    this.pairs = pairs;
    this.rows = new int[pairs.size()];
  }

  IdxSource open(OptionalInt classes) {
    classes.ifPresent(IdxCheck::requireClasses);
    check(classes.orElse(256));
    var preprocessing =
        new ImagePreprocessing(
            imageRows,
            imageColumns,
            classes.orElseGet(this::countClasses),
            ImagePreprocessing.UNIT_SCALE);
    return IdxSource.checked(files, pairs, rows, preprocessing);
  }

  IdxSource open(ImagePreprocessing like) {
    check(like.classes());
    if (like.channels() != 1 || imageRows != like.rows() || imageColumns != like.columns()) {
      throw otherSize(pairs.get(0), like.rows(), like.columns(), imageRows, imageColumns);
    }
    return IdxSource.checked(files, pairs, rows, like);
  }

  private void check(int classes) {
    for (int i = 0; i < rows.length; i++) {
      try {
        rows[i] = checkImages(pairs.get(i));
        checkLabels(pairs.get(i), rows[i], classes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private int checkImages(IdxPair pair) throws IOException {
    try (IdxFile images = IdxFile.open(files, pair.images(), IdxFile.IMAGES)) {
      images.checkSize(files);
      long pixels = (long) images.extent(1) * images.extent(2);
      if (pixels > ImagePreprocessing.MAX_PIXELS) {
        throw new DataException(
            pair.images(),
            "images of at most " + ImagePreprocessing.MAX_PIXELS + " pixels",
            pixels + " pixels",
            "scale the images down");
      }
      if (imageRows == 0) {
        imageRows = images.extent(1);
        imageColumns = images.extent(2);
      } else if (imageRows != images.extent(1) || imageColumns != images.extent(2)) {
        throw otherSize(pair, imageRows, imageColumns, images.extent(1), images.extent(2));
      }
      return images.rows();
    }
  }

  private void checkLabels(IdxPair pair, int images, int classes) throws IOException {
    try (IdxFile labels = IdxFile.open(files, pair.labels(), IdxFile.LABELS)) {
      if (labels.rows() != images) {
        throw new DataException(
            pair.labels(),
            "as many labels as " + pair.images() + " has images, " + images,
            Integer.toString(labels.rows()),
            "check that the two files belong together");
      }
      byte[] label = new byte[1];
      for (int row = 0; row < images; row++) {
        labels.read(label, "row " + row);
        int value = label[0] & 0xff;
        if (value >= classes) {
          throw IdxReader.outOfRange(pair.labels(), row, classes, value);
        }
        if (value >= seen.length()) {
          largestLabelAt = pair.labels() + ", row " + row;
        }
        seen.set(value);
      }
      labels.requireEnd();
    }
  }

  /** Labels 0 to 9 and one of 200 are ten classes and a damaged row, not 201 classes. */
  private int countClasses() {
    int classes = seen.length();
    int absent = seen.nextClearBit(0);
    if (absent < classes) {
      throw new DataException(
          largestLabelAt,
          "no label " + (classes - 1) + ", since no row has the label " + absent,
          Integer.toString(classes - 1),
          "correct the file, or state the number of classes");
    }
    if (classes < 2) {
      throw new DataException(
          pairs.get(0).labels(),
          "labels of at least two classes",
          "only 0",
          "check the file, or state the number of classes");
    }
    return classes;
  }

  private static void requireClasses(int classes) {
    if (classes < 2 || classes > 256) {
      throw new IllegalArgumentException(
          "classes must be in [2, 256] for labels of one byte, got " + classes);
    }
  }

  private static DataException otherSize(
      IdxPair pair, int rows, int columns, int gotRows, int gotColumns) {
    return new DataException(
        pair.images(),
        "images of " + rows + " x " + columns,
        gotRows + " x " + gotColumns,
        "give images of one size");
  }
}
