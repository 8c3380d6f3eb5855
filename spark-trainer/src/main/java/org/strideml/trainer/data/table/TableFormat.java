package org.strideml.trainer.data.table;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;
import org.strideml.quantization.RandomKey;
import org.strideml.trainer.data.RecordFormat;
import org.strideml.trainer.model.Batch;

/**
 * A packed table row, little-endian: features as floats, a code of 1, 2 or 4 bytes per categorical
 * column, the numbers to be predicted as floats, and the weight as a float when rows have one.
 * Codes are spread into ones and zeros, unless a model looks them up, only when a batch is filled.
 */
public final class TableFormat implements RecordFormat {
  private static final long serialVersionUID = 1L;
  private static final VarHandle FLOATS =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);

  private final int dense;
  private final int[] codes;
  private final boolean embedding;
  private final boolean classes;
  private final int values;
  private final boolean weighted;
  private final int codeBytes;
  private final int features;

  /**
   * @param dense features that are floats
   * @param codes number of codes per categorical column
   * @param embedding whether codes become ids; else one feature per code but 0, which is unknown
   * @param classes whether the target is a class
   * @param values numbers to be predicted
   * @param weighted whether rows bring a weight; else it is 1
   */
  TableFormat(
      int dense,
      List<Integer> codes,
      boolean embedding,
      boolean classes,
      int values,
      boolean weighted) {
    this.dense = dense;
    this.codes = codes.stream().mapToInt(Integer::intValue).toArray();
    this.embedding = embedding;
    this.classes = classes;
    this.values = values;
    this.weighted = weighted;
    int most = codes.stream().mapToInt(Integer::intValue).max().orElse(0);
    this.codeBytes = most <= 1 << 8 ? 1 : most <= 1 << 16 ? 2 : 4;
    int oneHot = codes.stream().mapToInt(count -> count - 1).sum();
    this.features = embedding ? dense : dense + oneHot;
  }

  @Override
  public int recordBytes() {
    int floats = dense + values + (weighted ? 1 : 0);
    return Math.max(1, floats * Float.BYTES + codes.length * codeBytes);
  }

  /** Writes a dense feature. */
  void putFeature(byte[] row, int index, float value) {
    FLOATS.set(row, index * Float.BYTES, value);
  }

  /** Writes the code of a categorical column. */
  void putCode(byte[] row, int column, int code) {
    int at = dense * Float.BYTES + column * codeBytes;
    for (int i = 0; i < codeBytes; i++) {
      row[at + i] = (byte) (code >>> 8 * i);
    }
  }

  /** Writes a number to be predicted. */
  void putValue(byte[] row, int index, float value) {
    FLOATS.set(row, valuesAt() + index * Float.BYTES, value);
  }

  /** Writes the weight; only for rows that have one. */
  void putWeight(byte[] row, float weight) {
    FLOATS.set(row, valuesAt() + values * Float.BYTES, weight);
  }

  private int valuesAt() {
    return dense * Float.BYTES + codes.length * codeBytes;
  }

  @Override
  public void decode(byte[] block, int offset, int label, Batch batch, int slot, RandomKey key) {
    float[] target = batch.features();
    int start = slot * features;
    for (int i = 0; i < dense; i++) {
      target[start + i] = (float) FLOATS.get(block, offset + i * Float.BYTES);
    }
    int at = offset + dense * Float.BYTES;
    if (embedding) {
      lookUp(block, at, batch.ids(), slot * codes.length);
    } else {
      spread(block, at, target, start + dense);
    }
    at += codes.length * codeBytes;
    for (int i = 0; i < values; i++, at += Float.BYTES) {
      batch.values()[slot * values + i] = (float) FLOATS.get(block, at);
    }
    batch.weights()[slot] = weighted ? (float) FLOATS.get(block, at) : 1;
    if (classes) {
      batch.targets()[slot] = label;
    }
  }

  private void lookUp(byte[] block, int at, int[] ids, int start) {
    for (int column = 0; column < codes.length; column++) {
      ids[start + column] = code(block, at + column * codeBytes);
    }
  }

  private void spread(byte[] block, int at, float[] target, int start) {
    int from = start;
    for (int column = 0; column < codes.length; column++) {
      int code = code(block, at + column * codeBytes);
      int width = codes[column] - 1;
      for (int i = 0; i < width; i++) {
        target[from + i] = i == code - 1 ? 1 : 0;
      }
      from += width;
    }
  }

  private int code(byte[] block, int at) {
    int code = 0;
    for (int i = 0; i < codeBytes; i++) {
      code |= (block[at + i] & 0xff) << 8 * i;
    }
    return code;
  }
}
