package org.strideml.trainer.data;

import java.io.IOException;

/** The images of an IDX file without labels, front to back, as a trained model wants them. */
final class IdxImages implements ImageFile {
  private final IdxFile file;
  private final int pixels;
  private int next;

  private IdxImages(IdxFile file, int pixels) {
    this.file = file;
    this.pixels = pixels;
  }

  /**
   * @param like the size an image must have
   * @throws DataException when the file is missing, damaged, or has images of another size
   */
  static IdxImages open(DataFiles files, String path, ImagePreprocessing like) throws IOException {
    IdxFile file = IdxFile.open(files, path, IdxFile.IMAGES);
    if (file.extent(1) != like.rows() || file.extent(2) != like.columns()) {
      file.close();
      throw new DataException(
          path,
          "images of " + like.rows() + " x " + like.columns() + " pixels, as in training",
          file.extent(1) + " x " + file.extent(2),
          "give images of that size");
    }
    return new IdxImages(file, like.pixels());
  }

  @Override
  public int read(byte[] block) throws IOException {
    int images = Math.min(block.length / pixels, file.rows() - next);
    byte[] image = new byte[pixels];
    for (int i = 0; i < images; i++) {
      file.read(image, "image " + (next + i));
      System.arraycopy(image, 0, block, i * pixels, pixels);
    }
    next += images;
    return images;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
