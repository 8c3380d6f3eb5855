package org.strideml.jobs.fetch;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.strideml.quantization.RandomKey;

/**
 * The toy classification of Liu et al. (2024), made up on the spot and always the same: 512 numbers
 * around one of 32 random centers of norm 1, eight per class, with noise of deviation 0.5 in each
 * number. Stored as images of bytes: number x as 128 + 40 x.
 */
final class Clusters extends DataSet {
  static final int ROWS = 32_000;
  static final int TEST_ROWS = 4_000;
  private static final int HEIGHT = 16;
  private static final int WIDTH = 32;
  private static final int CENTERS = 32;
  private static final int CLASSES = 4;
  private static final double NOISE = 0.5;
  private static final long SEED = 20240117;
  private static final List<String> FILES =
      List.of(
          "train-images-idx3-ubyte",
          "train-labels-idx1-ubyte",
          "t10k-images-idx3-ubyte",
          "t10k-labels-idx1-ubyte");

  private final int rows;
  private final int testRows;

  Clusters() {
    this(ROWS, TEST_ROWS);
  }

  Clusters(int rows, int testRows) {
    this.rows = rows;
    this.testRows = testRows;
  }

  @Override
  public String name() {
    return "clusters";
  }

  @Override
  public String description() {
    return "36,000 points of 512 numbers around 32 centers in 4 classes, made up by a formula";
  }

  @Override
  List<String> files() {
    return FILES;
  }

  @Override
  void fetch(Path scratch, Path target) throws IOException {
    RandomKey key = RandomKey.of(SEED);
    double[][] centers = new double[CENTERS][];
    for (int center = 0; center < CENTERS; center++) {
      centers[center] = unit(key.child(0).child(center));
    }
    write(target, 0, rows, centers, key.child(1));
    write(target, 2, testRows, centers, key.child(2));
  }

  private static double[] unit(RandomKey key) {
    double[] vector = new double[HEIGHT * WIDTH];
    double squares = 0;
    for (int i = 0; i < vector.length; i++) {
      vector[i] = key.gaussian(i);
      squares += vector[i] * vector[i];
    }
    for (int i = 0; i < vector.length; i++) {
      vector[i] /= Math.sqrt(squares);
    }
    return vector;
  }

  private static void write(
      Path target, int firstFile, int rows, double[][] centers, RandomKey keys) throws IOException {
    try (DataOutputStream images = open(target.resolve(FILES.get(firstFile)));
        DataOutputStream labels = open(target.resolve(FILES.get(firstFile + 1)))) {
      images.writeInt(0x803);
      images.writeInt(rows);
      images.writeInt(HEIGHT);
      images.writeInt(WIDTH);
      labels.writeInt(0x801);
      labels.writeInt(rows);
      byte[] image = new byte[HEIGHT * WIDTH];
      for (int row = 0; row < rows; row++) {
        RandomKey key = keys.child(row);
        int center = key.below(CENTERS, 2 * image.length);
        for (int i = 0; i < image.length; i++) {
          double x = centers[center][i] + NOISE * key.gaussian(i);
          image[i] = (byte) Math.max(0, Math.min(255, Math.round(128 + 40 * x)));
        }
        images.write(image);
        labels.writeByte(center % CLASSES);
      }
    }
  }

  private static DataOutputStream open(Path file) throws IOException {
    OutputStream out = Files.newOutputStream(file);
    return new DataOutputStream(new BufferedOutputStream(out));
  }
}
