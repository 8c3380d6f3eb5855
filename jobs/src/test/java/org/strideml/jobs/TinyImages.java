package org.strideml.jobs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** A data set of 4 x 4 images in three classes that a model learns within a few steps. */
public final class TinyImages {
  public static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
  public static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
  public static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
  private static final int SIDE = 4;
  private static final int CLASSES = 3;

  private TinyImages() {}

  /** Writes 96 training and 30 test images into a new folder. */
  public static Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    images(folder.resolve(TRAIN_IMAGES), 96);
    labels(folder.resolve(TRAIN_LABELS), 96);
    images(folder.resolve(TEST_IMAGES), 30);
    labels(folder.resolve("t10k-labels-idx1-ubyte"), 30);
    return folder;
  }

  private static void images(Path file, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(16 + count * SIDE * SIDE);
    bytes.putInt(0x803).putInt(count).putInt(SIDE).putInt(SIDE);
    for (int i = 0; i < count * SIDE * SIDE; i++) {
      int image = i / (SIDE * SIDE);
      boolean lit = i % SIDE == image % CLASSES;
      bytes.put((byte) (lit ? 200 + image % 50 : (i * 31) % 40));
    }
    Files.write(file, bytes.array());
  }

  private static void labels(Path file, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(8 + count);
    bytes.putInt(0x801).putInt(count);
    for (int i = 0; i < count; i++) {
      bytes.put((byte) (i % CLASSES));
    }
    Files.write(file, bytes.array());
  }
}
