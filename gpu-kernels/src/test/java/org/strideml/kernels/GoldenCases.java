package org.strideml.kernels;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.strideml.kernels.BackendContract.Body;
import org.strideml.kernels.Dense.Layout;
import org.strideml.kernels.Fixture.Twin;

/** Values computed by PyTorch in double precision, to nine digits. */
final class GoldenCases {
  /** Values no operation of a backend has by itself. */
  private static final Set<String> UNREAD =
      Set.of(
          "sigmoid",
          "gelu_erf",
          "silu",
          "softmax",
          "rms_norm",
          "conv2d",
          "conv2d_1x1",
          "max_pool2d",
          "avg_pool2d_global",
          "batch_norm_train",
          "group_norm");

  private GoldenCases() {}

  /** A case and the group of operations it needs. */
  record Case(Operation group, String name, Body body) {
    BackendContract.Case contractCase() {
      return new BackendContract.Case(name, body);
    }
  }

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (JsonNode c : load("ops.json").get("cases")) {
      String op = c.get("op").asText();
      if (UNREAD.contains(op)) {
        continue;
      }
      cases.add(
          switch (op) {
            case "linear" -> new Case(Operation.DENSE, op, fixture -> linear(fixture, c));
            case "relu" -> activation(op, Activation.RELU, c);
            case "tanh" -> activation(op, Activation.TANH, c);
            case "gelu_tanh" -> activation(op, Activation.GELU, c);
            case "layer_norm" -> new Case(Operation.SEQUENCE, op, fixture -> layerNorm(fixture, c));
            case "softmax_cross_entropy_mean" ->
                new Case(Operation.LOSS, op, fixture -> softmaxCrossEntropy(fixture, c));
            case "mse_mean" -> new Case(Operation.LOSS, op, f -> squaredError(f, c));
            case "binary_cross_entropy_with_logits_mean" ->
                new Case(Operation.LOSS, op, f -> sigmoidCrossEntropy(f, c));
            case "embedding" -> new Case(Operation.SEQUENCE, op, f -> embedding(f, c));
            case "causal_attention" -> new Case(Operation.SEQUENCE, op, f -> attention(f, c));
            default -> throw new AssertionError("no test reads golden operation " + op);
          });
    }
    cases.addAll(GoldenImages.all(load("images.json")));
    cases.addAll(GoldenOptimizers.all(load("optimizers.json")));
    return cases;
  }

  private static JsonNode load(String file) {
    try (InputStream in = GoldenCases.class.getResourceAsStream("golden/" + file)) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void linear(Fixture fixture, JsonNode c) {
    Tensor x = input(fixture, c, "x");
    Tensor weight = input(fixture, c, "w");
    Tensor bias = input(fixture, c, "b");
    Tensor y = output(fixture, c.get("output"));
    Dense layer = new Dense(weight, bias, Layout.OUT_IN, Activation.IDENTITY);
    fixture.tested().denseForward(layer, x, null, null, y);
    check("y", y, c.get("output"));
    Tensor dy = tensor(fixture, c.get("d_output"));
    Tensor dx = output(fixture, c.at("/d_inputs/x"));
    Tensor dWeight = output(fixture, c.at("/d_inputs/w"));
    Tensor dBias = output(fixture, c.at("/d_inputs/b"));
    DenseGradients gradients = new DenseGradients(dWeight, dBias);
    fixture.tested().denseBackward(layer, x, null, dy, dx, gradients);
    check("dx", dx, c.at("/d_inputs/x"));
    check("dWeight", dWeight, c.at("/d_inputs/w"));
    check("dBias", dBias, c.at("/d_inputs/b"));
  }

  /** An activation alone is a dense layer whose weight is the unit matrix. */
  private static Case activation(String op, Activation activation, JsonNode c) {
    return new Case(
        Operation.DENSE,
        op,
        fixture -> {
          JsonNode input = c.get("inputs").elements().next();
          Tensor x = tensor(fixture, input);
          int width = x.columns();
          float[] unit = new float[width * width];
          for (int i = 0; i < width; i++) {
            unit[i * width + i] = 1;
          }
          Tensor weight = fixture.input(unit, width, width).tested();
          Dense layer = new Dense(weight, null, Layout.IN_OUT, activation);
          Tensor pre = output(fixture, input);
          Tensor y = output(fixture, input);
          fixture.tested().denseForward(layer, x, null, pre, y);
          check("y", y, c.get("output"));
          Tensor dy = tensor(fixture, c.get("d_output"));
          Tensor dx = output(fixture, input);
          Tensor dWeight = fixture.output(width, width).tested();
          fixture.tested().denseBackward(layer, x, pre, dy, dx, new DenseGradients(dWeight, null));
          check("dx", dx, c.get("d_inputs").elements().next());
        });
  }

  private static void layerNorm(Fixture fixture, JsonNode c) {
    Tensor x = input(fixture, c, "x");
    Tensor gamma = input(fixture, c, "w");
    Tensor y = output(fixture, c.get("output"));
    Tensor statistics = fixture.output(x.rows(), 2).tested();
    float epsilon = (float) c.at("/attrs/eps").asDouble();
    fixture
        .tested()
        .sequence()
        .layerNormForward(x, gamma, input(fixture, c, "b"), epsilon, y, statistics);
    check("y", y, c.get("output"));
    Tensor dy = tensor(fixture, c.get("d_output"));
    Tensor dx = fixture.input(new float[x.size()], x.shape()).tested();
    Tensor dGamma = output(fixture, c.at("/d_inputs/w"));
    Tensor dBeta = output(fixture, c.at("/d_inputs/b"));
    fixture.tested().sequence().layerNormBackward(x, gamma, statistics, dy, dx, dGamma, dBeta);
    check("dx", dx, c.at("/d_inputs/x"));
    check("dGamma", dGamma, c.at("/d_inputs/w"));
    check("dBeta", dBeta, c.at("/d_inputs/b"));
  }

  private static void squaredError(Fixture fixture, JsonNode c) {
    Tensor x = input(fixture, c, "x");
    Tensor dx = output(fixture, c.at("/inputs/x"));
    Tensor loss = fixture.output(1).tested();
    fixture.tested().losses().squaredError(x, input(fixture, c, "y"), null, dx, loss);
    check("loss", loss, c.get("output"));
    check("dx", dx, c.at("/d_inputs/x"));
  }

  /** PyTorch's vector of questions is one row here. */
  private static void sigmoidCrossEntropy(Fixture fixture, JsonNode c) {
    Tensor logits = input(fixture, c, "logits");
    Tensor targets = tensor(fixture, c.at("/int_inputs/target"));
    Tensor dLogits = output(fixture, c.at("/inputs/logits"));
    Tensor loss = fixture.output(1).tested();
    fixture.tested().losses().sigmoidCrossEntropy(logits, targets, null, dLogits, loss);
    check("loss", loss, c.get("output"));
    check("dLogits", dLogits, c.at("/d_inputs/logits"));
  }

  private static void softmaxCrossEntropy(Fixture fixture, JsonNode c) {
    Tensor logits = input(fixture, c, "logits");
    Indices targets = fixture.indices(ints(c.at("/int_inputs/target"))).tested();
    Tensor dLogits = output(fixture, c.at("/inputs/logits"));
    Tensor loss = fixture.output(1).tested();
    fixture.tested().losses().softmaxCrossEntropy(logits, targets, null, dLogits, loss);
    check("loss", loss, c.get("output"));
    check("dLogits", dLogits, c.at("/d_inputs/logits"));
  }

  private static void embedding(Fixture fixture, JsonNode c) {
    Tensor table = input(fixture, c, "w");
    int[] outShape = shape(c.get("output"));
    int positions = outShape[1] * outShape[2];
    Tensor zeros = fixture.input(new float[positions], outShape[1], outShape[2]).tested();
    Indices tokens = fixture.indices(ints(c.at("/int_inputs/index"))).tested();
    Tensor out = output(fixture, c.get("output"));
    fixture.tested().sequence().embeddingForward(tokens, table, zeros, out);
    check("out", out, c.get("output"));
    Tensor dOut = tensor(fixture, c.get("d_output"));
    Tensor dTable = fixture.input(new float[table.size()], table.shape()).tested();
    Tensor dPositions = fixture.output(outShape[1], outShape[2]).tested();
    fixture.tested().sequence().embeddingBackward(tokens, dOut, dTable, dPositions);
    check("dTable", dTable, c.at("/d_inputs/w"));
  }

  private static void attention(Fixture fixture, JsonNode c) {
    int[] s = shape(c.get("output"));
    AttentionShape shape = new AttentionShape(s[0], s[2], s[1], s[3]);
    int[] qkvShape = {shape.rows(), 3 * shape.width()};
    Tensor qkv = fixture.input(sideBySide(shape, c.get("inputs")), qkvShape).tested();
    Tensor probabilities = fixture.output(s[0], s[1], s[2], s[2]).tested();
    Tensor out = fixture.output(shape.rows(), shape.width()).tested();
    fixture.tested().sequence().attentionForward(shape, qkv, probabilities, out);
    float[] expected = new float[out.size()];
    transpose(shape, floats(c.get("output")), expected, shape.width(), 0);
    checkAgainst("out", out, expected);
    float[] dOutValues = new float[out.size()];
    transpose(shape, floats(c.get("d_output")), dOutValues, shape.width(), 0);
    Tensor dOut = fixture.input(dOutValues, shape.rows(), shape.width()).tested();
    Tensor dQkv = fixture.output(qkvShape).tested();
    fixture.tested().sequence().attentionBackward(shape, qkv, probabilities, dOut, dQkv);
    checkAgainst("dQkv", dQkv, sideBySide(shape, c.get("d_inputs")));
  }

  private static float[] sideBySide(AttentionShape shape, JsonNode qkv) {
    float[] result = new float[shape.rows() * 3 * shape.width()];
    String[] names = {"q", "k", "v"};
    for (int i = 0; i < 3; i++) {
      transpose(shape, floats(qkv.get(names[i])), result, 3 * shape.width(), i * shape.width());
    }
    return result;
  }

  /** From batch, head, time, channel to batch, time, head, channel. */
  private static void transpose(
      AttentionShape shape, float[] source, float[] target, int rowLength, int column) {
    int i = 0;
    for (int b = 0; b < shape.batch(); b++) {
      for (int head = 0; head < shape.heads(); head++) {
        for (int t = 0; t < shape.time(); t++) {
          for (int channel = 0; channel < shape.headWidth(); channel++) {
            int row = b * shape.time() + t;
            target[row * rowLength + column + head * shape.headWidth() + channel] = source[i++];
          }
        }
      }
    }
  }

  private static Tensor input(Fixture fixture, JsonNode c, String name) {
    return tensor(fixture, c.get("inputs").get(name));
  }

  static Tensor tensor(Fixture fixture, JsonNode node) {
    Twin twin = fixture.input(floats(node), shape(node));
    return twin.tested();
  }

  static Tensor output(Fixture fixture, JsonNode like) {
    return fixture.output(shape(like)).tested();
  }

  static void check(String what, Tensor got, JsonNode expected) {
    checkAgainst(what, got, floats(expected));
  }

  private static void checkAgainst(String what, Tensor got, float[] expected) {
    double[] wide = new double[expected.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = expected[i];
    }
    Tolerance.check(what, got.toArray(), wide, Tolerance.sums(got.columns()));
  }

  private static int[] shape(JsonNode node) {
    JsonNode extents = node.get("shape");
    int[] shape = new int[extents.size()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = extents.get(i).asInt();
    }
    return shape;
  }

  private static int[] ints(JsonNode node) {
    float[] values = floats(node);
    int[] numbers = new int[values.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (int) values[i];
    }
    return numbers;
  }

  static float[] floats(JsonNode node) {
    JsonNode data = node.isArray() ? node : node.get("data");
    float[] values = new float[data.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) data.get(i).asDouble();
    }
    return values;
  }
}
