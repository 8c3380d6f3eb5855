package org.strideml.trainer.model;

import java.io.Serializable;
import org.strideml.kernels.Tensor;

/**
 * Extents of an image; its features are channel after channel, each row-major.
 *
 * @param channels such as 3 for colours
 * @param height rows of pixels
 * @param width pixels of a row
 */
public record ImageShape(int channels, int height, int width) implements Serializable {
  public ImageShape {
    Sizes.positive("channels", channels);
    Sizes.positive("height", height);
    Sizes.positive("width", width);
    Sizes.parameters((double) channels * height * width);
  }

  /** Floats of an image. */
  public int features() {
    return channels * height * width;
  }

  /** A tensor for so many images. */
  Tensor cut(Workspace work, int rows) {
    return work.cut(rows, channels, height, width);
  }

  /** The first elements of {@code memory}, seen as so many images. */
  Tensor of(Tensor memory, int rows) {
    return memory.slice(0, rows, channels, height, width);
  }
}
