package org.strideml.trainer.data;

import org.strideml.quantization.RandomKey;
import org.strideml.trainer.model.Batch;

/**
 * A byte per pixel, channel after channel, each row-major; pixel p of channel c becomes the feature
 * {@code ((p & 0xff) · scale − mean[c]) / deviation[c]}, rounded once from double. The target is
 * the label. With a key the image may be moved and mirrored, see {@link Augmentation}.
 */
public final class PixelFormat implements RecordFormat {
  private static final long serialVersionUID = 2L;

  /** Bits of a visit's key, by number. */
  private static final int DOWN = 0;

  private static final int RIGHT = 1;
  private static final int MIRROR = 2;

  private final int channels;
  private final int rows;
  private final int columns;
  private final Augmentation augmentation;

  /** By channel and pixel value. */
  private final float[] features;

  PixelFormat(ImagePreprocessing images, Augmentation augmentation) {
    this.channels = images.channels();
    this.rows = images.rows();
    this.columns = images.columns();
    this.augmentation = augmentation;
    this.features = new float[256 * channels];
    for (int channel = 0; channel < channels; channel++) {
      double mean = images.mean().get(channel);
      double deviation = images.deviation().get(channel);
      for (int pixel = 0; pixel < 256; pixel++) {
        features[256 * channel + pixel] = (float) ((pixel * images.scale() - mean) / deviation);
      }
    }
  }

  /**
   * Grey images of one row, as they are.
   *
   * @param pixels per image
   * @param scale multiplies every pixel
   */
  public PixelFormat(int pixels, double scale) {
    this(new ImagePreprocessing(1, pixels, 2, scale), Augmentation.NONE);
  }

  @Override
  public int recordBytes() {
    return channels * rows * columns;
  }

  @Override
  public void decode(byte[] block, int offset, int label, Batch batch, int slot, RandomKey key) {
    int start = slot * recordBytes();
    if (key == null || augmentation.equals(Augmentation.NONE)) {
      plain(block, offset, batch.features(), start);
    } else {
      int reach = augmentation.crop();
      int down = key.below(2 * reach + 1, DOWN) - reach;
      int right = key.below(2 * reach + 1, RIGHT) - reach;
      boolean mirror = augmentation.flip() && key.below(2, MIRROR) == 1;
      moved(block, offset, batch.features(), start, down, right, mirror);
    }
    batch.targets()[slot] = label;
  }

  private void plain(byte[] block, int offset, float[] target, int start) {
    int pixels = rows * columns;
    for (int channel = 0; channel < channels; channel++) {
      int table = 256 * channel;
      int first = channel * pixels;
      for (int i = first; i < first + pixels; i++) {
        target[start + i] = features[table + (block[offset + i] & 0xff)];
      }
    }
  }

  private void moved(
      byte[] block, int offset, float[] target, int start, int down, int right, boolean mirror) {
    int to = start;
    for (int channel = 0; channel < channels; channel++) {
      int table = 256 * channel;
      for (int row = 0; row < rows; row++) {
        int fromRow = row + down;
        boolean inside = fromRow >= 0 && fromRow < rows;
        int from = offset + (channel * rows + fromRow) * columns;
        for (int column = 0; column < columns; column++) {
          int fromColumn = (mirror ? columns - 1 - column : column) + right;
          boolean seen = inside && fromColumn >= 0 && fromColumn < columns;
          target[to++] = features[table + (seen ? block[from + fromColumn] & 0xff : 0)];
        }
      }
    }
  }
}
