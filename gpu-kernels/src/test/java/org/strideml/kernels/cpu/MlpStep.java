package org.strideml.kernels.cpu;

import java.util.Random;
import org.strideml.kernels.Activation;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Dense;
import org.strideml.kernels.Dense.Layout;
import org.strideml.kernels.DenseGradients;
import org.strideml.kernels.Indices;
import org.strideml.kernels.SgdStep;
import org.strideml.kernels.Tensor;

/** A training step of a perceptron of ReLU layers, as a model would call for it. */
final class MlpStep implements StepSpeed.Step {
  private static final int ROWS = 128;
  private static final int[] WIDTHS = {784, 1024, 1024, 10};
  private static final int LAYERS = WIDTHS.length - 1;

  private final Backend backend;
  private final Tensor parameters;
  private final Tensor gradient;
  private final Tensor momentum;
  private final Dense[] layers = new Dense[LAYERS];
  private final DenseGradients[] gradients = new DenseGradients[LAYERS];
  private final Tensor[] values = new Tensor[LAYERS + 1];
  private final Tensor[] pres = new Tensor[LAYERS];
  private final Tensor[] slopes = new Tensor[LAYERS];
  private final Indices targets;
  private final Tensor loss;
  private final float[] images = StepSpeed.normal(new Random(2), 1, ROWS * WIDTHS[0]);
  private final int[] labels = new Random(3).ints(ROWS, 0, 10).toArray();
  private final float[] lossValue = new float[1];

  MlpStep(Backend backend) {
    this.backend = backend;
    int[][] shapes = new int[2 * LAYERS][];
    int size = 0;
    for (int l = 0; l < LAYERS; l++) {
      shapes[2 * l] = new int[] {WIDTHS[l + 1], WIDTHS[l]};
      shapes[2 * l + 1] = new int[] {WIDTHS[l + 1]};
      size += WIDTHS[l + 1] * (WIDTHS[l] + 1);
    }
    parameters = StepSpeed.cut(backend, "parameters", size);
    gradient = StepSpeed.cut(backend, "gradient", size);
    momentum = StepSpeed.cut(backend, "momentum", size);
    parameters.write(StepSpeed.normal(new Random(1), 0.03, size), 0);
    Tensor[] slices = StepSpeed.cut(parameters, shapes);
    Tensor[] gradientSlices = StepSpeed.cut(gradient, shapes);
    values[0] = StepSpeed.cut(backend, "input", ROWS, WIDTHS[0]);
    for (int l = 0; l < LAYERS; l++) {
      boolean last = l == LAYERS - 1;
      Activation f = last ? Activation.IDENTITY : Activation.RELU;
      layers[l] = new Dense(slices[2 * l], slices[2 * l + 1], Layout.OUT_IN, f);
      gradients[l] = new DenseGradients(gradientSlices[2 * l], gradientSlices[2 * l + 1]);
      values[l + 1] = StepSpeed.cut(backend, "values", ROWS, WIDTHS[l + 1]);
      pres[l] = last ? null : StepSpeed.cut(backend, "pre", ROWS, WIDTHS[l + 1]);
      slopes[l] = StepSpeed.cut(backend, "slopes", ROWS, WIDTHS[l + 1]);
    }
    targets = backend.newIndices(ROWS);
    loss = StepSpeed.cut(backend, "loss", 1);
  }

  @Override
  public double neededFlops() {
    double multiplyAdds = 0;
    for (int l = 0; l < LAYERS; l++) {
      multiplyAdds += (l == 0 ? 2.0 : 3.0) * ROWS * WIDTHS[l] * WIDTHS[l + 1];
    }
    return 2 * multiplyAdds;
  }

  @Override
  public void run() {
    values[0].write(images, 0);
    targets.write(labels, 0, ROWS);
    for (int l = 0; l < LAYERS; l++) {
      backend.denseForward(layers[l], values[l], null, pres[l], values[l + 1]);
    }
    backend.losses().softmaxCrossEntropy(values[LAYERS], targets, null, slopes[LAYERS - 1], loss);
    for (int l = LAYERS - 1; l >= 0; l--) {
      Tensor dx = l == 0 ? null : slopes[l - 1];
      backend.denseBackward(layers[l], values[l], pres[l], slopes[l], dx, gradients[l]);
    }
    SgdStep step = new SgdStep(0.01f, 0.9f, false, 0);
    backend.sgd(step, parameters, gradient, null, momentum);
    loss.read(lossValue, 0);
  }
}
