package org.strideml.trainer.data;

/** Small files in CIFAR-10's binary form, every byte a known function of its row. */
public final class CifarFiles {
  private CifarFiles() {}

  /** So many records with labels 0, 1, 2 and so on, over and over. */
  public static byte[] records(int count) {
    byte[] content = new byte[count * 3073];
    for (int row = 0; row < count; row++) {
      content[row * 3073] = (byte) IdxFiles.label(row, 10);
      for (int i = 0; i < 3072; i++) {
        content[row * 3073 + 1 + i] = IdxFiles.pixel(row, i);
      }
    }
    return content;
  }
}
