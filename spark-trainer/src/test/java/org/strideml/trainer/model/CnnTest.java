package org.strideml.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CnnTest {
  private static final ImageShape IMAGE = new ImageShape(2, 8, 6);

  private static Cnn of(Normalization norm) {
    return new Cnn(
        IMAGE,
        List.of(
            new Cnn.Conv(4, 3, 1, 1, norm),
            new Cnn.Pool(Cnn.PoolType.MAX, 2),
            new Cnn.Conv(6, 3, 2, 1, Normalization.none()),
            new Cnn.Pool(Cnn.PoolType.AVERAGE, 2)),
        List.of(5),
        Head.multiclass(3));
  }

  @Nested
  class WithGroupNorm extends ModelContract {
    @Override
    Model model() {
      return of(Normalization.group(2));
    }

    @Override
    Batch batch(Model model, int rows, long seed) {
      return ImageBatches.random(model, 3, rows, seed);
    }
  }

  @Nested
  class WithBatchNorm extends ModelContract {
    @Override
    Model model() {
      return of(Normalization.batch());
    }

    @Override
    boolean evaluatesAsItTrains() {
      return false;
    }

    @Override
    Batch batch(Model model, int rows, long seed) {
      return ImageBatches.random(model, 3, rows, seed);
    }
  }

  @Nested
  class BeginningWithAPool extends ModelContract {
    @Override
    Model model() {
      return new Cnn(
          IMAGE, List.of(new Cnn.Pool(Cnn.PoolType.AVERAGE, 2)), List.of(), Head.multiclass(3));
    }

    @Override
    Batch batch(Model model, int rows, long seed) {
      return ImageBatches.random(model, 3, rows, seed);
    }
  }

  @Test
  void namesAndShapesAreThoseOfASequential() {
    assertThat(of(Normalization.batch()).layout().slices().stream().map(ParameterSlice::toString))
        .containsExactly(
            "0.weight[4, 2, 3, 3]@0",
            "1.weight[4]@72",
            "1.bias[4]@76",
            "4.weight[6, 4, 3, 3]@80",
            "4.bias[6]@296",
            "8.weight[5, 6]@302",
            "8.bias[5]@332",
            "10.weight[3, 5]@337",
            "10.bias[3]@352",
            "1.running_mean[4]@355",
            "1.running_var[4]@359");
    assertThat(of(Normalization.batch()).layout().trainableSize()).isEqualTo(355);
    ParameterLayout grouped = of(Normalization.group(2)).layout();
    assertThat(grouped.trainableSize()).isEqualTo(grouped.size()).isEqualTo(355);
  }

  @Test
  void initialParametersAreThoseOfPyTorch() {
    Cnn model = of(Normalization.batch());
    float[] parameters = model.initialParameters(5);
    for (ParameterSlice slice : model.layout().slices()) {
      double bound =
          switch (slice.name()) {
            case "0.weight" -> 1 / Math.sqrt(2 * 9);
            case "4.weight", "4.bias" -> 1 / Math.sqrt(4 * 9);
            case "8.weight", "8.bias" -> 1 / Math.sqrt(6);
            case "10.weight", "10.bias" -> 1 / Math.sqrt(5);
            default -> 0;
          };
      boolean one = slice.name().equals("1.weight") || slice.name().equals("1.running_var");
      double largest = 0;
      for (int i = 0; i < slice.size(); i++) {
        double value = parameters[slice.offset() + i];
        if (bound == 0) {
          assertThat(value).as(slice.name()).isEqualTo(one ? 1 : 0);
        }
        largest = Math.max(largest, Math.abs(value));
      }
      if (bound > 0) {
        assertThat(largest).as(slice.name()).isBetween(0.3 * bound, bound);
      }
    }
  }

  @Test
  void rejectsImpossibleSettings() {
    assertThatThrownBy(
            () ->
                new Cnn(
                    IMAGE,
                    List.of(new Cnn.Pool(Cnn.PoolType.MAX, 7)),
                    List.of(),
                    Head.multiclass(3)))
        .hasMessageContaining("layer 0 leaves nothing of images of 8 x 6 pixels");
    assertThatThrownBy(() -> new Cnn.Conv(6, 3, 1, 1, Normalization.group(4)))
        .hasMessageContaining("groups must divide the channels")
        .hasMessageContaining("4 and 6");
    assertThatThrownBy(() -> new Cnn.Conv(6, 3, 1, 3, Normalization.batch()))
        .hasMessageContaining("padding must be in [0, kernel), got 3");
    assertThatThrownBy(() -> new Cnn(IMAGE, List.of(), List.of(50_000_000), Head.multiclass(3)))
        .hasMessageContaining("at most 2147483647 parameters");
  }

  @Test
  void jsonNamesWhatIsWrong() {
    ObjectNode json = Models.toJson(of(Normalization.batch()));
    ((ObjectNode) json.get("layers").get(0)).put("norm", "layer");
    assertThatThrownBy(() -> Models.fromJson(json))
        .hasMessage("norm must be one of [none, group, batch], got layer");
    ((ObjectNode) json.get("layers").get(1)).put("type", "unpool");
    ((ObjectNode) json.get("layers").get(0)).put("norm", "batch");
    assertThatThrownBy(() -> Models.fromJson(json)).hasMessageContaining("got unpool");
  }

  @Test
  void refusesRowsOfAnotherSize() {
    Model model = of(Normalization.batch());
    try (var backend = org.strideml.kernels.reference.ReferenceBackend.inFloat()) {
      Network network = model.build(backend, 2, false);
      Batch batch = new Batch(BatchShape.ofFeatures(95), 2);
      assertThatThrownBy(() -> network.scores(batch)).hasMessageContaining("features=96");
    }
  }
}
