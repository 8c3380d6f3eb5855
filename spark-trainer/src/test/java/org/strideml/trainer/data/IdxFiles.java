package org.strideml.trainer.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Writes small IDX files whose every pixel is a known function of its row. */
public final class IdxFiles {
  private IdxFiles() {}

  /** Pixel {@code index} of image {@code row}. */
  public static byte pixel(long row, int index) {
    return (byte) (row * 31 + index * 7 + 3);
  }

  /** Labels 0, 1, 2 and so on, over and over. */
  public static int label(long row, int classes) {
    return (int) (row % classes);
  }

  public static byte[] images(int count, int rows, int columns) {
    ByteBuffer file = ByteBuffer.allocate(16 + count * rows * columns);
    file.putInt(0x0803).putInt(count).putInt(rows).putInt(columns);
    for (int row = 0; row < count; row++) {
      for (int index = 0; index < rows * columns; index++) {
        file.put(pixel(row, index));
      }
    }
    return file.array();
  }

  public static byte[] labels(int count, int classes) {
    ByteBuffer file = ByteBuffer.allocate(8 + count);
    file.putInt(0x0801).putInt(count);
    for (int row = 0; row < count; row++) {
      file.put((byte) label(row, classes));
    }
    return file.array();
  }

  public static byte[] gzip(byte[] content) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  public static String write(Path folder, String name, byte[] content) {
    try {
      return Files.write(folder.resolve(name), content).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A folder's training and test set under the usual names. */
  public static void writeSets(Path folder, int training, int test, int rows, int columns) {
    write(folder, "train-images-idx3-ubyte.gz", gzip(images(training, rows, columns)));
    write(folder, "train-labels-idx1-ubyte.gz", gzip(labels(training, 10)));
    write(folder, "t10k-images-idx3-ubyte", images(test, rows, columns));
    write(folder, "t10k-labels-idx1-ubyte", labels(test, 10));
  }
}
