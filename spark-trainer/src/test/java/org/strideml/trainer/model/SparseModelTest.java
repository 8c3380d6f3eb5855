package org.strideml.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.strideml.kernels.Activation;
import org.strideml.kernels.Tensor;
import org.strideml.kernels.reference.ReferenceBackend;
import org.strideml.quantization.RandomKey;

class SparseModelTest extends ModelContract {
  private static final int FEATURES = 30;

  @Override
  Model model() {
    return new SparseModel(FEATURES, 5, Head.binary());
  }

  @Override
  Batch batch(Model model, int rows, long seed) {
    return randomBatch((SparseModel) model, rows, seed);
  }

  /** Rows of 0 to 6 features, each at most once. */
  static Batch randomBatch(SparseModel model, int rows, long seed) {
    RandomKey key = RandomKey.of(seed);
    Batch batch = model.newBatch(rows);
    for (int row = 0; row < rows; row++) {
      batch.sparse().begin(row);
      int id = -1;
      for (int i = 0; i < key.child(row).below(7, 0); i++) {
        id += 1 + key.child(row).below(model.features() / 7, i);
        batch.sparse().add(id, (float) key.child(row).gaussian(i));
      }
    }
    for (int i = 0; i < batch.targets().length; i++) {
      batch.targets()[i] = key.child(1000).below(model.head().classes(), i);
    }
    for (int i = 0; i < batch.values().length; i++) {
      batch.values()[i] = key.child(2000).below(2, i);
    }
    return batch;
  }

  @ParameterizedTest
  @EnumSource(Head.Task.class)
  void gradientsOfLinearModelsAgreeWithCentralDifferencesFor(Head.Task task) {
    Head head = new Head(task, task == Head.Task.BINARY ? 1 : 3);
    SparseModel model = new SparseModel(FEATURES, 0, head);
    Batch batch = randomBatch(model, 4, 23);
    batch.weights()[1] = 2.5f;
    GradientCheck.check(model, batch, 23, 30);
    assertThat(Models.fromJson(Models.toJson(model))).isEqualTo(model);
    assertThat(model.type()).isEqualTo("linear");
    assertThat(model.initialParameters(1)).containsOnly(0);
  }

  @Test
  void gradientsOfAFactorizationMachineForRegression() {
    SparseModel model = new SparseModel(FEATURES, 3, Head.regression(1));
    GradientCheck.check(model, randomBatch(model, 4, 29), 29, 40);
  }

  /** Its definition, dense and by all pairs. */
  @Test
  void aFactorizationMachineIsTheSumOverAllPairs() {
    SparseModel model = new SparseModel(FEATURES, 5, Head.binary());
    Batch batch = randomBatch(model, ROWS, 31);
    try (ReferenceBackend backend = ReferenceBackend.inDouble()) {
      Network network = model.build(backend, ROWS, false);
      double[] p = new double[model.layout().size()];
      for (int i = 0; i < p.length; i++) {
        p[i] = RandomKey.of(3).gaussian(i);
      }
      backend.write(network.parameters(), p);
      network.scores(batch);
      double[] scores = backend.toDoubles(network.logits());
      for (int row = 0; row < ROWS; row++) {
        assertThat(scores[row]).isCloseTo(byAllPairs(p, dense(batch, row)), within(1e-9));
      }
    }
  }

  private static double byAllPairs(double[] p, double[] x) {
    double y = p[0];
    for (int a = 0; a < FEATURES; a++) {
      y += p[1 + a] * x[a];
      for (int b = a + 1; b < FEATURES; b++) {
        for (int f = 0; f < 5; f++) {
          y += p[1 + FEATURES + 5 * a + f] * p[1 + FEATURES + 5 * b + f] * x[a] * x[b];
        }
      }
    }
    return y;
  }

  private static double[] dense(Batch batch, int row) {
    double[] x = new double[FEATURES];
    for (int e = batch.sparse().start(row); e < batch.sparse().start(row + 1); e++) {
      x[batch.sparse().id(e)] += batch.sparse().value(e);
    }
    return x;
  }

  /** A dense network without hidden layers is the same model, with its weight the other way. */
  @Test
  void aLinearModelIsADenseLayerOfTheSameRows() {
    SparseModel model = new SparseModel(FEATURES, 0, Head.multiclass(3));
    Mlp same = Mlp.of(FEATURES, List.of(), Head.multiclass(3), Activation.RELU);
    Batch batch = randomBatch(model, ROWS, 37);
    Batch denseBatch = same.newBatch(ROWS);
    System.arraycopy(batch.targets(), 0, denseBatch.targets(), 0, ROWS);
    for (int row = 0; row < ROWS; row++) {
      double[] x = dense(batch, row);
      for (int i = 0; i < FEATURES; i++) {
        denseBatch.features()[row * FEATURES + i] = (float) x[i];
      }
    }
    try (ReferenceBackend backend = ReferenceBackend.inDouble()) {
      double[] dense = gradient(backend, same, denseBatch);
      double[] sparse = gradient(backend, model, batch);
      for (int c = 0; c < 3; c++) {
        assertThat(sparse[c]).isCloseTo(dense[3 * FEATURES + c], within(1e-12));
        for (int i = 0; i < FEATURES; i++) {
          assertThat(sparse[3 + 3 * i + c]).isCloseTo(dense[c * FEATURES + i], within(1e-12));
        }
      }
    }
  }

  private static double[] gradient(ReferenceBackend backend, Model model, Batch batch) {
    Network network = model.build(backend, ROWS, true);
    int size = model.layout().size();
    Tensor loss = backend.newArena("loss", 16).allocate(1);
    network.lossAndGradients(batch, loss);
    if (network.touched().isEmpty()) {
      return backend.toDoubles(network.gradients());
    }
    Tensor whole = backend.newArena("whole", size).allocate(size);
    network.touched().get().scatter(network.gradients(), whole);
    return backend.toDoubles(whole);
  }

  @Test
  void refusesWhatItCannotBe() {
    assertThatThrownBy(() -> new SparseModel(5, 3, Head.multiclass(4)))
        .hasMessageContaining("1 output");
    assertThatThrownBy(() -> new SparseModel(5, -1, Head.binary()))
        .hasMessageContaining("factors must be >= 0, got -1");
    assertThatThrownBy(() -> new SparseModel(0, 1, Head.binary())).hasMessageContaining("features");
  }

  @Test
  void refusesABatchWhoseRowsLackSparseFeatures() {
    Batch batch = model().newBatch(3);
    batch.sparse().begin(0);
    try (ReferenceBackend backend = ReferenceBackend.inFloat()) {
      Network network = model().build(backend, 3, false);
      assertThatThrownBy(() -> network.scores(batch))
          .hasMessageContaining("counts 3 rows, but only 1 have sparse features");
    }
    assertThatThrownBy(() -> batch.sparse().begin(2)).hasMessageContaining("0 to 1, got 2");
  }
}
