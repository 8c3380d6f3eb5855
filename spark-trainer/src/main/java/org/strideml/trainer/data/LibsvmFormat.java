package org.strideml.trainer.data;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.strideml.quantization.RandomKey;
import org.strideml.trainer.model.Batch;
import org.strideml.trainer.model.SparseRows;

/**
 * A packed sparse row, in little-endian words of four bytes: how many features m, the target (a
 * class, or the bits of a float), m ids, m values as floats.
 */
public final class LibsvmFormat implements RecordFormat {
  private static final long serialVersionUID = 1L;
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle FLOAT =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int HEADER_BYTES = 8;
  private static final int WORD = 4;

  private final boolean classes;

  /**
   * @param classes whether targets are classes rather than numbers
   */
  LibsvmFormat(boolean classes) {
    this.classes = classes;
  }

  @Override
  public int recordBytes() {
    return VARIABLE;
  }

  /** Packs a row. */
  byte[] encode(LibsvmRow row) {
    int count = row.count();
    byte[] bytes = new byte[HEADER_BYTES + 2 * WORD * count];
    INT.set(bytes, 0, count);
    INT.set(bytes, WORD, classes ? row.target() : Float.floatToRawIntBits((float) row.label()));
    for (int i = 0; i < count; i++) {
      INT.set(bytes, HEADER_BYTES + WORD * i, row.id(i));
      FLOAT.set(bytes, HEADER_BYTES + WORD * (count + i), row.value(i));
    }
    return bytes;
  }

  @Override
  public void decode(byte[] block, int offset, int label, Batch batch, int slot, RandomKey key) {
    int count = (int) INT.get(block, offset);
    int target = (int) INT.get(block, offset + WORD);
    if (classes) {
      batch.targets()[slot] = target;
    } else {
      batch.values()[slot] = Float.intBitsToFloat(target);
    }
    SparseRows sparse = batch.sparse();
    sparse.begin(slot);
    int ids = offset + HEADER_BYTES;
    int values = ids + WORD * count;
    for (int i = 0; i < count; i++) {
      sparse.add((int) INT.get(block, ids + WORD * i), (float) FLOAT.get(block, values + WORD * i));
    }
  }
}
