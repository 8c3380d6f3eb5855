package org.strideml.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.strideml.kernels.Backend;
import org.strideml.kernels.reference.ReferenceBackend;
import org.strideml.quantization.RandomKey;

class GptTest extends ModelContract {
  @Override
  Model model() {
    return new Gpt(2, 2, 8, 5, 11);
  }

  @Override
  Batch batch(Model model, int rows, long seed) {
    return randomBatch((Gpt) model, rows, seed);
  }

  static Batch randomBatch(LanguageModel model, int rows, long seed) {
    RandomKey key = RandomKey.of(seed);
    Batch batch = model.newBatch(rows);
    for (int i = 0; i < batch.ids().length; i++) {
      batch.ids()[i] = key.child(0).below(model.vocabulary(), i);
      batch.targets()[i] = key.child(1).below(model.vocabulary(), i);
    }
    return batch;
  }

  @Test
  void initialParametersAreThoseOfGpt2() {
    Gpt model = new Gpt(8, 4, 64, 32, 256);
    float[] parameters = model.initialParameters(5);
    for (ParameterSlice slice : model.layout().slices()) {
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < slice.size(); i++) {
        double value = parameters[slice.offset() + i];
        sum += value;
        squares += value * value;
      }
      double n = slice.size();
      if (slice.rank() == 1) {
        double expected = slice.name().matches(".*ln_[12f]\\.weight") ? 1 : 0;
        assertThat(sum / n).as(slice.name()).isEqualTo(expected);
        assertThat(squares / n).as(slice.name()).isEqualTo(expected);
      } else {
        double deviation = slice.name().endsWith("c_proj.weight") ? 0.005 : 0.02;
        assertThat(Math.abs(sum / n)).as(slice.name()).isLessThan(5 * deviation / Math.sqrt(n));
        assertThat(Math.abs(Math.sqrt(squares / n) / deviation - 1))
            .as(slice.name())
            .isLessThan(5 / Math.sqrt(2 * n));
      }
    }
  }

  @Test
  void laterTokensDoNotReachEarlierPositions() {
    Gpt model = (Gpt) model();
    try (Backend backend = ReferenceBackend.inFloat()) {
      Network network = model.build(backend, 1, false);
      network.parameters().write(model.initialParameters(1), 0);
      Batch batch = randomBatch(model, 1, 1);
      network.scores(batch);
      float[] before = network.logits().toArray();
      batch.ids()[3] = (batch.ids()[3] + 1) % model.vocabulary();
      network.scores(batch);
      float[] after = network.logits().toArray();
      int untouched = 3 * model.vocabulary();
      assertThat(Arrays.copyOf(after, untouched)).isEqualTo(Arrays.copyOf(before, untouched));
      assertThat(after).isNotEqualTo(before);
    }
  }

  @Test
  void rejectsImpossibleSettings() {
    assertThatThrownBy(() -> new Gpt(2, 4, 130, 64, 100))
        .hasMessage("width must be a multiple of heads, got width 130 and 4 heads");
    assertThatThrownBy(() -> new Gpt(0, 4, 128, 64, 100)).hasMessage("layers must be >= 1, got 0");
    assertThatThrownBy(() -> new Gpt(1, 0, 128, 64, 100)).hasMessageContaining("heads");
    assertThatThrownBy(() -> new Gpt(1, 1, 128, 0, 100)).hasMessageContaining("context");
    assertThatThrownBy(() -> new Gpt(1, 1, 128, 64, 0)).hasMessageContaining("vocabulary");
    assertThatThrownBy(() -> new Gpt(1, 1, 128, 64, 9, 1)).hasMessageContaining("dropout");
    assertThatThrownBy(() -> new Gpt(100, 16, 12_288, 64, 100))
        .hasMessageContaining("at most 2147483647 parameters");
  }
}
