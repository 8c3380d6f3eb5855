package org.strideml.trainer.onnx;

import org.strideml.trainer.model.Mlp;
import org.strideml.trainer.onnx.OnnxGraph.Attributes;

/**
 * An {@link Mlp}. Inputs: {@code features}, batch × inputs floats, unless there are none; {@code
 * categories}, batch × columns codes, when there are any.
 */
final class MlpGraph {
  private final Mlp mlp;
  private final OnnxGraph graph;
  private final Layers layers;

  private MlpGraph(Mlp mlp, OnnxGraph graph) {
    this.mlp = mlp;
    this.graph = graph;
    this.layers = new Layers(graph);
  }

  static byte[] of(Mlp mlp, float[] parameters) {
    OnnxGraph graph = new OnnxGraph("mlp", mlp.layout(), parameters);
    MlpGraph made = new MlpGraph(mlp, graph);
    made.layers.outputs(mlp.head(), made.trunk(made.input()));
    return graph.build();
  }

  private String input() {
    int columns = mlp.embeddings().categories().size();
    String features = mlp.inputs() == 0 ? null : graph.floats("features", "batch", mlp.inputs());
    if (columns == 0) {
      return features;
    }
    long[] firstRows = new long[columns];
    for (int column = 1; column < columns; column++) {
      firstRows[column] = firstRows[column - 1] + mlp.embeddings().categories().get(column - 1);
    }
    String codes = graph.integers("categories", "batch", columns);
    String rows = graph.node("Add", codes, graph.integers(firstRows));
    String vectors = graph.node("Gather", graph.parameter(Mlp.EMBEDDINGS), rows);
    String flat = graph.node("Flatten", new Attributes().with("axis", 1), vectors);
    return features == null
        ? flat
        : graph.node("Concat", new Attributes().with("axis", 1), features, flat);
  }

  private String trunk(String x) {
    for (int layer = 0; layer < mlp.depth(); layer++) {
      String factor =
          mlp.isNormed(layer) ? layers.norm(Mlp.normName(layer), x, Mlp.NORM_EPSILON) : x;
      String y =
          layers.activation(
              mlp.layerActivation(layer), layers.linear(Mlp.layerName(layer), factor));
      x = mlp.isResidual(layer) ? graph.node("Add", x, y) : y;
    }
    return x;
  }
}
