package org.strideml.trainer.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.strideml.trainer.data.LibsvmLines.Reading;

/**
 * Sparse rows in libsvm files, plain or .gz; a folder's files are read in the order of their names.
 * Everything is read once when the source is opened, to learn and to check; tasks read it again.
 */
public final class LibsvmSource implements RowSource {
  private static final long serialVersionUID = 1L;
  private final DataFiles dataFiles;
  private final ArrayList<SourceFile> files;
  private final LibsvmPreprocessing preprocessing;
  private final boolean drops;
  private final long droppedRows;
  private final long droppedFeatures;

  LibsvmSource(
      DataFiles dataFiles,
      List<SourceFile> files,
      LibsvmPreprocessing preprocessing,
      LibsvmScan.Counts counts) {
    this.dataFiles = dataFiles;
    this.files = new ArrayList<>(files);
    this.preprocessing = preprocessing;
    this.drops = counts.drops();
    this.droppedRows = counts.droppedRows();
    this.droppedFeatures = counts.droppedFeatures();
  }

  /**
   * Rows to learn from.
   *
   * @param path file or folder
   * @throws DataException when a line cannot be used, or labels do not fit the task
   */
  public static LibsvmSource training(DataFiles files, String path, LibsvmSettings settings) {
    return new LibsvmScan(files, path, settings.drops()).learn(settings);
  }

  /**
   * Rows for a model that has learned from others.
   *
   * @param drops as {@link LibsvmSettings#drops}
   * @throws DataException when a line cannot be used, or has a label or an index that the model has
   *     not seen
   */
  public static LibsvmSource like(
      DataFiles files, String path, LibsvmPreprocessing learned, boolean drops) {
    return new LibsvmScan(files, path, drops).check(learned);
  }

  /** Lines that were left out. */
  public long droppedRows() {
    return droppedRows;
  }

  /** Features that were left out of rows, because the model does not have them. */
  public long droppedFeatures() {
    return droppedFeatures;
  }

  @Override
  public List<SourceFile> files() {
    return List.copyOf(files);
  }

  @Override
  public LibsvmFormat format() {
    return preprocessing.format();
  }

  /** Targets are in the rows' bytes. */
  @Override
  public boolean labelled() {
    return false;
  }

  @Override
  public LibsvmPreprocessing preprocessing() {
    return preprocessing;
  }

  @Override
  public RowReader open(SourceFile file) throws IOException {
    LibsvmLines lines = new LibsvmLines(dataFiles, file.path(), preprocessing, Reading.of(drops));
    return new LibsvmReader(lines, file, preprocessing.format());
  }
}
