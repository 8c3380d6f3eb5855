package org.strideml.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Tensor;
import org.strideml.kernels.reference.ReferenceBackend;

/** What every model and its networks do. */
abstract class ModelContract {
  static final int ROWS = 5;

  /** Small, and with every kind of layer the model has. */
  abstract Model model();

  /** A full batch of random examples. */
  abstract Batch batch(Model model, int rows, long seed);

  static Stream<TestBackends.Choice> backends() {
    return TestBackends.all();
  }

  @Test
  void gradientsAgreeWithCentralDifferences() {
    GradientCheck.check(model(), batch(model(), 3, 11), 11, 6);
  }

  @ParameterizedTest
  @MethodSource("backends")
  void fewerRowsThanRoomGiveWhatASmallNetworkGives(TestBackends.Choice choice) {
    for (int rows : new int[] {1, 2, ROWS}) {
      Batch wide = batch(model(), ROWS, 3);
      wide.setRows(rows);
      Batch narrow = firstRows(wide, rows);
      try (Backend backend = choice.open().get();
          Backend other = choice.open().get()) {
        Network large = network(backend, ROWS, true);
        Network small = network(other, rows, true);
        large.lossAndGradients(batch(model(), ROWS, 4), lossTensor(backend));
        assertThat(gradients(backend, large, wide))
            .as("%d rows", rows)
            .isEqualTo(gradients(other, small, narrow));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void evaluationGivesTheTrainingLossAndHasNoGradients(TestBackends.Choice choice) {
    Batch batch = batch(model(), ROWS, 5);
    try (Backend backend = choice.open().get();
        Backend other = choice.open().get()) {
      Network training = network(backend, ROWS, true);
      Network evaluation = network(other, ROWS, false);
      Tensor loss = lossTensor(backend);
      Tensor evaluated = lossTensor(other);
      training.lossAndGradients(batch, loss);
      evaluation.loss(batch, evaluated);
      assertThat(evaluated.toArray()).isEqualTo(loss.toArray());
      training.loss(batch, loss);
      assertThat(evaluated.toArray()).isEqualTo(loss.toArray());
      assertThat(evaluation.logits().toArray()).isEqualTo(training.logits().toArray());
      assertThatThrownBy(evaluation::gradients).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> evaluation.lossAndGradients(batch, evaluated))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("built for evaluation");
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void sameInputGivesSameBitsAgain(TestBackends.Choice choice) {
    Batch batch = batch(model(), ROWS, 6);
    try (Backend backend = choice.open().get()) {
      Network network = network(backend, ROWS, true);
      float[] first = gradients(backend, network, batch);
      network.loss(batch(model(), ROWS, 7), lossTensor(backend));
      assertThat(gradients(backend, network, batch)).isEqualTo(first);
    }
  }

  @Test
  void scoresAreThereAfterAForwardPassOnly() {
    Batch batch = batch(model(), ROWS, 8);
    try (Backend backend = ReferenceBackend.inFloat()) {
      Network network = network(backend, ROWS, true);
      assertThatThrownBy(network::logits).isInstanceOf(IllegalStateException.class);
      network.scores(batch);
      float[] scores = network.logits().toArray();
      network.loss(batch, lossTensor(backend));
      assertThat(network.logits().toArray()).isEqualTo(scores);
      network.lossAndGradients(batch, lossTensor(backend));
      assertThatThrownBy(network::logits)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("call loss or scores");
    }
  }

  @Test
  void refusesBatchesItHasNoRoomFor() {
    try (Backend backend = ReferenceBackend.inFloat()) {
      Network network = network(backend, ROWS, false);
      Batch empty = batch(model(), ROWS, 9);
      empty.setRows(0);
      assertThatThrownBy(() -> network.scores(empty))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("1 to 5 rows, got 0");
      assertThatThrownBy(() -> network.scores(batch(model(), ROWS + 1, 9)))
          .hasMessageContaining("got 6");
      assertThatThrownBy(() -> model().build(backend, 0, true)).hasMessageContaining("got 0");
    }
  }

  @Test
  void initialParametersAreAFunctionOfTheSeed() {
    float[] parameters = model().initialParameters(1);
    assertThat(parameters).hasSize(model().layout().size());
    assertThat(model().initialParameters(1)).isEqualTo(parameters);
    assertThat(model().initialParameters(2)).isNotEqualTo(parameters);
  }

  @Test
  void layoutHasNoGaps() {
    int end = 0;
    for (ParameterSlice slice : model().layout().slices()) {
      assertThat(slice.offset()).as(slice.name()).isEqualTo(end);
      end += slice.size();
    }
    assertThat(model().layout().size()).isEqualTo(end);
  }

  @Test
  void survivesJavaSerialization() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(model());
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(model());
    }
  }

  @Test
  void survivesJson() {
    assertThat(Models.fromJson(Models.toJson(model()))).isEqualTo(model());
  }

  private Network network(Backend backend, int rows, boolean training) {
    Network network = model().build(backend, rows, training);
    network.parameters().write(model().initialParameters(42), 0);
    return network;
  }

  private static Tensor lossTensor(Backend backend) {
    return backend.newArena("loss", 16).allocate(1);
  }

  private static float[] gradients(Backend backend, Network network, Batch batch) {
    network.lossAndGradients(batch, lossTensor(backend));
    return network.gradients().toArray();
  }

  private Batch firstRows(Batch batch, int rows) {
    Batch first = model().newBatch(rows);
    System.arraycopy(batch.features(), 0, first.features(), 0, first.features().length);
    System.arraycopy(batch.tokens(), 0, first.tokens(), 0, first.tokens().length);
    System.arraycopy(batch.targets(), 0, first.targets(), 0, first.targets().length);
    return first;
  }
}
