package org.strideml.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.strideml.kernels.Backend;
import org.strideml.kernels.reference.ReferenceBackend;
import org.strideml.trainer.optim.AdamW;

/** Eight steps of AdamW on convolutions with batch normalization, against PyTorch in double. */
class CnnGoldenTest {
  private static final JsonNode GOLDEN = Golden.read("train_cnn.json");
  private static final Cnn MODEL =
      new Cnn(
          new ImageShape(2, 8, 8),
          List.of(
              new Cnn.Conv(4, 3, 1, 1, Normalization.batch()),
              new Cnn.Pool(Cnn.PoolType.MAX, 2),
              new Cnn.Conv(6, 3, 2, 1, Normalization.none())),
          List.of(),
          Head.multiclass(3));

  static Stream<TestBackends.Choice> backends() {
    return TestBackends.all();
  }

  /** AdamW divides by roots of small squares, which makes rounding errors larger than a loss's. */
  @ParameterizedTest
  @MethodSource("backends")
  void agreesWithPyTorchInSinglePrecision(TestBackends.Choice choice) {
    check(choice.open().get(), 5e-5);
  }

  /** The golden values have nine digits. */
  @Test
  void agreesWithPyTorchInDoublePrecision() {
    check(ReferenceBackend.inDouble(), 1e-7);
  }

  private static void check(Backend backend, double tolerance) {
    try (GoldenRun run =
        new GoldenRun(backend, MODEL, 4, new AdamW(0.9, 0.999, 1e-8, 0.01), 0.01)) {
      run.network().parameters().write(MODEL.initialParameters(1), 0);
      run.writeParameters(GOLDEN.required("init"));
      JsonNode batches = GOLDEN.required("batches");
      run.gradients(batch(batches.get(0)));
      JsonNode norms = GOLDEN.required("first_step_grad_norms");
      for (Iterator<Map.Entry<String, JsonNode>> it = norms.fields(); it.hasNext(); ) {
        Map.Entry<String, JsonNode> entry = it.next();
        double expected = entry.getValue().doubleValue();
        assertThat(run.gradientNorm(entry.getKey()))
            .as("norm of the gradient of %s", entry.getKey())
            .isCloseTo(expected, within(tolerance * expected));
      }
      for (int step = 0; step < batches.size(); step++) {
        double expected = GOLDEN.required("losses").get(step).doubleValue();
        assertThat(run.step(batch(batches.get(step))))
            .as("loss at step %d", step)
            .isCloseTo(expected, within(tolerance * expected));
      }
      JsonNode end = GOLDEN.required("final_params");
      for (Iterator<Map.Entry<String, JsonNode>> it = end.fields(); it.hasNext(); ) {
        Map.Entry<String, JsonNode> entry = it.next();
        Golden.assertClose(
            entry.getKey(),
            run.parameters(entry.getKey()),
            Golden.doubles(entry.getValue()),
            tolerance);
      }
    }
  }

  private static Batch batch(JsonNode golden) {
    Batch batch = MODEL.newBatch(4);
    float[] features = Golden.floats(golden.required("x"));
    System.arraycopy(features, 0, batch.features(), 0, features.length);
    int[] targets = Golden.ints(golden.required("y"));
    System.arraycopy(targets, 0, batch.targets(), 0, targets.length);
    return batch;
  }
}
