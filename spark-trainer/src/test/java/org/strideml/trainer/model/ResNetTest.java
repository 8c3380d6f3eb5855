package org.strideml.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ResNetTest {
  private static final ImageShape IMAGE = new ImageShape(3, 8, 7);

  private static ResNet of(int blocks, Normalization norm) {
    return new ResNet(IMAGE, blocks, 4, norm, Head.multiclass(5));
  }

  @Nested
  class WithGroupNorm extends ModelContract {
    @Override
    Model model() {
      return of(2, Normalization.group(2));
    }

    @Override
    Batch batch(Model model, int rows, long seed) {
      return ImageBatches.random(model, 5, rows, seed);
    }
  }

  @Nested
  class WithBatchNorm extends ModelContract {
    @Override
    Model model() {
      return of(1, Normalization.batch());
    }

    @Override
    boolean evaluatesAsItTrains() {
      return false;
    }

    @Override
    Batch batch(Model model, int rows, long seed) {
      return ImageBatches.random(model, 5, rows, seed);
    }
  }

  /** A stage of more floats than the one before, since nothing is left to halve. */
  @Nested
  class OfOnePixelRows extends ModelContract {
    @Override
    Model model() {
      return new ResNet(new ImageShape(1, 1, 2), 1, 4, Normalization.group(2), Head.multiclass(5));
    }

    @Override
    Batch batch(Model model, int rows, long seed) {
      return ImageBatches.random(model, 5, rows, seed);
    }
  }

  @Test
  void namesAreThoseOfTorchvision() {
    assertThat(of(1, Normalization.batch()).layout().slices().stream().map(ParameterSlice::name))
        .containsSubsequence(
            "conv1.weight",
            "bn1.weight",
            "bn1.bias",
            "layer1.0.conv1.weight",
            "layer1.0.bn1.weight",
            "layer1.0.bn1.bias",
            "layer1.0.conv2.weight",
            "layer1.0.bn2.weight",
            "layer1.0.bn2.bias",
            "layer2.0.conv1.weight",
            "layer2.0.downsample.0.weight",
            "layer2.0.downsample.1.weight",
            "layer3.0.downsample.1.bias",
            "fc.weight",
            "fc.bias",
            "bn1.running_mean",
            "bn1.running_var",
            "layer3.0.downsample.1.running_var");
    assertThat(of(1, Normalization.batch()).layout().slice("layer3.0.conv2.weight").shape())
        .containsExactly(16, 16, 3, 3);
  }

  /** As published for ResNet-20 of 16 channels: 0.27 million parameters. */
  @Test
  void hasAsManyParametersAsPublished() {
    ResNet model =
        new ResNet(new ImageShape(3, 32, 32), 3, 16, Normalization.group(8), Head.multiclass(10));
    assertThat(model.layout().trainableSize()).isEqualTo(272_474);
  }

  @Test
  void rejectsImpossibleSettings() {
    assertThatThrownBy(() -> of(1, Normalization.none())).hasMessageContaining("needs a norm");
    assertThatThrownBy(() -> of(0, Normalization.batch())).hasMessageContaining("blocks");
    assertThatThrownBy(() -> of(1, Normalization.group(3)))
        .hasMessageContaining("groups must divide");
    assertThatThrownBy(() -> new Normalization(Normalization.Type.GROUP, 0))
        .hasMessageContaining("groups must be >= 1");
  }
}
