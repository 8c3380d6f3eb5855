package org.strideml.trainer.onnx;

import java.util.Arrays;
import org.strideml.trainer.model.Cnn;
import org.strideml.trainer.model.CnnPlan;
import org.strideml.trainer.model.ImageShape;
import org.strideml.trainer.model.Normalization;
import org.strideml.trainer.model.ResNet;
import org.strideml.trainer.onnx.OnnxGraph.Attributes;

/**
 * A {@link Cnn} or {@link ResNet}. Input: {@code images}, batch × channels × height × width, scaled
 * and normalized.
 */
final class ImageGraph {
  private final OnnxGraph graph;
  private final Layers layers;

  private ImageGraph(OnnxGraph graph) {
    this.graph = graph;
    this.layers = new Layers(graph);
  }

  static byte[] of(Cnn cnn, float[] parameters) {
    OnnxGraph graph = new OnnxGraph("cnn", cnn.layout(), parameters);
    ImageGraph made = new ImageGraph(graph);
    made.layers.outputs(cnn.head(), made.scores(cnn, made.images(cnn.input())));
    return graph.build();
  }

  static byte[] of(ResNet resNet, float[] parameters) {
    OnnxGraph graph = new OnnxGraph("resnet", resNet.layout(), parameters);
    ImageGraph made = new ImageGraph(graph);
    made.layers.outputs(resNet.head(), made.scores(resNet, made.images(resNet.input())));
    return graph.build();
  }

  private String images(ImageShape shape) {
    return graph.floats("images", "batch", shape.channels(), shape.height(), shape.width());
  }

  private String scores(Cnn cnn, String x) {
    CnnPlan plan = cnn.plan();
    for (CnnPlan.Step step : plan.steps()) {
      if (step.layer() instanceof Cnn.Conv conv) {
        String convolved =
            convolution(step.name(), x, conv.kernel(), conv.stride(), conv.padding());
        x = graph.node("Relu", normalized(conv.norm(), step.norm(), convolved, step.output()));
      } else {
        x = pooled((Cnn.Pool) step.layer(), x);
      }
    }
    x = graph.node("Flatten", new Attributes().with("axis", 1), x);
    for (int layer = 0; layer < plan.dense().size(); layer++) {
      x = layers.linear(plan.dense().get(layer), layer == 0 ? x : graph.node("Relu", x));
    }
    return x;
  }

  private String pooled(Cnn.Pool pool, String x) {
    Attributes windows =
        new Attributes()
            .with("kernel_shape", pool.window(), pool.window())
            .with("strides", pool.window(), pool.window());
    return graph.node(pool.type() == Cnn.PoolType.MAX ? "MaxPool" : "AveragePool", windows, x);
  }

  private String scores(ResNet resNet, String x) {
    Normalization norm = resNet.norm();
    ImageShape shape =
        new ImageShape(resNet.width(), resNet.input().height(), resNet.input().width());
    x = graph.node("Relu", normalized(norm, "bn1", convolution("conv1", x, 3, 1, 1), shape));
    for (int stage = 0; stage < ResNet.STAGES; stage++) {
      for (int block = 0; block < resNet.blocks(); block++) {
        boolean changes = stage > 0 && block == 0;
        int stride = changes ? ResNet.stride(stage) : 1;
        shape =
            new ImageShape(
                resNet.channels(stage),
                (shape.height() + stride - 1) / stride,
                (shape.width() + stride - 1) / stride);
        x = block(norm, ResNet.blockName(stage, block), x, stride, changes, shape);
      }
    }
    String mean = graph.node("GlobalAveragePool", x);
    return layers.linear(
        ResNet.HEAD, graph.node("Flatten", new Attributes().with("axis", 1), mean));
  }

  private String block(
      Normalization norm, String name, String x, int stride, boolean projected, ImageShape shape) {
    String first = convolution(name + "conv1", x, 3, stride, 1);
    String middle = graph.node("Relu", normalized(norm, name + "bn1", first, shape));
    String second = convolution(name + "conv2", middle, 3, 1, 1);
    String branch = normalized(norm, name + "bn2", second, shape);
    String shortcut = x;
    if (projected) {
      String fitted = convolution(name + "downsample.0", x, 1, stride, 0);
      shortcut = normalized(norm, name + "downsample.1", fitted, shape);
    }
    return graph.node("Relu", graph.node("Add", branch, shortcut));
  }

  /** With the bias the model has for it, if it has one. */
  private String convolution(String name, String x, int kernel, int stride, int padding) {
    Attributes attributes =
        new Attributes()
            .with("kernel_shape", kernel, kernel)
            .with("strides", stride, stride)
            .with("pads", padding, padding, padding, padding);
    String weight = graph.parameter(name + ".weight");
    return graph.hasParameter(name + ".bias")
        ? graph.node("Conv", attributes, x, weight, graph.parameter(name + ".bias"))
        : graph.node("Conv", attributes, x, weight);
  }

  private String normalized(Normalization norm, String name, String x, ImageShape shape) {
    return switch (norm.type()) {
      case NONE -> x;
      case BATCH ->
          graph.node(
              "BatchNormalization",
              epsilon(),
              x,
              graph.parameter(name + ".weight"),
              graph.parameter(name + ".bias"),
              graph.parameter(name + ".running_mean"),
              graph.parameter(name + ".running_var"));
      case GROUP -> group(norm.groups(), name, x, shape);
    };
  }

  /** Group normalization, an operator younger than the set used, as instance normalization. */
  private String group(int groups, String name, String x, ImageShape shape) {
    float[] ones = new float[groups];
    Arrays.fill(ones, 1);
    String grouped = graph.node("Reshape", x, graph.integers(0, groups, -1));
    String scaled =
        graph.node(
            "InstanceNormalization",
            epsilon(),
            grouped,
            graph.constant(ones, groups),
            graph.constant(new float[groups], groups));
    String back =
        graph.node(
            "Reshape", scaled, graph.integers(0, shape.channels(), shape.height(), shape.width()));
    String gained = graph.node("Mul", back, byChannel(name + ".weight", shape.channels()));
    return graph.node("Add", gained, byChannel(name + ".bias", shape.channels()));
  }

  private String byChannel(String parameter, int channels) {
    return graph.node("Reshape", graph.parameter(parameter), graph.integers(channels, 1, 1));
  }

  private static Attributes epsilon() {
    return new Attributes().with("epsilon", Normalization.EPSILON);
  }
}
