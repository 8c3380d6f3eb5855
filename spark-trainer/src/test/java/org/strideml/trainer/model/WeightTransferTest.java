package org.strideml.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.strideml.kernels.reference.ReferenceBackend;

class WeightTransferTest {
  private static final Gpt GPT = new Gpt(2, 2, 8, 6, 11, 0.1f);
  private static final Llama LLAMA = Llama.of(2, 2, 8, 12, 6, 11, true);

  @Test
  void dropoutDoesNotMatter() {
    float[] weights = GPT.initialParameters(1);
    assertThat(WeightTransfer.to(GPT.withoutDropout(), GPT, weights)).contains(weights);
  }

  /** What comes later cannot reach earlier positions, so their scores stay. */
  @Test
  void aShorterContextScoresItsPositionsAlike() {
    for (LanguageModel model : new LanguageModel[] {GPT, LLAMA}) {
      float[] weights = model.initialParameters(2);
      LanguageModel shorter = model.withContext(4);
      float[] transferred = WeightTransfer.to(shorter, model, weights).orElseThrow();
      float[] whole = scores(model, weights);
      assertThat(scores(shorter, transferred)).isEqualTo(Arrays.copyOf(whole, 4 * 11));
    }
  }

  @Test
  void onlyRotaryPositionsGoOnFurther() {
    float[] weights = LLAMA.initialParameters(3);
    assertThat(WeightTransfer.to(LLAMA.withContext(9), LLAMA, weights)).contains(weights);
    assertThat(WeightTransfer.to(GPT.withContext(9), GPT, GPT.initialParameters(3))).isEmpty();
  }

  @Test
  void otherArchitecturesDoNotFit() {
    float[] weights = GPT.initialParameters(4);
    assertThat(WeightTransfer.to(new Gpt(2, 4, 8, 6, 11), GPT, weights)).isEmpty();
    assertThat(WeightTransfer.to(LLAMA, GPT, weights)).isEmpty();
  }

  private static float[] scores(LanguageModel model, float[] weights) {
    try (ReferenceBackend backend = ReferenceBackend.inFloat()) {
      Network network = model.build(backend, 1, false);
      network.parameters().write(weights, 0);
      Batch batch = model.newBatch(1);
      for (int t = 0; t < model.context(); t++) {
        batch.ids()[t] = 3 * t % 11;
      }
      network.scores(batch);
      return network.logits().toArray();
    }
  }
}
