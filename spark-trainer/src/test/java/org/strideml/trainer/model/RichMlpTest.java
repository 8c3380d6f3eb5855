package org.strideml.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.strideml.kernels.Activation;
import org.strideml.kernels.Tensor;
import org.strideml.kernels.reference.ReferenceBackend;
import org.strideml.quantization.RandomKey;

/** An {@link Mlp} with everything it can have. */
class RichMlpTest extends ModelContract {
  @Override
  Model model() {
    return model(new Mlp.Block(true, true, 0.3f));
  }

  private static Mlp model(Mlp.Block block) {
    Mlp.Hidden gelu = new Mlp.Hidden(9, Activation.GELU);
    return new Mlp(
        5,
        new Mlp.Embeddings(List.of(3, 4), 2),
        List.of(gelu, gelu, new Mlp.Hidden(6, Activation.TANH)),
        block,
        Head.multiclass(4));
  }

  @Override
  Batch batch(Model model, int rows, long seed) {
    RandomKey key = RandomKey.of(seed);
    Batch batch = model.newBatch(rows);
    for (int i = 0; i < batch.features().length; i++) {
      batch.features()[i] = (float) key.child(0).gaussian(i);
    }
    for (int row = 0; row < rows; row++) {
      batch.ids()[2 * row] = key.child(1).below(3, row);
      batch.ids()[2 * row + 1] = key.child(2).below(4, row);
      batch.targets()[row] = key.child(3).below(4, row);
    }
    return batch;
  }

  @Test
  void gradientsAgreeWithCentralDifferencesWhateverSurroundsALayer() {
    for (boolean norm : new boolean[] {false, true}) {
      for (boolean residual : new boolean[] {false, true}) {
        for (float dropout : new float[] {0, 0.4f}) {
          Mlp model = model(new Mlp.Block(norm, residual, dropout));
          Batch batch = batch(model, 4, 31);
          batch.setKey(RandomKey.of(31));
          GradientCheck.check(model, batch, 31, 6);
        }
      }
    }
  }

  @Test
  void withoutFeaturesThereAreCategoriesOnly() {
    Mlp model =
        new Mlp(
            0,
            new Mlp.Embeddings(List.of(3, 4), 2),
            List.of(new Mlp.Hidden(5, Activation.TANH)),
            Mlp.Block.PLAIN,
            Head.binary());
    Batch batch = model.newBatch(3);
    System.arraycopy(new int[] {0, 3, 2, 0, 1, 1}, 0, batch.ids(), 0, 6);
    batch.targets()[1] = 1;
    GradientCheck.check(model, batch, 5, 6);
  }

  @Test
  void dropsAnewAtEachStepAndNeverInEvaluation() {
    Mlp model = model(new Mlp.Block(false, false, 0.5f));
    Batch batch = batch(model, ROWS, 3);
    try (ReferenceBackend backend = ReferenceBackend.inFloat()) {
      Network network = model.build(backend, ROWS, false);
      network.parameters().write(model.initialParameters(1), 0);
      float[] plain = scores(network, batch);
      batch.setKey(RandomKey.of(1));
      float[] first = scores(network, batch);
      assertThat(first).isNotEqualTo(plain).isEqualTo(scores(network, batch));
      batch.setKey(RandomKey.of(2));
      assertThat(scores(network, batch)).isNotEqualTo(first);
      batch.setKey(null);
      assertThat(scores(network, batch)).isEqualTo(plain);
    }
  }

  private static float[] scores(Network network, Batch batch) {
    network.scores(batch);
    return network.logits().toArray();
  }

  @Test
  void aCodeOfAnotherColumnIsRefused() {
    try (ReferenceBackend backend = ReferenceBackend.inFloat()) {
      Network network = model().build(backend, ROWS, true);
      Tensor loss = backend.newArena("loss", 1).allocate(1);
      Batch batch = batch(model(), ROWS, 3);
      batch.ids()[2] = 3;
      assertThatThrownBy(() -> network.loss(batch, loss))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("column 0 must be in [0, 3), got 3");
    }
  }

  @Test
  void namesAndShapes() {
    assertThat(model().layout().slices().stream().map(ParameterSlice::toString))
        .containsExactly(
            "0.weight[9, 9]@0",
            "0.bias[9]@81",
            "2.weight[9, 9]@90",
            "2.bias[9]@171",
            "4.weight[6, 9]@180",
            "4.bias[6]@234",
            "6.weight[4, 6]@240",
            "6.bias[4]@264",
            "norms.2.weight[9]@268",
            "norms.2.bias[9]@277",
            "norms.4.weight[9]@286",
            "norms.4.bias[9]@295",
            "norms.6.weight[6]@304",
            "norms.6.bias[6]@310",
            "embeddings.weight[7, 2]@316");
  }
}
