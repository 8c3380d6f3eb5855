package org.strideml.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.strideml.quantization.RandomKey;
import org.strideml.trainer.model.Batch;
import org.strideml.trainer.model.BatchShape;

class ShardTest {
  /** Three bytes per row become three features. */
  private static final class ThreeBytes implements RecordFormat {
    private static final long serialVersionUID = 1L;

    @Override
    public int recordBytes() {
      return 3;
    }

    @Override
    public void decode(byte[] block, int offset, int label, Batch batch, int slot, RandomKey key) {
      for (int i = 0; i < 3; i++) {
        batch.features()[slot * 3 + i] = block[offset + i];
      }
      batch.targets()[slot] = label;
    }
  }

  @Test
  void returnsRowsAsTheyWerePutInAnyOrder() {
    for (int size : new int[] {0, 1, 3, 4, 5, 8, 13}) {
      // Blocks of 13 bytes hold four rows.
      var builder = new ShardBuilder(size, 3, true, 13);
      for (int place = size - 1; place >= 0; place--) {
        builder.put(place, row(place), 1, 3, 100 + place);
      }
      Shard shard = builder.build();
      assertThat(shard.size()).isEqualTo(size);
      assertThat(shard.bytes()).isEqualTo(size * 7L);
      Batch batch = new Batch(BatchShape.ofFeatures(3), 2);
      for (int place = 0; place < size; place++) {
        shard.fill(batch, 1, place, new ThreeBytes(), null);
        assertThat(batch.features())
            .containsExactly(0, 0, 0, 3 * place, 3 * place + 1, 3 * place + 2);
        assertThat(batch.targets()).containsExactly(0, 100 + place);
      }
    }
  }

  @Test
  void holdsRowsLargerThanABlock() {
    var builder = new ShardBuilder(2, 3, false, 2);
    builder.put(0, row(0), 1, 3, 0);
    builder.put(1, row(1), 1, 3, 0);
    Batch batch = new Batch(BatchShape.ofFeatures(3), 1);
    builder.build().fill(batch, 0, 1, new ThreeBytes(), null);
    assertThat(batch.features()).containsExactly(3, 4, 5);
  }

  @Test
  void refusesMissingDoubleAndStrayRows() {
    var builder = new ShardBuilder(3, 3, false);
    builder.put(0, row(0), 1, 3, 0);
    builder.put(2, row(2), 1, 3, 0);
    assertThatThrownBy(() -> builder.put(2, row(2), 1, 3, 0)).hasMessageContaining("place 2");
    assertThatThrownBy(() -> builder.put(3, row(3), 1, 3, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("expected 3 rows, got 2; the first one missing is at place 1");
  }

  /** The row's first byte says how many more it has; they become features. */
  private static final class CountedBytes implements RecordFormat {
    private static final long serialVersionUID = 1L;

    @Override
    public int recordBytes() {
      return VARIABLE;
    }

    @Override
    public void decode(byte[] block, int offset, int label, Batch batch, int slot, RandomKey key) {
      Arrays.fill(batch.features(), 0);
      for (int i = 0; i < block[offset]; i++) {
        batch.features()[i] = block[offset + 1 + i];
      }
    }
  }

  @Test
  void holdsRowsOfAnyLengthAsTheSameBytesInWhateverOrderTheyCame() throws Exception {
    for (int size : new int[] {0, 1, 2, 7, 40}) {
      for (int blockBytes : new int[] {3, 20, 1000}) {
        var forwards = new ShardBuilder(size, RecordFormat.VARIABLE, false, blockBytes);
        var backwards = new ShardBuilder(size, RecordFormat.VARIABLE, false, blockBytes);
        for (int i = 0; i < size; i++) {
          forwards.put(i, counted(i), 0, 1 + i % 9, 0);
          int j = size - 1 - i;
          backwards.put(j, counted(j), 0, 1 + j % 9, 0);
        }
        Shard shard = forwards.build();
        assertThat(serialized(backwards.build())).isEqualTo(serialized(shard));
        Batch batch = new Batch(BatchShape.ofFeatures(9), 1);
        for (int place = 0; place < size; place++) {
          shard.fill(batch, 0, place, new CountedBytes(), null);
          for (int i = 0; i < 9; i++) {
            assertThat(batch.features()[i]).isEqualTo(i < place % 9 ? place + i : 0);
          }
        }
      }
    }
  }

  private static byte[] counted(int place) {
    byte[] row = new byte[1 + place % 9];
    row[0] = (byte) (place % 9);
    for (int i = 1; i < row.length; i++) {
      row[i] = (byte) (place + i - 1);
    }
    return row;
  }

  private static byte[] serialized(Shard shard) throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(shard);
    }
    return bytes.toByteArray();
  }

  @Test
  void refusesARowOfAnotherLength() {
    var builder = new ShardBuilder(3, 3, false);
    assertThatThrownBy(() -> builder.put(1, row(0), 0, 4, 0))
        .hasMessage("rows must have 3 bytes, got 4 at place 1");
  }

  @Test
  void refusesPlacesOutOfRange() {
    Shard shard = new ShardBuilder(0, 3, false).build();
    assertThatThrownBy(
            () -> shard.fill(new Batch(BatchShape.ofFeatures(3), 1), 0, 0, new ThreeBytes(), null))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static byte[] row(int place) {
    return new byte[] {-1, (byte) (3 * place), (byte) (3 * place + 1), (byte) (3 * place + 2)};
  }
}
