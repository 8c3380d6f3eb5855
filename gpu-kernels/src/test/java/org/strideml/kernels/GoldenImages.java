package org.strideml.kernels;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.strideml.kernels.GoldenCases.Case;

/** Image operations against PyTorch. */
final class GoldenImages {
  private final Fixture fixture;
  private final ImageOperations images;
  private final JsonNode c;

  private GoldenImages(Fixture fixture, JsonNode c) {
    this.fixture = fixture;
    this.images = fixture.tested().images();
    this.c = c;
  }

  static List<Case> all(JsonNode file) {
    List<Case> cases = new ArrayList<>();
    for (JsonNode c : file.get("cases")) {
      String op = c.get("op").asText();
      cases.add(new Case(Operation.IMAGE, op, fixture -> new GoldenImages(fixture, c).run(op)));
    }
    return cases;
  }

  private void run(String op) {
    switch (op) {
      case "conv2d", "conv2d_1x1" -> convolution();
      case "max_pool2d" -> maxPool();
      case "avg_pool2d_global" -> globalAveragePool();
      case "batch_norm_train" -> batchNorm();
      case "group_norm" -> groupNorm();
      default -> throw new AssertionError("no test reads golden operation " + op);
    }
  }

  private void convolution() {
    Tensor x = input("x");
    Tensor bias = c.get("inputs").has("b") ? input("b") : null;
    int stride = c.at("/attrs/stride").asInt();
    int padding = c.at("/attrs/padding").asInt();
    Convolution layer = new Convolution(input("w"), bias, stride, padding, Activation.IDENTITY);
    Tensor y = GoldenCases.output(fixture, c.get("output"));
    images.convolutionForward(layer, x, y);
    GoldenCases.check("y", y, c.get("output"));
    Tensor dBias = bias == null ? null : gradient("b");
    Tensor dx = gradient("x");
    Tensor dWeight = gradient("w");
    images.convolutionBackward(layer, x, null, dOutput(), dx, dWeight, dBias);
    check("x", dx);
    check("w", dWeight);
    if (bias != null) {
      check("b", dBias);
    }
  }

  private void maxPool() {
    Pooling pooling = Pooling.of(c.at("/attrs/kernel").asInt());
    Tensor y = GoldenCases.output(fixture, c.get("output"));
    Tensor dx = gradient("x");
    images.maxPoolForward(pooling, input("x"), y);
    GoldenCases.check("y", y, c.get("output"));
    images.maxPoolBackward(pooling, input("x"), dOutput(), dx);
    check("x", dx);
  }

  private void globalAveragePool() {
    Tensor x = input("x");
    Pooling pooling = new Pooling(x.extent(2), x.extent(3), 1);
    Tensor y = GoldenCases.output(fixture, c.get("output"));
    Tensor dx = gradient("x");
    images.averagePoolForward(pooling, x, pixels(y));
    GoldenCases.check("y", y, c.get("output"));
    images.averagePoolBackward(pooling, pixels(dOutput()), dx);
    check("x", dx);
  }

  private static Tensor pixels(Tensor matrix) {
    return matrix.slice(0, matrix.extent(0), matrix.extent(1), 1, 1);
  }

  private void groupNorm() {
    Tensor x = input("x");
    int groups = c.at("/attrs/groups").asInt();
    GroupNorm layer = new GroupNorm(input("w"), input("b"), groups, epsilon(), Activation.IDENTITY);
    Tensor y = GoldenCases.output(fixture, c.get("output"));
    Tensor statistics = fixture.output(x.extent(0) * groups, 2).tested();
    images.groupNormForward(layer, x, null, y, statistics);
    GoldenCases.check("y", y, c.get("output"));
    Tensor dx = gradient("x");
    Tensor dGamma = gradient("w");
    Tensor dBeta = gradient("b");
    images.groupNormBackward(layer, x, null, statistics, dOutput(), dx, dGamma, dBeta);
    check("x", dx);
    check("w", dGamma);
    check("b", dBeta);
  }

  private void batchNorm() {
    Tensor x = input("x");
    int channels = x.extent(1);
    Tensor mean = fixture.input(new float[channels], channels).tested();
    Tensor variance = fixture.input(new float[channels], channels).tested();
    BatchNorm layer =
        new BatchNorm(input("w"), input("b"), mean, variance, 0.1f, epsilon(), Activation.IDENTITY);
    Tensor y = GoldenCases.output(fixture, c.get("output"));
    Tensor statistics = fixture.output(channels, 2).tested();
    images.batchNormForward(layer, x, null, y, statistics);
    GoldenCases.check("y", y, c.get("output"));
    Tensor dx = gradient("x");
    Tensor dGamma = gradient("w");
    Tensor dBeta = gradient("b");
    images.batchNormBackward(layer, x, null, statistics, dOutput(), dx, dGamma, dBeta);
    check("x", dx);
    check("w", dGamma);
    check("b", dBeta);
  }

  private float epsilon() {
    return (float) c.at("/attrs/eps").asDouble();
  }

  private Tensor input(String name) {
    return GoldenCases.tensor(fixture, c.get("inputs").get(name));
  }

  private Tensor dOutput() {
    return GoldenCases.tensor(fixture, c.get("d_output"));
  }

  private Tensor gradient(String name) {
    return GoldenCases.output(fixture, c.get("inputs").get(name));
  }

  private void check(String name, Tensor gradient) {
    GoldenCases.check("gradient of " + name, gradient, c.get("d_inputs").get(name));
  }
}
