package org.strideml.trainer.data;

import java.io.Closeable;
import java.io.IOException;

/** Images of a file front to back, as a trained model wants them; labels are passed over. */
public interface ImageFile extends Closeable {
  /**
   * Opens a file of the kind the model was trained on: CIFAR-10's binary version for colours, IDX
   * for grey images.
   *
   * @param like the size an image must have
   * @throws DataException when the file is missing, damaged, or has images of another size
   */
  static ImageFile open(DataFiles files, String path, ImagePreprocessing like) throws IOException {
    if (like.channels() == 1) {
      return IdxImages.open(files, path, like);
    }
    if (like.pixels() != CifarFile.PIXELS) {
      throw new DataException(
          path, "images of " + like.shape(), "32 x 32 x 3", "give images of that size");
    }
    CifarFile file = CifarFile.open(files, path);
    byte[] pixels = new byte[CifarFile.PIXELS];
    return new ImageFile() {
      @Override
      public int read(byte[] block) throws IOException {
        int images = 0;
        while ((images + 1) * CifarFile.PIXELS <= block.length && file.next(pixels)) {
          System.arraycopy(pixels, 0, block, images * CifarFile.PIXELS, CifarFile.PIXELS);
          images++;
        }
        return images;
      }

      @Override
      public void close() throws IOException {
        file.close();
      }
    };
  }

  /**
   * Reads the next images.
   *
   * @param block receives them one after another
   * @return how many; 0 at the end
   */
  int read(byte[] block) throws IOException;
}
