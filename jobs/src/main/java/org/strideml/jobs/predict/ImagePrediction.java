package org.strideml.jobs.predict;

import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.strideml.kernels.Backend;
import org.strideml.trainer.data.DataFiles;
import org.strideml.trainer.data.ImageFile;
import org.strideml.trainer.data.ImagePreprocessing;
import org.strideml.trainer.data.PixelFormat;
import org.strideml.trainer.model.Batch;
import org.strideml.trainer.model.Network;
import org.strideml.trainer.model.SavedModel;

/** Classes of images, most probable first. */
public final class ImagePrediction {
  private static final int ROWS = 256;

  private final SavedModel saved;
  private final ImagePreprocessing images;
  private final int top;

  /**
   * @param top classes to name per image
   */
  public ImagePrediction(SavedModel saved, ImagePreprocessing images, int top) {
    this.saved = saved;
    this.images = images;
    this.top = Math.min(top, images.classes());
  }

  /**
   * One line per image: its number, then class and probability, as often as asked for, with tabs
   * between.
   */
  public void write(Backend backend, String path, Consumer<String> lines) throws IOException {
    Network network = saved.model().build(backend, ROWS, false);
    network.parameters().write(saved.parameters(), 0);
    Batch batch = saved.model().newBatch(ROWS);
    PixelFormat format = images.format();
    byte[] block = new byte[ROWS * images.pixels()];
    int image = 0;
    try (ImageFile file = ImageFile.open(DataFiles.local(), path, images)) {
      for (int count = file.read(block); count > 0; count = file.read(block)) {
        batch.setRows(count);
        for (int row = 0; row < count; row++) {
          format.decode(block, row * images.pixels(), 0, batch, row, null);
        }
        network.scores(batch);
        float[] scores = network.logits().toArray();
        for (int row = 0; row < count; row++, image++) {
          lines.accept(line(image, scores, row * images.classes()));
        }
      }
    }
  }

  private String line(int image, float[] scores, int offset) {
    double[] shares = softmax(scores, offset, images.classes());
    StringBuilder line = new StringBuilder(Integer.toString(image));
    IntStream.range(0, shares.length)
        .boxed()
        .sorted(Comparator.comparingDouble(label -> -shares[label]))
        .limit(top)
        .forEach(
            label -> line.append(String.format(Locale.ROOT, "\t%d\t%.6f", label, shares[label])));
    return line.toString();
  }

  /** Probabilities from scores, without overflow. */
  static double[] softmax(float[] scores, int offset, int length) {
    double[] shares = new double[length];
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < length; i++) {
      most = Math.max(most, scores[offset + i]);
    }
    for (int i = 0; i < length; i++) {
      shares[i] = Math.exp(scores[offset + i] - most);
    }
    double sum = Arrays.stream(shares).sum();
    return Arrays.stream(shares).map(share -> share / sum).toArray();
  }
}
