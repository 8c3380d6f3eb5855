package org.strideml.trainer.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;

/**
 * Labelled grey images in IDX files, the format of MNIST and Fashion-MNIST, plain or gzip. Headers,
 * sizes and all labels are checked when the source is opened; pixels are read by tasks and stay
 * bytes.
 */
public final class IdxSource implements ImageSource {
  private static final long serialVersionUID = 1L;
  private final DataFiles dataFiles;
  private final ArrayList<IdxPair> pairs;
  private final ArrayList<SourceFile> files = new ArrayList<>();
  private final ImagePreprocessing preprocessing;
  private final Augmentation augmentation;

  private IdxSource(
      DataFiles dataFiles, List<IdxPair> pairs, int[] rows, ImagePreprocessing preprocessing) {
    this.dataFiles = dataFiles;
    this.pairs = new ArrayList<>(pairs);
    this.preprocessing = preprocessing;
    this.augmentation = Augmentation.NONE;
    long firstRow = 0;
    for (int i = 0; i < rows.length; i++) {
      files.add(new SourceFile(pairs.get(i).images(), firstRow, rows[i]));
      firstRow += rows[i];
    }
  }

  private IdxSource(IdxSource rows, ImagePreprocessing preprocessing, Augmentation augmentation) {
    this.dataFiles = rows.dataFiles;
    this.pairs = rows.pairs;
    this.files.addAll(rows.files);
    this.preprocessing = preprocessing;
    this.augmentation = augmentation;
  }

  /**
   * The training set of a folder: {@code train-images-idx3-ubyte} and {@code
   * train-labels-idx1-ubyte}, or the same with {@code .gz}.
   *
   * @param classes number of classes; when empty, one more than the largest label, and then every
   *     class below it must occur
   * @throws DataException when a file is missing, damaged or does not fit the other
   */
  public static IdxSource training(DataFiles files, String folder, OptionalInt classes) {
    return of(files, List.of(IdxFolder.pair(files, folder, "train")), classes);
  }

  /**
   * The training set of a folder, for a model that has its image size and classes.
   *
   * @throws DataException as {@link #training(DataFiles, String, OptionalInt)}, and when the images
   *     are of another size
   */
  public static IdxSource training(DataFiles files, String folder, ImagePreprocessing like) {
    return of(files, List.of(IdxFolder.pair(files, folder, "train")), like);
  }

  /**
   * The test set of a folder, {@code t10k-images-idx3-ubyte} and {@code t10k-labels-idx1-ubyte}.
   *
   * @param like image size, classes and scale of the training set
   * @throws DataException as {@link #training(DataFiles, String, OptionalInt)}, and when the images
   *     are of another size
   */
  public static IdxSource evaluation(DataFiles files, String folder, ImagePreprocessing like) {
    return of(files, List.of(IdxFolder.pair(files, folder, "t10k")), like);
  }

  /**
   * As {@link #training(DataFiles, String, OptionalInt)}, of files named one by one; their order
   * does not matter.
   */
  public static IdxSource of(DataFiles files, List<IdxPair> pairs, OptionalInt classes) {
    return new IdxCheck(files, sorted(pairs)).open(classes);
  }

  /** As {@link #evaluation}, of files named one by one; their order does not matter. */
  public static IdxSource of(DataFiles files, List<IdxPair> pairs, ImagePreprocessing like) {
    return new IdxCheck(files, sorted(pairs)).open(like);
  }

  static IdxSource checked(
      DataFiles files, List<IdxPair> pairs, int[] rows, ImagePreprocessing preprocessing) {
    return new IdxSource(files, pairs, rows, preprocessing);
  }

  private static List<IdxPair> sorted(List<IdxPair> pairs) {
    if (pairs.isEmpty()) {
      throw new DataException("data", "at least one pair of files", "none", "set data.dir");
    }
    return pairs.stream().sorted(Comparator.comparing(IdxPair::images)).toList();
  }

  @Override
  public List<SourceFile> files() {
    return List.copyOf(files);
  }

  @Override
  public PixelFormat format() {
    return preprocessing.format(augmentation);
  }

  @Override
  public IdxSource with(ImagePreprocessing images, Augmentation change) {
    return new IdxSource(this, images, change);
  }

  @Override
  public ImagePreprocessing preprocessing() {
    return preprocessing;
  }

  @Override
  public RowReader open(SourceFile file) throws IOException {
    return new IdxReader(dataFiles, pairs.get(files.indexOf(file)), file, preprocessing);
  }
}
