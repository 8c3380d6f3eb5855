package org.strideml.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.strideml.kernels.Activation;
import org.strideml.kernels.Tensor;
import org.strideml.kernels.reference.ReferenceBackend;
import org.strideml.quantization.RandomKey;

class MlpTest extends ModelContract {
  @Override
  Model model() {
    return new Mlp(
        7,
        Mlp.Embeddings.NONE,
        List.of(new Mlp.Hidden(9, Activation.GELU), new Mlp.Hidden(6, Activation.TANH)),
        Mlp.Block.PLAIN,
        Head.multiclass(4));
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
      batch.targets()[i] = key.child(1).below(model.head().classes(), i);
    }
    for (int i = 0; i < batch.values().length; i++) {
      batch.values()[i] = key.child(2).below(2, i);
    }
    return batch;
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void gradientsAgreeWithCentralDifferencesFor(Activation activation) {
    Mlp model = Mlp.of(5, List.of(8, 6), Head.multiclass(3), activation);
    GradientCheck.check(model, randomBatch(model, 4, 21), 21, 8);
  }

  @ParameterizedTest
  @EnumSource(Head.Task.class)
  void gradientsAgreeWithCentralDifferencesFor(Head.Task task) {
    Mlp model =
        Mlp.of(5, List.of(8), new Head(task, task == Head.Task.BINARY ? 1 : 3), Activation.TANH);
    Batch batch = randomBatch(model, 4, 23);
    batch.weights()[1] = 2.5f;
    batch.weights()[2] = 0;
    GradientCheck.check(model, batch, 23, 8);
    assertThat(Models.fromJson(Models.toJson(model))).isEqualTo(model);
  }

  @Test
  void aWeightOfTwoIsARowTwice() {
    Mlp model = Mlp.of(5, List.of(8), Head.multiclass(3), Activation.TANH);
    Batch twice = randomBatch(model, 2, 24);
    System.arraycopy(twice.features(), 0, twice.features(), 5, 5);
    twice.targets()[1] = twice.targets()[0];
    Batch weighted = randomBatch(model, 2, 24);
    weighted.weights()[0] = 2;
    weighted.weights()[1] = 0;
    try (ReferenceBackend backend = ReferenceBackend.inDouble()) {
      Network network = model.build(backend, 2, true);
      Tensor loss = backend.newArena("loss", 1).allocate(1);
      network.parameters().write(model.initialParameters(1), 0);
      network.lossAndGradients(twice, loss);
      float[] expected = network.gradients().toArray();
      network.lossAndGradients(weighted, loss);
      assertThat(network.gradients().toArray()).isEqualTo(expected);
    }
  }

  @Test
  void withoutHiddenLayersIsSoftmaxRegression() {
    Mlp model = Mlp.of(5, List.of(), Head.multiclass(3), Activation.RELU);
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
    Mlp model = Mlp.of(100, List.of(400), Head.multiclass(10), Activation.RELU);
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
    assertThatThrownBy(() -> Mlp.of(0, List.of(), Head.multiclass(2), Activation.RELU))
        .hasMessage("inputs must be >= 1, got 0");
    assertThatThrownBy(() -> Mlp.of(3, List.of(4, 0), Head.multiclass(2), Activation.RELU))
        .hasMessage("hidden layer size must be >= 1, got 0");
    assertThatThrownBy(() -> Mlp.of(3, List.of(), Head.multiclass(0), Activation.RELU))
        .hasMessage("classes must be >= 1, got 0");
    assertThatThrownBy(() -> Mlp.of(60_000, List.of(60_000), Head.multiclass(2), Activation.RELU))
        .hasMessageContaining("at most 2147483647 parameters, got 3600180002");
  }
}
