package org.strideml.jobs.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClustersTest {
  @TempDir Path root;

  @Test
  void isTheSameWheneverItIsMade() throws IOException {
    Clusters clusters = new Clusters(400, 40);
    clusters.fetch(root);
    assertThat(clusters.isPresent(root)).isTrue();
    byte[] images = Files.readAllBytes(root.resolve("clusters/train-images-idx3-ubyte"));
    byte[] labels = Files.readAllBytes(root.resolve("clusters/train-labels-idx1-ubyte"));
    assertThat(images).hasSize(16 + 400 * 512);
    assertThat(labels).hasSize(8 + 400);
    double sum = 0;
    double squares = 0;
    for (int i = 16; i < images.length; i++) {
      double x = ((images[i] & 0xff) - 128) / 40.0;
      sum += x;
      squares += x * x;
    }
    int count = images.length - 16;
    assertThat(sum / count).isCloseTo(0, within(0.01));
    assertThat(squares / count)
        .as("noise of 0.25, and 1 / 512 from the center")
        .isCloseTo(0.25 + 1.0 / 512, within(0.005));
    int[] classes = new int[4];
    for (int i = 8; i < labels.length; i++) {
      classes[labels[i]]++;
    }
    assertThat(Arrays.stream(classes).min().orElse(0)).isGreaterThan(60);
    CRC32C checksum = new CRC32C();
    checksum.update(images);
    assertThat(checksum.getValue()).isEqualTo(EXPECTED);
  }

  private static final long EXPECTED = 1210568799L;
}
