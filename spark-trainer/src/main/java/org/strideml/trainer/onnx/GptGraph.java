package org.strideml.trainer.onnx;

import org.strideml.kernels.Activation;
import org.strideml.trainer.model.Gpt;
import org.strideml.trainer.onnx.OnnxGraph.Attributes;

/**
 * A {@link Gpt}. Input: {@code input_ids}, batch × time tokens, time up to the model's context;
 * output: {@code logits}, batch × time × vocabulary.
 */
final class GptGraph {
  private static final float MASKED = -1e9f;

  private final Gpt gpt;
  private final OnnxGraph graph;
  private final Layers layers;

  private GptGraph(Gpt gpt, OnnxGraph graph) {
    this.gpt = gpt;
    this.graph = graph;
    this.layers = new Layers(graph);
  }

  static byte[] of(Gpt gpt, float[] parameters) {
    OnnxGraph graph = new OnnxGraph("gpt", gpt.layout(), parameters);
    String logits = new GptGraph(gpt, graph).logits(graph.integers("input_ids", "batch", "time"));
    graph.output("logits", logits, "batch", "time", gpt.vocabulary());
    return graph.build();
  }

  private String logits(String tokens) {
    String time =
        graph.node(
            "Gather",
            new Attributes().with("axis", 0),
            graph.node("Shape", tokens),
            graph.integers(1));
    String table = graph.parameter("transformer.wte.weight");
    String positions =
        graph.node(
            "Slice",
            graph.parameter("transformer.wpe.weight"),
            graph.integers(0),
            time,
            graph.integers(0));
    String x = graph.node("Add", graph.node("Gather", table, tokens), positions);
    String mask = mask(time);
    for (int layer = 0; layer < gpt.layers(); layer++) {
      x = block("transformer.h." + layer + ".", x, mask);
    }
    x = layers.norm("transformer.ln_f", x, Gpt.LAYER_NORM_EPSILON);
    return graph.node(
        "MatMul", x, graph.node("Transpose", new Attributes().with("perm", 1, 0), table));
  }

  /** time × time, 0 where a position may look and far below elsewhere. */
  private String mask(String time) {
    int context = gpt.context();
    float[] mask = new float[context * context];
    for (int from = 0; from < context; from++) {
      for (int to = from + 1; to < context; to++) {
        mask[from * context + to] = MASKED;
      }
    }
    String both = graph.node("Concat", new Attributes().with("axis", 0), time, time);
    return graph.node(
        "Slice",
        graph.constant(mask, context, context),
        graph.integers(0, 0),
        both,
        graph.integers(0, 1));
  }

  private String block(String name, String x, String mask) {
    String normed = layers.norm(name + "ln_1", x, Gpt.LAYER_NORM_EPSILON);
    String attended =
        layers.projection(
            name + "attn.c_proj", attention(layers.projection(name + "attn.c_attn", normed), mask));
    x = graph.node("Add", x, attended);
    normed = layers.norm(name + "ln_2", x, Gpt.LAYER_NORM_EPSILON);
    String expanded =
        layers.activation(Activation.GELU, layers.projection(name + "mlp.c_fc", normed));
    return graph.node("Add", x, layers.projection(name + "mlp.c_proj", expanded));
  }

  private String attention(String qkv, String mask) {
    String[] parts = graph.nodes("Split", 3, new Attributes().with("axis", -1), qkv, widths());
    String q = heads(parts[0], 0, 2, 1, 3);
    String k = heads(parts[1], 0, 2, 3, 1);
    String v = heads(parts[2], 0, 2, 1, 3);
    float scale = (float) (1 / Math.sqrt((double) gpt.width() / gpt.heads()));
    String scores = graph.node("Mul", graph.node("MatMul", q, k), graph.constant(scale));
    String shares =
        graph.node("Softmax", new Attributes().with("axis", -1), graph.node("Add", scores, mask));
    String mixed =
        graph.node(
            "Transpose",
            new Attributes().with("perm", 0, 2, 1, 3),
            graph.node("MatMul", shares, v));
    return graph.node("Reshape", mixed, graph.integers(0, 0, gpt.width()));
  }

  private String widths() {
    return graph.integers(gpt.width(), gpt.width(), gpt.width());
  }

  /** batch × time × width as batch × time × heads × head width, axes permuted. */
  private String heads(String x, long... permutation) {
    long headWidth = gpt.width() / gpt.heads();
    String split = graph.node("Reshape", x, graph.integers(0, 0, gpt.heads(), headWidth));
    return graph.node("Transpose", new Attributes().with("perm", permutation), split);
  }
}
