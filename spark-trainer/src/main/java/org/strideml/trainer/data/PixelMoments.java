package org.strideml.trainer.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Mean and standard deviation of each channel over all rows of a source. Sums are of whole numbers,
 * so that they are exact in any order.
 */
public final class PixelMoments {
  private PixelMoments() {}

  /**
   * What normalizes each channel of {@code source} to mean 0 and deviation 1; a channel of one
   * value keeps deviation 1.
   *
   * @throws DataException when a file is damaged
   */
  public static ImagePreprocessing learn(ImageSource source) throws IOException {
    ImagePreprocessing images = source.preprocessing();
    int plane = images.rows() * images.columns();
    long[] sums = new long[images.channels()];
    long[] squares = new long[images.channels()];
    for (SourceFile file : source.files()) {
      source.read(file, (row, bytes, label) -> add(bytes, plane, sums, squares));
    }
    List<Double> means = new ArrayList<>();
    List<Double> deviations = new ArrayList<>();
    double count = (double) source.rows() * plane;
    for (int channel = 0; channel < sums.length; channel++) {
      double mean = sums[channel] / count;
      double variance = Math.max(0, squares[channel] / count - mean * mean);
      means.add(mean * images.scale());
      deviations.add(variance == 0 ? 1 : Math.sqrt(variance) * Math.abs(images.scale()));
    }
    return images.normalized(means, deviations);
  }

  private static void add(byte[] bytes, int plane, long[] sums, long[] squares) {
    for (int channel = 0; channel < sums.length; channel++) {
      long sum = 0;
      long square = 0;
      for (int i = channel * plane; i < (channel + 1) * plane; i++) {
        int pixel = bytes[i] & 0xff;
        sum += pixel;
        square += pixel * pixel;
      }
      sums[channel] += sum;
      squares[channel] += square;
    }
  }
}
