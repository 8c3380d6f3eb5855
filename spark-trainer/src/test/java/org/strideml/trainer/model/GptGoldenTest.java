package org.strideml.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.strideml.kernels.Backend;
import org.strideml.kernels.reference.ReferenceBackend;
import org.strideml.trainer.optim.AdamW;
import org.strideml.trainer.safetensors.Safetensors;
import org.strideml.trainer.safetensors.TensorFile;

/** Hugging Face's GPT-2 at a small size, in double, with ten steps of AdamW. */
class GptGoldenTest {
  private static final JsonNode GOLDEN = Golden.read("train_gpt2.json");
  private static final Gpt MODEL = (Gpt) Models.fromJson(Golden.read("gpt2-tiny/config.json"));
  private static final int ROWS = 3;

  static Stream<TestBackends.Choice> backends() {
    return TestBackends.all();
  }

  @ParameterizedTest
  @MethodSource("backends")
  void agreesWithHuggingFaceInSinglePrecision(TestBackends.Choice choice) {
    check(choice.open().get(), 2e-5);
  }

  /** The golden values have nine digits. */
  @Test
  void agreesWithHuggingFaceInDoublePrecision() {
    check(ReferenceBackend.inDouble(), 2e-8);
  }

  private static void check(Backend backend, double tolerance) {
    AdamW adamW = new AdamW(0.9, 0.95, 1e-8, 0.1);
    try (GoldenRun run = new GoldenRun(backend, MODEL, ROWS, adamW, 1e-3)) {
      run.network().parameters().write(weights(), 0);
      JsonNode tokens = GOLDEN.required("tokens");
      run.network().scores(batch(tokens.get(0)));
      Golden.assertClose(
          "logits",
          run.doubles(run.network().logits()),
          Golden.doubles(GOLDEN.required("first_batch_logits")),
          tolerance);
      run.gradients(batch(tokens.get(0)));
      for (ParameterSlice slice : MODEL.layout().slices()) {
        double expected =
            GOLDEN.required("first_step_grad_norms").required(slice.name()).doubleValue();
        assertThat(run.gradientNorm(slice.name()))
            .as("norm of the gradient of %s", slice.name())
            .isCloseTo(expected, within(tolerance * expected));
      }
      JsonNode losses = GOLDEN.required("losses");
      for (int step = 0; step < losses.size(); step++) {
        double expected = losses.get(step).doubleValue();
        assertThat(run.step(batch(tokens.get(step))))
            .as("loss at step %d", step)
            .isCloseTo(expected, within(tolerance * expected));
      }
    }
  }

  private static float[] weights() {
    float[] parameters = new float[MODEL.layout().size()];
    try (InputStream in =
        GptGoldenTest.class.getResourceAsStream("/golden/gpt2-tiny/model.safetensors")) {
      byte[] bytes = in.readAllBytes();
      Safetensors.read(
          new ByteArrayInputStream(bytes),
          bytes.length,
          "gpt2-tiny",
          (name, shape) ->
              new TensorFile.Tensor(name, shape, parameters, MODEL.layout().slice(name).offset()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return parameters;
  }

  /** Rows of 17 tokens: 16 inputs, each with the next one as its target. */
  private static Batch batch(JsonNode rows) {
    Batch batch = MODEL.newBatch(ROWS);
    int context = MODEL.context();
    for (int row = 0; row < ROWS; row++) {
      int[] tokens = Golden.ints(rows.get(row));
      System.arraycopy(tokens, 0, batch.ids(), row * context, context);
      System.arraycopy(tokens, 1, batch.targets(), row * context, context);
    }
    return batch;
  }
}
