package org.strideml.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strideml.quantization.RandomKey;
import org.strideml.trainer.model.Batch;
import org.strideml.trainer.model.BatchShape;

class PixelFormatTest {
  private static final ImagePreprocessing IMAGES =
      new ImagePreprocessing(2, 2, 3, 10, 1, List.of(0.0, 100.0), List.of(1.0, 2.0));

  /** Channels 1 … 6 and 101 … 106. */
  private static final byte[] IMAGE = {1, 2, 3, 4, 5, 6, 101, 102, 103, 104, 105, 106};

  private static List<Float> decoded(PixelFormat format, RandomKey key) {
    Batch batch = new Batch(BatchShape.ofFeatures(12), 2);
    format.decode(IMAGE, 0, 7, batch, 1, key);
    assertThat(batch.targets()[1]).isEqualTo(7);
    List<Float> features = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      if (i < 12) {
        assertThat(batch.features()[i]).isZero();
      } else {
        features.add(batch.features()[i]);
      }
    }
    return features;
  }

  @Test
  void everyChannelHasItsOwnMeanAndDeviation() {
    assertThat(decoded(IMAGES.format(), RandomKey.of(1)))
        .containsExactly(1f, 2f, 3f, 4f, 5f, 6f, 0.5f, 1f, 1.5f, 2f, 2.5f, 3f);
  }

  @Test
  void nothingIsDrawnInEvaluation() {
    PixelFormat format = IMAGES.format(new Augmentation(true, 2));
    assertThat(decoded(format, null)).isEqualTo(decoded(IMAGES.format(), null));
  }

  @Test
  void everySecondVisitSeesTheMirrorImageOfAllChannels() {
    PixelFormat format = IMAGES.format(new Augmentation(true, 0));
    List<Float> mirrored = List.of(3f, 2f, 1f, 6f, 5f, 4f, 1.5f, 1f, 0.5f, 3f, 2.5f, 2f);
    int mirrors = 0;
    for (int visit = 0; visit < 1000; visit++) {
      List<Float> seen = decoded(format, RandomKey.of(3).child(visit));
      if (seen.equals(mirrored)) {
        mirrors++;
      } else {
        assertThat(seen).isEqualTo(decoded(format, null));
      }
    }
    // Five standard deviations of a fair coin.
    assertThat(mirrors).isBetween(421, 579);
  }

  @Test
  void cropsMoveByUpToTheirSizeAndLetZerosIn() {
    PixelFormat format = IMAGES.format(new Augmentation(false, 1));
    Set<List<Float>> seen = new HashSet<>();
    for (int visit = 0; visit < 500; visit++) {
      seen.add(decoded(format, RandomKey.of(4).child(visit)));
    }
    assertThat(seen).hasSize(9).contains(decoded(format, null));
    // One down, one right: a pixel of 0 is normalized as any other.
    assertThat(seen).contains(List.of(5f, 6f, 0f, 0f, 0f, 0f, 2.5f, 3f, -50f, -50f, -50f, -50f));
    assertThat(seen).contains(List.of(0f, 0f, 0f, 0f, 1f, 2f, -50f, -50f, -50f, -50f, 0.5f, 1f));
  }

  @Test
  void theSameVisitSeesTheSame() {
    PixelFormat format = IMAGES.format(new Augmentation(true, 1));
    for (int visit = 0; visit < 20; visit++) {
      RandomKey key = RandomKey.of(5).child(visit);
      assertThat(decoded(format, key)).isEqualTo(decoded(format, RandomKey.of(5).child(visit)));
    }
  }

  @Test
  void momentsAreThoseOfTheTrainingRows(@TempDir java.nio.file.Path folder) throws Exception {
    byte[] records = new byte[2 * 3073];
    for (int i = 0; i < 1024; i++) {
      records[1 + i] = (byte) 255; // red of the first image
      records[1 + 1024 + i] = 51; // green of both
      records[3073 + 1 + 1024 + i] = 51;
    }
    IdxFiles.write(folder, "data_batch_1.bin", records);
    CifarSource source = CifarSource.training(DataFiles.local(), folder.toString());
    ImagePreprocessing learned = PixelMoments.learn(source);
    assertThat(learned.mean()).containsExactly(0.5, 51.0 / 255, 0.0);
    assertThat(learned.deviation()).containsExactly(0.5, 1.0, 1.0);
  }

  @Test
  void rejectsWhatDoesNotFit() {
    assertThatThrownBy(() -> IMAGES.normalized(List.of(1.0), List.of(1.0)))
        .hasMessageContaining("for each of 2 channels");
    assertThatThrownBy(() -> IMAGES.normalized(List.of(1.0, 1.0), List.of(1.0, 0.0)))
        .hasMessageContaining("above 0");
    assertThatThrownBy(() -> new Augmentation(false, -1)).hasMessageContaining("crop must be >= 0");
  }
}
