package org.strideml.kernels.cpu;

import java.util.Random;
import org.strideml.kernels.Activation;
import org.strideml.kernels.AdamWStep;
import org.strideml.kernels.AttentionShape;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Dense;
import org.strideml.kernels.Dense.Layout;
import org.strideml.kernels.DenseGradients;
import org.strideml.kernels.Indices;
import org.strideml.kernels.Tensor;

/** A training step of a GPT-2-shaped decoder, as a model would call for it. */
final class GptStep implements StepSpeed.Step {
  private static final int BATCH = 16;
  private static final int TIME = 128;
  private static final int ROWS = BATCH * TIME;
  private static final int WIDTH = 256;
  private static final int HEADS = 4;
  private static final int LAYERS = 4;
  private static final int VOCABULARY = 65;
  private static final int PER_LAYER = 12;
  private static final AttentionShape SHAPE = new AttentionShape(BATCH, TIME, HEADS, WIDTH / HEADS);

  private final Backend backend;
  private final Tensor parameters;
  private final Tensor gradient;
  private final Tensor m;
  private final Tensor v;
  private final Tensor[] p;
  private final Tensor[] g;
  private final Block[] blocks = new Block[LAYERS];
  private final Tensor embedded;
  private final Tensor normed;
  private final Tensor statistics;
  private final Tensor logits;
  private final Tensor loss;
  private final Tensor scale;
  private final Tensor dStream;
  private final Tensor dOther;
  private final Tensor dQkv;
  private final Tensor dExpanded;
  private final Indices tokens;
  private final Indices targets;
  private final int[] text = new Random(3).ints(ROWS + 1, 0, VOCABULARY).toArray();
  private final float[] lossValue = new float[1];
  private int steps;

  /** A block's activations. */
  private final class Block {
    private final Tensor normed1 = tensor(ROWS, WIDTH);
    private final Tensor statistics1 = tensor(ROWS, 2);
    private final Tensor qkv = tensor(ROWS, 3 * WIDTH);
    private final Tensor probabilities = tensor(BATCH, HEADS, TIME, TIME);
    private final Tensor mixed = tensor(ROWS, WIDTH);
    private final Tensor middle = tensor(ROWS, WIDTH);
    private final Tensor normed2 = tensor(ROWS, WIDTH);
    private final Tensor statistics2 = tensor(ROWS, 2);
    private final Tensor pre = tensor(ROWS, 4 * WIDTH);
    private final Tensor expanded = tensor(ROWS, 4 * WIDTH);
    private final Tensor output = tensor(ROWS, WIDTH);
  }

  GptStep(Backend backend) {
    this.backend = backend;
    int[][] shapes = shapes();
    int size = 0;
    for (int[] shape : shapes) {
      size += shape[0] * (shape.length == 1 ? 1 : shape[1]);
    }
    parameters = tensor(size);
    gradient = tensor(size);
    m = tensor(size);
    v = tensor(size);
    parameters.write(StepSpeed.normal(new Random(1), 0.02, size), 0);
    p = StepSpeed.cut(parameters, shapes);
    g = StepSpeed.cut(gradient, shapes);
    for (int l = 0; l < LAYERS; l++) {
      blocks[l] = new Block();
    }
    embedded = tensor(BATCH, TIME, WIDTH);
    normed = tensor(ROWS, WIDTH);
    statistics = tensor(ROWS, 2);
    logits = tensor(ROWS, VOCABULARY);
    loss = tensor(1);
    scale = tensor(1);
    dStream = tensor(BATCH, TIME, WIDTH);
    dOther = tensor(ROWS, WIDTH);
    dQkv = tensor(ROWS, 3 * WIDTH);
    dExpanded = tensor(ROWS, 4 * WIDTH);
    tokens = backend.newIndices(ROWS);
    targets = backend.newIndices(ROWS);
  }

  private Tensor tensor(int... shape) {
    return StepSpeed.cut(backend, "tensor", shape);
  }

  private static int[][] shapes() {
    int[][] shapes = new int[4 + LAYERS * PER_LAYER][];
    shapes[0] = new int[] {VOCABULARY, WIDTH};
    shapes[1] = new int[] {TIME, WIDTH};
    int[][] block = {
      {WIDTH}, {WIDTH}, {WIDTH, 3 * WIDTH}, {3 * WIDTH}, {WIDTH, WIDTH}, {WIDTH}, //
      {WIDTH}, {WIDTH}, {WIDTH, 4 * WIDTH}, {4 * WIDTH}, {4 * WIDTH, WIDTH}, {WIDTH}
    };
    for (int l = 0; l < LAYERS; l++) {
      System.arraycopy(block, 0, shapes, 2 + l * PER_LAYER, PER_LAYER);
    }
    shapes[shapes.length - 2] = new int[] {WIDTH};
    shapes[shapes.length - 1] = new int[] {WIDTH};
    return shapes;
  }

  @Override
  public double neededFlops() {
    double dense = 3.0 * ROWS * (LAYERS * 12.0 * WIDTH * WIDTH + VOCABULARY * WIDTH);
    double seen = TIME * (TIME + 1) / 2.0;
    double attention = 6.0 * LAYERS * BATCH * seen * WIDTH;
    return 2 * (dense + attention);
  }

  @Override
  public void run() {
    tokens.write(text, 0, ROWS);
    targets.write(text, 1, ROWS);
    Tensor x = forward();
    int last = p.length - 2;
    backend.sequence().layerNormForward(x, p[last], p[last + 1], 1e-5f, normed, statistics);
    Dense head = new Dense(p[0], null, Layout.OUT_IN, Activation.IDENTITY);
    backend.denseForward(head, normed, null, null, logits);
    backend.losses().softmaxCrossEntropy(logits, targets, null, logits, loss);
    backend.denseBackward(head, normed, null, logits, dOther, new DenseGradients(g[0], null));
    backend.fill(dStream, 0);
    backend
        .sequence()
        .layerNormBackward(x, p[last], statistics, dOther, dStream, g[last], g[last + 1]);
    for (int l = LAYERS - 1; l >= 0; l--) {
      backward(l, l == 0 ? embedded : blocks[l - 1].output);
    }
    backend.sequence().embeddingBackward(tokens, dStream, g[0], g[1]);
    backend.clipScale(gradient, 1, scale);
    steps++;
    AdamWStep step =
        new AdamWStep(
            1e-3f, 0.9f, 0.99f, 1e-8f, 0.1f, 1 - Math.pow(0.9, steps), 1 - Math.pow(0.99, steps));
    backend.adamW(step, parameters, gradient, scale, m, v);
    loss.read(lossValue, 0);
  }

  private Tensor forward() {
    backend.sequence().embeddingForward(tokens, p[0], p[1], embedded);
    Tensor x = embedded;
    for (int l = 0; l < LAYERS; l++) {
      Block b = blocks[l];
      int at = 2 + l * PER_LAYER;
      backend.sequence().layerNormForward(x, p[at], p[at + 1], 1e-5f, b.normed1, b.statistics1);
      backend.denseForward(layer(at + 2, Activation.IDENTITY), b.normed1, null, null, b.qkv);
      backend.sequence().attentionForward(SHAPE, b.qkv, b.probabilities, b.mixed);
      backend.denseForward(layer(at + 4, Activation.IDENTITY), b.mixed, x, null, b.middle);
      backend
          .sequence()
          .layerNormForward(b.middle, p[at + 6], p[at + 7], 1e-5f, b.normed2, b.statistics2);
      backend.denseForward(layer(at + 8, Activation.GELU), b.normed2, null, b.pre, b.expanded);
      Dense contract = layer(at + 10, Activation.IDENTITY);
      backend.denseForward(contract, b.expanded, b.middle, null, b.output);
      x = b.output;
    }
    return x;
  }

  /**
   * dStream is the gradient of a block's output and becomes that of its input. A dense layer does
   * not change a gradient without an activation, so dStream serves as its dy.
   */
  private void backward(int l, Tensor x) {
    Block b = blocks[l];
    int at = 2 + l * PER_LAYER;
    dense(at + 10, Activation.IDENTITY, b.expanded, null, dStream, dExpanded);
    dense(at + 8, Activation.GELU, b.normed2, b.pre, dExpanded, dOther);
    backend
        .sequence()
        .layerNormBackward(
            b.middle, p[at + 6], b.statistics2, dOther, dStream, g[at + 6], g[at + 7]);
    dense(at + 4, Activation.IDENTITY, b.mixed, null, dStream, dOther);
    backend.sequence().attentionBackward(SHAPE, b.qkv, b.probabilities, dOther, dQkv);
    dense(at + 2, Activation.IDENTITY, b.normed1, null, dQkv, dOther);
    backend
        .sequence()
        .layerNormBackward(x, p[at], b.statistics1, dOther, dStream, g[at], g[at + 1]);
  }

  private void dense(int at, Activation f, Tensor x, Tensor pre, Tensor dy, Tensor dx) {
    DenseGradients gradients = new DenseGradients(g[at], g[at + 1]);
    backend.denseBackward(layer(at, f), x, pre, dy, dx, gradients);
  }

  private Dense layer(int at, Activation f) {
    return new Dense(p[at], p[at + 1], Layout.IN_OUT, f);
  }
}
