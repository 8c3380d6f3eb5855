package org.strideml.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.strideml.kernels.Activation;
import org.strideml.kernels.Backend;
import org.strideml.kernels.reference.ReferenceBackend;
import org.strideml.trainer.optim.Sgd;

/** Twelve steps of Nesterov SGD on an MLP with ReLU and tanh, against PyTorch in double. */
class MlpGoldenTest {
  private static final JsonNode GOLDEN = Golden.read("train_mlp.json");
  private static final Mlp MODEL =
      new Mlp(
          8,
          Mlp.Embeddings.NONE,
          List.of(new Mlp.Hidden(16, Activation.RELU), new Mlp.Hidden(12, Activation.TANH)),
          Mlp.Block.PLAIN,
          Head.multiclass(5));

  static Stream<TestBackends.Choice> backends() {
    return TestBackends.all();
  }

  @ParameterizedTest
  @MethodSource("backends")
  void agreesWithPyTorchInSinglePrecision(TestBackends.Choice choice) {
    check(choice.open().get(), 2e-5);
  }

  /** The golden values have nine digits. */
  @Test
  void agreesWithPyTorchInDoublePrecision() {
    check(ReferenceBackend.inDouble(), 2e-8);
  }

  private static void check(Backend backend, double tolerance) {
    try (GoldenRun run = new GoldenRun(backend, MODEL, 6, new Sgd(0.9, true, 0), 0.1)) {
      run.writeParameters(GOLDEN.required("init"));
      JsonNode batches = GOLDEN.required("batches");
      JsonNode losses = GOLDEN.required("losses");
      run.gradients(batch(batches.get(0)));
      checkGradientNorms(run, tolerance);
      for (int step = 0; step < batches.size(); step++) {
        double expected = losses.get(step).doubleValue();
        assertThat(run.step(batch(batches.get(step))))
            .as("loss at step %d", step)
            .isCloseTo(expected, within(tolerance * expected));
      }
      for (ParameterSlice slice : MODEL.layout().slices()) {
        Golden.assertClose(
            slice.name(),
            run.parameters(slice.name()),
            Golden.doubles(GOLDEN.required("final_params").required(slice.name())),
            tolerance);
      }
    }
  }

  private static void checkGradientNorms(GoldenRun run, double tolerance) {
    for (ParameterSlice slice : MODEL.layout().slices()) {
      double expected =
          GOLDEN.required("first_step_grad_norms").required(slice.name()).doubleValue();
      assertThat(run.gradientNorm(slice.name()))
          .as("norm of the gradient of %s", slice.name())
          .isCloseTo(expected, within(tolerance * expected));
    }
  }

  private static Batch batch(JsonNode golden) {
    Batch batch = MODEL.newBatch(6);
    float[] features = Golden.floats(golden.required("x"));
    System.arraycopy(features, 0, batch.features(), 0, features.length);
    int[] targets = Golden.ints(golden.required("y"));
    System.arraycopy(targets, 0, batch.targets(), 0, targets.length);
    return batch;
  }
}
