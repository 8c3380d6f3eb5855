package org.strideml.trainer.data;

import org.strideml.quantization.RandomKey;
import org.strideml.trainer.model.Batch;

/**
 * A byte per pixel, row-major; pixel p becomes the feature {@code (p & 0xff) · scale}, rounded once
 * from double. The target is the label.
 */
public final class PixelFormat implements RecordFormat {
  private static final long serialVersionUID = 1L;
  private final int pixels;
  private final float[] features = new float[256];

  /**
   * @param pixels per image
   * @param scale multiplies every pixel
   */
  public PixelFormat(int pixels, double scale) {
    if (pixels < 1) {
      throw new IllegalArgumentException("pixels must be >= 1, got " + pixels);
    }
    this.pixels = pixels;
    for (int pixel = 0; pixel < features.length; pixel++) {
      features[pixel] = (float) (pixel * scale);
    }
  }

  @Override
  public int recordBytes() {
    return pixels;
  }

  @Override
  public void decode(byte[] block, int offset, int label, Batch batch, int slot, RandomKey key) {
    float[] target = batch.features();
    int start = slot * pixels;
    for (int i = 0; i < pixels; i++) {
      target[start + i] = features[block[offset + i] & 0xff];
    }
    batch.targets()[slot] = label;
  }
}
