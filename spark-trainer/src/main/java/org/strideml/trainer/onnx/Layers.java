package org.strideml.trainer.onnx;

import org.strideml.kernels.Activation;
import org.strideml.trainer.model.Head;
import org.strideml.trainer.onnx.OnnxGraph.Attributes;

/** Parts that several models' graphs are made of. */
final class Layers {
  private final OnnxGraph graph;

  Layers(OnnxGraph graph) {
    this.graph = graph;
  }

  /** x·Wᵀ + b with a weight stored out × in. */
  String linear(String name, String x) {
    Attributes transposed = new Attributes().with("transB", 1);
    return graph.node(
        "Gemm", transposed, x, graph.parameter(name + ".weight"), graph.parameter(name + ".bias"));
  }

  /** x·W + b with a weight stored in × out, over the last axis of any shape. */
  String projection(String name, String x) {
    String product = graph.node("MatMul", x, graph.parameter(name + ".weight"));
    return graph.node("Add", product, graph.parameter(name + ".bias"));
  }

  String activation(Activation f, String x) {
    return switch (f) {
      case IDENTITY -> x;
      case RELU -> graph.node("Relu", x);
      case TANH -> graph.node("Tanh", x);
      case GELU -> gelu(x);
    };
  }

  /** ½x(1 + tanh(√(2/π)(x + 0.044715x³))); the operator itself is younger than the set used. */
  private String gelu(String x) {
    String cube = graph.node("Mul", graph.node("Mul", x, x), x);
    String bent = graph.node("Add", x, graph.node("Mul", cube, graph.constant(0.044715f)));
    String scaled = graph.node("Mul", bent, graph.constant((float) Math.sqrt(2 / Math.PI)));
    String sum = graph.node("Add", graph.node("Tanh", scaled), graph.constant(1));
    return graph.node("Mul", graph.node("Mul", x, sum), graph.constant(0.5f));
  }

  /** Layer normalization over the last axis. */
  String norm(String name, String x, float epsilon) {
    Attributes attributes = new Attributes().with("axis", -1).with("epsilon", epsilon);
    return graph.node(
        "LayerNormalization",
        attributes,
        x,
        graph.parameter(name + ".weight"),
        graph.parameter(name + ".bias"));
  }

  /** Outputs of a head: scores, and probabilities where scores stand for some. */
  void outputs(Head head, String scores) {
    graph.output("scores", scores, "batch", head.outputs());
    switch (head.task()) {
      case MULTICLASS ->
          graph.output(
              "probabilities",
              graph.node("Softmax", new Attributes().with("axis", -1), scores),
              "batch",
              head.outputs());
      case BINARY, MULTILABEL ->
          graph.output("probabilities", graph.node("Sigmoid", scores), "batch", head.outputs());
      case REGRESSION -> {}
    }
  }
}
