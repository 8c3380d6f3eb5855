package org.strideml.kernels;

/**
 * Windows over an image; windows that do not fit whole are left out.
 *
 * @param height of a window
 * @param width of a window
 * @param stride pixels between two windows along both axes
 */
public record Pooling(int height, int width, int stride) {
  public Pooling {
    if (height < 1 || width < 1 || stride < 1) {
      throw new IllegalArgumentException(
          "height, width and stride must be >= 1, got %d, %d, %d".formatted(height, width, stride));
    }
  }

  /** Square windows side by side. */
  public static Pooling of(int window) {
    return new Pooling(window, window, window);
  }

  /** Pixels of a window. */
  public int size() {
    return height * width;
  }

  /** Outputs along the height of an image; below 1 for none. */
  public int outputHeight(int imageHeight) {
    return Math.floorDiv(imageHeight - height, stride) + 1;
  }

  /** Outputs along the width of an image; below 1 for none. */
  public int outputWidth(int imageWidth) {
    return Math.floorDiv(imageWidth - width, stride) + 1;
  }
}
