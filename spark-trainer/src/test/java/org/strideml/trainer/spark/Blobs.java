package org.strideml.trainer.spark;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import org.strideml.quantization.RandomKey;
import org.strideml.trainer.data.Preprocessing;
import org.strideml.trainer.data.RecordFormat;
import org.strideml.trainer.data.RowReader;
import org.strideml.trainer.data.RowSource;
import org.strideml.trainer.data.SourceFile;
import org.strideml.trainer.model.Batch;

/**
 * Three noisy classes of eight byte-sized features, made up as they are read, in three files of
 * unequal length.
 */
record Blobs(long rows, long seed) implements RowSource {
  static final int WIDTH = 8;
  static final int CLASSES = 3;

  @Override
  public List<SourceFile> files() {
    long a = rows / 2;
    long b = rows / 3;
    return List.of(
        new SourceFile("a", 0, a),
        new SourceFile("b", a, b),
        new SourceFile("c", a + b, rows - a - b));
  }

  @Override
  public RecordFormat format() {
    return new Format();
  }

  @Override
  public boolean labelled() {
    return true;
  }

  @Override
  public Preprocessing preprocessing() {
    // Nothing was learned from these rows.
    return JsonNodeFactory.instance::objectNode;
  }

  @Override
  public RowReader open(SourceFile file) {
    return new RowReader() {
      private long row = file.firstRow() - 1;

      @Override
      public boolean next() {
        return ++row < file.firstRow() + file.rows();
      }

      @Override
      public long row() {
        return row;
      }

      @Override
      public byte[] bytes() {
        RandomKey key = RandomKey.of(seed).child(row);
        byte[] bytes = new byte[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
          double center = i % CLASSES == label() ? 170 : 90;
          bytes[i] = (byte) Math.max(0, Math.min(255, center + 45 * key.gaussian(i)));
        }
        return bytes;
      }

      @Override
      public int label() {
        return RandomKey.of(seed).child(row).below(CLASSES, 1000);
      }

      @Override
      public void close() {}
    };
  }

  /** Bytes as features in [0, 1]. */
  record Format() implements RecordFormat {
    @Override
    public int recordBytes() {
      return WIDTH;
    }

    @Override
    public void decode(byte[] block, int offset, int label, Batch batch, int slot, RandomKey key) {
      for (int i = 0; i < WIDTH; i++) {
        batch.features()[slot * WIDTH + i] = (block[offset + i] & 0xff) / 255f;
      }
      batch.targets()[slot] = label;
    }
  }
}
