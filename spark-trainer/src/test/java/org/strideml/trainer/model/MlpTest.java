package org.strideml.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.strideml.kernels.Activation;
import org.strideml.quantization.RandomKey;

class MlpTest extends ModelContract {
  @Override
  Model model() {
    return new Mlp(
        7, List.of(new Mlp.Hidden(9, Activation.GELU), new Mlp.Hidden(6, Activation.TANH)), 4);
  }

  @Override
  Batch batch(Model model, int rows, long seed) {
    return randomBatch((Mlp) model, rows, seed);
  }

  static Batch randomBatch(Mlp model, int rows, long seed) {
    RandomKey key = RandomKey.of(seed);
    Batch batch = model.newBatch(rows);
    for (int i = 0; i < batch.features().length; i++) {
      batch.features()[i] = (float) key.child(0).gaussian(i);
    }
    for (int i = 0; i < batch.targets().length; i++) {
      batch.targets()[i] = key.child(1).below(model.classes(), i);
    }
    return batch;
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void gradientsAgreeWithCentralDifferencesFor(Activation activation) {
    Mlp model = Mlp.of(5, List.of(8, 6), 3, activation);
    GradientCheck.check(model, randomBatch(model, 4, 21), 21, 8);
  }

  @Test
  void withoutHiddenLayersIsSoftmaxRegression() {
    Mlp model = Mlp.of(5, List.of(), 3, Activation.RELU);
    assertThat(model.layout().slices().stream().map(ParameterSlice::toString))
        .containsExactly("0.weight[3, 5]@0", "0.bias[3]@15");
    GradientCheck.check(model, randomBatch(model, 4, 22), 22, 8);
    assertThat(Models.fromJson(Models.toJson(model))).isEqualTo(model);
  }

  @Test
  void namesAndShapesAreThoseOfASequentialOfLinears() {
    assertThat(model().layout().slices().stream().map(ParameterSlice::toString))
        .containsExactly(
            "0.weight[9, 7]@0",
            "0.bias[9]@63",
            "2.weight[6, 9]@72",
            "2.bias[6]@126",
            "4.weight[4, 6]@132",
            "4.bias[4]@156");
  }

  @Test
  void initialParametersFillTheRangeOfPyTorchsLinear() {
    Mlp model = Mlp.of(100, List.of(400), 10, Activation.RELU);
    float[] parameters = model.initialParameters(3);
    for (ParameterSlice slice : model.layout().slices()) {
      double bound = slice.name().startsWith("0") ? 0.1 : 0.05;
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < slice.size(); i++) {
        double value = parameters[slice.offset() + i];
        assertThat(Math.abs(value)).isLessThanOrEqualTo(bound);
        sum += value;
        squares += value * value;
      }
      if (slice.rank() == 2) {
        // Five standard errors of the mean and of the mean square of a uniform variable.
        double n = slice.size();
        assertThat(Math.abs(sum / n)).isLessThan(5 * bound / Math.sqrt(3 * n));
        assertThat(Math.abs(squares / n - bound * bound / 3))
            .isLessThan(5 * bound * bound * Math.sqrt(4 / 45.0 / n));
      }
    }
  }

  @Test
  void rejectsImpossibleSettings() {
    assertThatThrownBy(() -> Mlp.of(0, List.of(), 2, Activation.RELU))
        .hasMessage("inputs must be >= 1, got 0");
    assertThatThrownBy(() -> Mlp.of(3, List.of(4, 0), 2, Activation.RELU))
        .hasMessage("hidden layer size must be >= 1, got 0");
    assertThatThrownBy(() -> Mlp.of(3, List.of(), 0, Activation.RELU))
        .hasMessage("classes must be >= 1, got 0");
    assertThatThrownBy(() -> Mlp.of(60_000, List.of(60_000), 2, Activation.RELU))
        .hasMessageContaining("at most 2147483647 parameters, got 3600180002");
  }
}
