package org.strideml.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.strideml.kernels.Arena;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Tensor;
import org.strideml.kernels.reference.ReferenceBackend;

/** What every model and its networks do. */
@TestInstance(
    TestInstance.Lifecycle.PER_CLASS) // so that the list of backends may depend on the model
abstract class ModelContract {
  static final int ROWS = 5;

  /** Small, and with every kind of layer the model has. */
  abstract Model model();

  /** A full batch of random examples. */
  abstract Batch batch(Model model, int rows, long seed);

  /** Whether a forward pass is the same in training and evaluation. */
  boolean evaluatesAsItTrains() {
    return true;
  }

  Stream<TestBackends.Choice> backends() {
    return TestBackends.all();
  }

  /** The model on a backend, with weights. */
  private record Lab(Backend backend, Network network, Tensor loss) implements AutoCloseable {
    static Lab open(Model model, Backend backend, int rows, boolean training) {
      Network network = model.build(backend, rows, training);
      // A device's memory is fixed by the first operation, so this is made before.
      Tensor loss = backend.newArena("loss", Arena.capacityFor(1)).allocate(1);
      network.parameters().write(model.initialParameters(42), 0);
      return new Lab(backend, network, loss);
    }

    float[] gradients(Batch batch) {
      network.lossAndGradients(batch, loss);
      return network.gradients().toArray();
    }

    @Override
    public void close() {
      backend.close();
    }
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
      try (Lab large = Lab.open(model(), choice.open().get(), ROWS, true);
          Lab small = Lab.open(model(), choice.open().get(), rows, true)) {
        large.gradients(batch(model(), ROWS, 4));
        assertThat(large.gradients(wide))
            .as("%d rows", rows)
            .isEqualTo(small.gradients(firstRows(wide, rows)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void evaluationGivesTheTrainingLossAndHasNoGradients(TestBackends.Choice choice) {
    Batch batch = batch(model(), ROWS, 5);
    try (Lab training = Lab.open(model(), choice.open().get(), ROWS, true);
        Lab evaluation = Lab.open(model(), choice.open().get(), ROWS, false)) {
      training.gradients(batch);
      evaluation.network().loss(batch, evaluation.loss());
      float[] loss = evaluation.loss().toArray();
      if (evaluatesAsItTrains()) {
        assertThat(loss).isEqualTo(training.loss().toArray());
      }
      evaluation.network().parameters().write(training.network().parameters().toArray(), 0);
      evaluation.network().loss(batch, evaluation.loss());
      training.network().loss(batch, training.loss());
      assertThat(evaluation.loss().toArray()).isEqualTo(training.loss().toArray());
      assertThat(evaluation.network().logits().toArray())
          .isEqualTo(training.network().logits().toArray());
      assertThatThrownBy(evaluation.network()::gradients).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> evaluation.gradients(batch))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("built for evaluation");
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void sameInputGivesSameBitsAgain(TestBackends.Choice choice) {
    Batch batch = batch(model(), ROWS, 6);
    try (Lab lab = Lab.open(model(), choice.open().get(), ROWS, true)) {
      float[] first = lab.gradients(batch);
      lab.network().loss(batch(model(), ROWS, 7), lab.loss());
      assertThat(lab.gradients(batch)).isEqualTo(first);
    }
  }

  @Test
  void scoresAreThereAfterAForwardPassOnly() {
    Batch batch = batch(model(), ROWS, 8);
    try (Lab lab = Lab.open(model(), ReferenceBackend.inFloat(), ROWS, true)) {
      Network network = lab.network();
      assertThatThrownBy(network::logits).isInstanceOf(IllegalStateException.class);
      network.scores(batch);
      float[] scores = network.logits().toArray();
      network.loss(batch, lab.loss());
      assertThat(network.logits().toArray()).isEqualTo(scores);
      lab.gradients(batch);
      assertThatThrownBy(network::logits)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("call loss or scores");
    }
  }

  @Test
  void refusesBatchesItHasNoRoomFor() {
    try (Lab lab = Lab.open(model(), ReferenceBackend.inFloat(), ROWS, false)) {
      Network network = lab.network();
      Batch empty = batch(model(), ROWS, 9);
      empty.setRows(0);
      assertThatThrownBy(() -> network.scores(empty))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("1 to 5 rows, got 0");
      assertThatThrownBy(() -> network.scores(batch(model(), ROWS + 1, 9)))
          .hasMessageContaining("got 6");
      assertThatThrownBy(() -> model().build(lab.backend(), 0, true)).hasMessageContaining("got 0");
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
    assertThat(model().layout().trainableSize()).isBetween(1, end);
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

  private Batch firstRows(Batch batch, int rows) {
    Batch first = model().newBatch(rows);
    System.arraycopy(batch.features(), 0, first.features(), 0, first.features().length);
    System.arraycopy(batch.ids(), 0, first.ids(), 0, first.ids().length);
    System.arraycopy(batch.targets(), 0, first.targets(), 0, first.targets().length);
    System.arraycopy(batch.values(), 0, first.values(), 0, first.values().length);
    for (int row = 0; row < Math.min(rows, batch.sparse().rows()); row++) {
      first.sparse().begin(row);
      for (int e = batch.sparse().start(row); e < batch.sparse().start(row + 1); e++) {
        first.sparse().add(batch.sparse().id(e), batch.sparse().value(e));
      }
    }
    first.setKey(batch.key());
    return first;
  }
}
