package org.strideml.trainer.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.strideml.quantization.RandomKey;

/** Every damaged file is refused, or the damage changes neither names nor shapes nor numbers. */
class SafetensorsCorruptionTest {
  private static final long SEED = 20_261;

  private final TensorFile file = sample();
  private final byte[] whole = bytes(file);
  private final int dataStart = SafetensorsTest.dataStart(whole);

  private static TensorFile sample() {
    List<TensorFile.Tensor> tensors = new ArrayList<>();
    RandomKey key = RandomKey.of(SEED);
    int[][] shapes = {{3, 4}, {4}, {0}, {5, 2, 2}, {}};
    for (int i = 0; i < shapes.length; i++) {
      float[] values = new float[TensorFile.Tensor.sizeOf(shapes[i])];
      for (int j = 0; j < values.length; j++) {
        values[j] = (float) key.child(i).gaussian(j);
      }
      tensors.add(new TensorFile.Tensor("layer." + i + ".weight", shapes[i], values, 0));
    }
    return new TensorFile(Map.of("format", "pt"), tensors);
  }

  private static byte[] bytes(TensorFile file) {
    try {
      return SafetensorsTest.write(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theWholeFileIsAccepted() throws IOException {
    TensorFile read = SafetensorsTest.read(whole);
    assertSameData(read, "whole file");
    assertThat(read.metadata()).isEqualTo(file.metadata());
  }

  @Test
  void everyCutIsDetected() {
    for (int length = 0; length < whole.length; length++) {
      assertRefused(Arrays.copyOf(whole, length), "cut to " + length);
    }
    assertRefused(Arrays.copyOf(whole, whole.length + 1), "one byte more");
  }

  @Test
  void aStreamThatEndsBeforeItsLengthIsDetected() {
    for (int length : new int[] {0, 7, 8, dataStart - 1, dataStart, whole.length - 1}) {
      byte[] cut = Arrays.copyOf(whole, length);
      Throwable failure =
          failure(() -> Safetensors.read(new ByteArrayInputStream(cut), whole.length, "a stream"));
      assertThat(failure)
          .as("stream of %d bytes", length)
          .isInstanceOf(CorruptFileException.class)
          .hasMessageContaining("its end after " + length);
    }
  }

  @Test
  void everyFlippedDataBitIsDetected() {
    for (int position = dataStart; position < whole.length; position++) {
      for (int bit = 0; bit < 8; bit++) {
        assertRefused(flipped(position, bit), "bit " + bit + " of byte " + position);
      }
    }
  }

  @Test
  void everyFlippedHeaderBitIsDetectedOrHarmless() {
    for (int position = 0; position < dataStart; position++) {
      for (int bit = 0; bit < 8; bit++) {
        assertRefusedOrSameData(flipped(position, bit), "bit " + bit + " of byte " + position);
      }
    }
  }

  @Test
  void everyReplacedHeaderByteIsDetectedOrHarmless() {
    for (int position = 0; position < dataStart; position++) {
      for (char replacement : "0123456789[]{}\",: ".toCharArray()) {
        byte[] damaged = whole.clone();
        damaged[position] = (byte) replacement;
        assertRefusedOrSameData(damaged, "'" + replacement + "' at byte " + position);
      }
    }
  }

  /**
   * Damage at one place. Without its checksum a file is only as safe as any safetensors file: bytes
   * changed both in the checksum's key and elsewhere would pass.
   */
  @Test
  void randomBurstsAreDetectedOrHarmless() {
    for (int trial = 0; trial < 5000; trial++) {
      RandomKey key = RandomKey.of(SEED).child(trial);
      byte[] damaged = whole.clone();
      int length = 1 + key.below(12, 0);
      int start = key.below(damaged.length - length, 1);
      for (int i = 0; i < length; i++) {
        damaged[start + i] = (byte) key.child(2).bits(i);
      }
      assertRefusedOrSameData(damaged, "seed " + SEED + ", trial " + trial);
    }
  }

  private byte[] flipped(int position, int bit) {
    byte[] damaged = whole.clone();
    damaged[position] ^= (byte) (1 << bit);
    return damaged;
  }

  private static void assertRefused(byte[] damaged, String how) {
    assertThat(failure(() -> SafetensorsTest.read(damaged)))
        .as(how)
        .isInstanceOf(CorruptFileException.class);
  }

  private void assertRefusedOrSameData(byte[] damaged, String how) {
    Throwable failure = failure(() -> assertSameData(SafetensorsTest.read(damaged), how));
    if (failure != null) {
      assertThat(failure).as(how).isInstanceOf(CorruptFileException.class);
    }
  }

  private void assertSameData(TensorFile read, String how) {
    assertThat(read.tensors()).as(how).hasSameSizeAs(file.tensors());
    for (int i = 0; i < read.tensors().size(); i++) {
      TensorFile.Tensor expected = file.tensors().get(i);
      TensorFile.Tensor got = read.tensors().get(i);
      assertThat(got.name()).as(how).isEqualTo(expected.name());
      assertThat(got.shape()).as(how).isEqualTo(expected.shape());
      assertThat(got.values()).as(how).isEqualTo(expected.values());
    }
  }

  private interface Attempt {
    void run() throws IOException;
  }

  private static Throwable failure(Attempt attempt) {
    try {
      attempt.run();
      return null;
    } catch (CorruptFileException | IOException e) {
      return e;
    }
  }
}
