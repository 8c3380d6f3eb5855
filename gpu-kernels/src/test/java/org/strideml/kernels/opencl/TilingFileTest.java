package org.strideml.kernels.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TilingFileTest {
  private static final OpenClDevice CARD =
      new OpenClDevice(0, "platform", "card", "vendor", "gpu", 8L << 30, 2L << 30, 1 << 15, 4, 256);
  private static final OpenClDevice OTHER =
      new OpenClDevice(0, "platform", "other", "v", "gpu", 8L << 30, 2L << 30, 1 << 15, 4, 256);
  private static final List<Tiling> CHOICES =
      List.of(
          Tiling.EIGHT_64_X_64,
          Tiling.EIGHT_128_X_32,
          Tiling.EIGHT_32_X_128,
          Tiling.FOUR_32_X_64,
          Tiling.FOUR_64_X_32,
          Tiling.FOUR_128_X_16,
          Tiling.PLAIN,
          Tiling.EIGHT_64_X_64);

  @TempDir private Path folder;

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    TilingFile file = new TilingFile(folder.resolve("deep/er"), CARD);
    assertThat(file.exists()).isFalse();
    file.write(CHOICES);
    assertThat(file.exists()).isTrue();
    assertThat(file.read()).isEqualTo(CHOICES);
    try (var files = Files.list(file.path().getParent())) {
      assertThat(files).containsExactly(file.path());
    }
  }

  @Test
  void eachDeviceHasAFileOfItsOwn() throws IOException {
    TilingFile file = new TilingFile(folder, CARD);
    file.write(CHOICES);
    TilingFile other = new TilingFile(folder, OTHER);
    assertThat(other.exists()).isFalse();
    Files.copy(file.path(), other.path());
    assertThatThrownBy(other::read).isInstanceOf(IOException.class).hasMessageContaining("card");
  }

  @Test
  void everyChangedOrMissingByteIsRefused() throws IOException {
    TilingFile file = new TilingFile(folder, CARD);
    file.write(CHOICES);
    byte[] whole = Files.readAllBytes(file.path());
    // The last byte ends the last line and says nothing.
    for (int i = 0; i < whole.length - 1; i++) {
      byte[] changed = whole.clone();
      changed[i] ^= 1;
      Files.write(file.path(), changed);
      assertThatThrownBy(file::read).as("byte %d", i).isInstanceOf(IOException.class);
      Files.write(file.path(), java.util.Arrays.copyOf(whole, i));
      assertThatThrownBy(file::read).as("length %d", i).isInstanceOf(IOException.class);
    }
  }
}
