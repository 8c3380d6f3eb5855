package org.strideml.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.strideml.kernels.Backend;
import org.strideml.kernels.reference.ReferenceBackend;
import org.strideml.quantization.RandomKey;

/** A decoder whose batches carry a key, so that elements are dropped. */
class DropoutTest extends ModelContract {
  private static final Gpt MODEL = new Gpt(2, 2, 8, 5, 11, 0.25f);

  @Override
  Model model() {
    return MODEL;
  }

  @Override
  Batch batch(Model model, int rows, long seed) {
    Batch batch = GptTest.randomBatch((LanguageModel) model, rows, seed);
    batch.setKey(RandomKey.of(seed));
    return batch;
  }

  @Test
  void gradientsOfALlamaAgreeWithCentralDifferences() {
    Llama llama = new Llama(2, 2, 8, 12, 5, 11, false, 100, 1e-6f, 0.3f);
    GradientCheck.check(llama, batch(llama, 3, 12), 12, 6);
  }

  @ParameterizedTest
  @MethodSource("backends")
  void withoutAKeyNothingIsDropped(TestBackends.Choice choice) {
    float[] keyed = scores(choice.open().get(), MODEL, RandomKey.of(1));
    float[] otherwise = scores(choice.open().get(), MODEL, RandomKey.of(2));
    float[] evaluated = scores(choice.open().get(), MODEL, null);
    assertThat(keyed).isNotEqualTo(otherwise).isNotEqualTo(evaluated);
    assertThat(scores(choice.open().get(), MODEL, RandomKey.of(1))).isEqualTo(keyed);
    assertThat(evaluated)
        .isEqualTo(scores(choice.open().get(), MODEL.withoutDropout(), RandomKey.of(1)));
  }

  /** Every place draws for itself: with all else removed, embedding and branches differ. */
  @Test
  void placesHaveBitsOfTheirOwn() {
    RandomKey key = RandomKey.of(5);
    Batch batch = MODEL.newBatch(1);
    batch.setKey(key);
    Drops drops = Drops.of(0.5f, batch);
    try (Backend backend = ReferenceBackend.inFloat()) {
      var arena = backend.newArena("all", 1024);
      var x = arena.allocate(100);
      var first = arena.allocate(100);
      var second = arena.allocate(100);
      backend.fill(x, 1);
      drops.apply(backend, Drops.attention(0), x, first);
      drops.apply(backend, Drops.perceptron(0), x, second);
      assertThat(first.toArray()).isNotEqualTo(second.toArray());
      drops.apply(backend, Drops.attention(0), x, second);
      assertThat(first.toArray()).isEqualTo(second.toArray()).containsOnly(0, 2);
    }
  }

  private static float[] scores(Backend backend, LanguageModel model, RandomKey key) {
    try (backend) {
      Network network = model.build(backend, 2, false);
      network.parameters().write(model.initialParameters(3), 0);
      Batch batch = GptTest.randomBatch(model, 2, 3);
      batch.setKey(key);
      network.scores(batch);
      return network.logits().toArray();
    }
  }
}
