package org.strideml.trainer.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.strideml.kernels.Activation;
import org.strideml.kernels.reference.ReferenceBackend;
import org.strideml.quantization.RandomKey;
import org.strideml.trainer.model.Batch;
import org.strideml.trainer.model.Cnn;
import org.strideml.trainer.model.Gpt;
import org.strideml.trainer.model.Head;
import org.strideml.trainer.model.ImageShape;
import org.strideml.trainer.model.Mlp;
import org.strideml.trainer.model.Model;
import org.strideml.trainer.model.Network;
import org.strideml.trainer.model.Normalization;
import org.strideml.trainer.model.ResNet;

/** What ONNX Runtime computes from an exported file is what the model computes. */
class OnnxExportTest {
  private static final int ROWS = 3;

  /** Single precision on both sides, sums in another order. */
  private static final float TOLERANCE = 2e-5f;

  private static float[] parameters(Model model) {
    float[] parameters = model.initialParameters(5);
    RandomKey key = RandomKey.of(6);
    for (int i = 0; i < parameters.length; i++) {
      // So that zero biases and unit scales are not special.
      parameters[i] += 0.1f * (float) key.gaussian(i);
    }
    return parameters;
  }

  private static Batch randomFeatures(Model model) {
    Batch batch = model.newBatch(ROWS);
    RandomKey key = RandomKey.of(7);
    for (int i = 0; i < batch.features().length; i++) {
      batch.features()[i] = (float) key.gaussian(i);
    }
    return batch;
  }

  private static float[] scores(Model model, Batch batch) {
    try (ReferenceBackend backend = ReferenceBackend.inFloat()) {
      Network network = model.build(backend, ROWS, false);
      network.parameters().write(parameters(model), 0);
      network.scores(batch);
      return network.logits().toArray();
    }
  }

  private static Map<String, float[]> run(Model model, Map<String, OnnxTensor> inputs)
      throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(OnnxExport.of(model, parameters(model)));
        OrtSession.Result result = session.run(inputs)) {
      Map<String, float[]> outputs = new HashMap<>();
      for (Map.Entry<String, ai.onnxruntime.OnnxValue> output : result) {
        FloatBuffer values = ((OnnxTensor) output.getValue()).getFloatBuffer();
        float[] copy = new float[values.remaining()];
        values.get(copy);
        outputs.put(output.getKey(), copy);
      }
      return outputs;
    }
  }

  private static OnnxTensor floats(float[] values, long... shape) throws OrtException {
    return OnnxTensor.createTensor(
        OrtEnvironment.getEnvironment(), FloatBuffer.wrap(values), shape);
  }

  private static OnnxTensor integers(int[] values, long... shape) throws OrtException {
    long[] wide = Arrays.stream(values).asLongStream().toArray();
    return OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), LongBuffer.wrap(wide), shape);
  }

  private static void checkClose(float[] got, float[] expected) {
    assertThat(got).hasSameSizeAs(expected);
    for (int i = 0; i < got.length; i++) {
      assertThat(got[i]).as("element %d", i).isCloseTo(expected[i], within(TOLERANCE));
    }
  }

  @Test
  void mlpOfEveryActivation() throws OrtException {
    for (Activation activation : Activation.values()) {
      Mlp model = Mlp.of(6, List.of(9, 5), Head.multiclass(4), activation);
      Batch batch = randomFeatures(model);
      Map<String, float[]> outputs =
          run(model, Map.of("features", floats(batch.features(), ROWS, 6)));
      checkClose(outputs.get("scores"), scores(model, batch));
      float sum = 0;
      for (int c = 0; c < 4; c++) {
        sum += outputs.get("probabilities")[c];
      }
      assertThat(sum).isCloseTo(1, within(TOLERANCE));
    }
  }

  @Test
  void mlpWithEverything() throws OrtException {
    Mlp.Hidden gelu = new Mlp.Hidden(9, Activation.GELU);
    Mlp model =
        new Mlp(
            5,
            new Mlp.Embeddings(List.of(3, 4), 2),
            List.of(gelu, gelu, new Mlp.Hidden(6, Activation.TANH)),
            new Mlp.Block(true, true, 0.5f),
            Head.binary());
    Batch batch = randomFeatures(model);
    System.arraycopy(new int[] {2, 0, 1, 3, 0, 2}, 0, batch.ids(), 0, 6);
    Map<String, float[]> outputs =
        run(
            model,
            Map.of(
                "features", floats(batch.features(), ROWS, 5),
                "categories", integers(batch.ids(), ROWS, 2)));
    float[] expected = scores(model, batch);
    checkClose(outputs.get("scores"), expected);
    double probability = 1 / (1 + Math.exp(-expected[0]));
    assertThat((double) outputs.get("probabilities")[0]).isCloseTo(probability, within(1e-5));
  }

  @Test
  void regressionHasScoresOnly() throws OrtException {
    Mlp model = Mlp.of(6, List.of(), Head.regression(2), Activation.RELU);
    Batch batch = randomFeatures(model);
    Map<String, float[]> outputs =
        run(model, Map.of("features", floats(batch.features(), ROWS, 6)));
    assertThat(outputs).containsOnlyKeys("scores");
    checkClose(outputs.get("scores"), scores(model, batch));
  }

  @Test
  void cnnOfEveryLayer() throws OrtException {
    for (Normalization norm :
        List.of(Normalization.none(), Normalization.group(2), Normalization.batch())) {
      Cnn model =
          new Cnn(
              new ImageShape(2, 9, 6),
              List.of(
                  new Cnn.Conv(4, 3, 1, 1, norm),
                  new Cnn.Pool(Cnn.PoolType.MAX, 2),
                  new Cnn.Conv(6, 3, 2, 1, Normalization.none()),
                  new Cnn.Pool(Cnn.PoolType.AVERAGE, 2)),
              List.of(5),
              Head.multiclass(3));
      Batch batch = randomFeatures(model);
      Map<String, float[]> outputs =
          run(model, Map.of("images", floats(batch.features(), ROWS, 2, 9, 6)));
      checkClose(outputs.get("scores"), scores(model, batch));
    }
  }

  @Test
  void resNetWithEitherNorm() throws OrtException {
    for (Normalization norm : List.of(Normalization.group(2), Normalization.batch())) {
      ResNet model = new ResNet(new ImageShape(3, 9, 8), 2, 4, norm, Head.multiclass(3));
      Batch batch = randomFeatures(model);
      Map<String, float[]> outputs =
          run(model, Map.of("images", floats(batch.features(), ROWS, 3, 9, 8)));
      checkClose(outputs.get("scores"), scores(model, batch));
    }
  }

  @Test
  void gptOfAnyLengthUpToItsContext() throws OrtException {
    Gpt model = new Gpt(2, 3, 12, 7, 11);
    Batch batch = model.newBatch(ROWS);
    RandomKey key = RandomKey.of(8);
    for (int i = 0; i < batch.ids().length; i++) {
      batch.ids()[i] = key.below(11, i);
    }
    float[] expected = scores(model, batch);
    checkClose(
        run(model, Map.of("input_ids", integers(batch.ids(), ROWS, 7))).get("logits"), expected);
    // A prefix gives the scores it has within the whole.
    int[] prefix = Arrays.copyOf(batch.ids(), 4);
    checkClose(
        run(model, Map.of("input_ids", integers(prefix, 1, 4))).get("logits"),
        Arrays.copyOf(expected, 4 * 11));
  }
}
