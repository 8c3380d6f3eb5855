package org.strideml.trainer.onnx;

import org.strideml.trainer.model.Cnn;
import org.strideml.trainer.model.Gpt;
import org.strideml.trainer.model.Mlp;
import org.strideml.trainer.model.Model;
import org.strideml.trainer.model.ResNet;

/**
 * A model as an ONNX file: inputs are what preprocessing gives — scaled features, category codes or
 * tokens — and outputs are {@code scores} and, for classes, {@code probabilities}; of a decoder
 * {@code logits}.
 */
public final class OnnxExport {
  private OnnxExport() {}

  /**
   * The file's bytes.
   *
   * @throws IllegalArgumentException when models of this type cannot be written
   */
  public static byte[] of(Model model, float[] parameters) {
    if (model instanceof Mlp mlp) {
      return MlpGraph.of(mlp, parameters);
    }
    if (model instanceof Gpt gpt) {
      return GptGraph.of(gpt, parameters);
    }
    if (model instanceof Cnn cnn) {
      return ImageGraph.of(cnn, parameters);
    }
    if (model instanceof ResNet resNet) {
      return ImageGraph.of(resNet, parameters);
    }
    throw new IllegalArgumentException(
        "a model of type mlp, cnn, resnet or gpt can be written as ONNX, got " + model.type());
  }
}
