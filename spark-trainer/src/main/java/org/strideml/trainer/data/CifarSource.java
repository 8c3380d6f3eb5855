package org.strideml.trainer.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * CIFAR-10 in its binary version: {@code data_batch_1.bin} and so on for training, {@code
 * test_batch.bin} for evaluation, plain or with {@code .gz}. Files are read through and checked
 * when the source is opened.
 */
public final class CifarSource implements ImageSource {
  private static final long serialVersionUID = 1L;
  private final DataFiles dataFiles;
  private final ArrayList<SourceFile> files;
  private final ImagePreprocessing preprocessing;
  private final Augmentation augmentation;

  private CifarSource(
      DataFiles dataFiles,
      List<SourceFile> files,
      ImagePreprocessing preprocessing,
      Augmentation augmentation) {
    this.dataFiles = dataFiles;
    this.files = new ArrayList<>(files);
    this.preprocessing = preprocessing;
    this.augmentation = augmentation;
  }

  /**
   * The training batches that a folder has, at least one.
   *
   * @throws DataException when there is none or one is damaged
   */
  public static CifarSource training(DataFiles files, String folder) {
    return open(files, folder, "data_batch_", null);
  }

  /**
   * The test batch of a folder.
   *
   * @param like what a model knows of its images
   * @throws DataException when it is missing or damaged, or the model reads other images
   */
  public static CifarSource evaluation(DataFiles files, String folder, ImagePreprocessing like) {
    return open(files, folder, "test_batch", like);
  }

  private static CifarSource open(
      DataFiles files, String folder, String start, ImagePreprocessing like) {
    var images =
        ImagePreprocessing.scaled(
            CifarFile.CHANNELS, CifarFile.EXTENT, CifarFile.EXTENT, CifarFile.CLASSES);
    if (like != null && !(like.shape().equals(images.shape()) && like.classes() == 10)) {
      throw new DataException(
          folder,
          "images of " + like.shape() + " in " + like.classes() + " classes, as in training",
          images.shape() + " in " + CifarFile.CLASSES + " classes",
          "give the data the model was trained on");
    }
    List<SourceFile> found = new ArrayList<>();
    long firstRow = 0;
    for (String path : paths(files, folder, start)) {
      long rows = check(files, path);
      found.add(new SourceFile(path, firstRow, rows));
      firstRow += rows;
    }
    return new CifarSource(files, found, like == null ? images : like, Augmentation.NONE);
  }

  /** A plain file goes before a compressed one of the same name. */
  private static List<String> paths(DataFiles files, String folder, String start) {
    List<String> all = files.list(folder);
    List<String> wanted =
        all.stream()
            .filter(path -> name(path).startsWith(start))
            .filter(path -> path.endsWith(".bin") || path.endsWith(".bin.gz"))
            .filter(path -> !all.contains(path.replaceFirst("\\.gz$", "")) || path.endsWith(".bin"))
            .toList();
    if (wanted.isEmpty()) {
      throw new DataException(
          folder,
          "a file " + start + "*.bin or " + start + "*.bin.gz",
          "none",
          "check data.dir, or fetch the binary version of CIFAR-10");
    }
    return wanted;
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static long check(DataFiles files, String path) {
    byte[] pixels = new byte[CifarFile.PIXELS];
    try (CifarFile file = CifarFile.open(files, path)) {
      while (file.next(pixels)) {
        // Every record checks itself.
      }
      if (file.rows() == 0) {
        throw new DataException(path, "at least 1 row", "an empty file", "fetch the file again");
      }
      return file.rows();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public CifarSource with(ImagePreprocessing images, Augmentation change) {
    return new CifarSource(dataFiles, files, images, change);
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
  public ImagePreprocessing preprocessing() {
    return preprocessing;
  }

  @Override
  public RowReader open(SourceFile file) {
    return new Reader(CifarFile.open(dataFiles, file.path()), file);
  }

  private static final class Reader implements RowReader {
    private final CifarFile records;
    private final SourceFile file;
    private final byte[] pixels = new byte[CifarFile.PIXELS];

    Reader(CifarFile records, SourceFile file) {
      this.records = records;
      this.file = file;
    }

    @Override
    public boolean next() throws IOException {
      boolean more = records.next(pixels);
      if (more ? records.rows() > file.rows() : records.rows() < file.rows()) {
        throw new DataException(
            file.path(),
            file.rows() + " rows, as when the run was started",
            more ? "more" : records.rows() + " rows",
            "do not change files while they are read");
      }
      return more;
    }

    @Override
    public long row() {
      return file.firstRow() + records.rows() - 1;
    }

    @Override
    public byte[] bytes() {
      return pixels;
    }

    @Override
    public int label() {
      return records.label();
    }

    @Override
    public void close() throws IOException {
      records.close();
    }
  }
}
