package org.strideml.trainer.model;

/**
 * Llama's forward pass a second time, in double, one sequence and position at a time, from the
 * formulas and the names of the weights only.
 */
final class PlainLlama {
  private final Llama model;
  private final double[] parameters;

  PlainLlama(Llama model, double[] parameters) {
    this.model = model;
    this.parameters = parameters;
  }

  /** Scores after each of {@code count} tokens. */
  double[][] scores(int[] tokens, int from, int count) {
    double[][] stream = new double[count][];
    for (int t = 0; t < count; t++) {
      stream[t] = row("model.embed_tokens", tokens[from + t]);
    }
    for (int layer = 0; layer < model.layers(); layer++) {
      String block = "model.layers." + layer + ".";
      attention(block, stream);
      for (double[] x : stream) {
        double[] normed = rms(block + "post_attention_layernorm", x);
        double[] gate = times(block + "mlp.gate_proj", normed);
        double[] up = times(block + "mlp.up_proj", normed);
        for (int i = 0; i < gate.length; i++) {
          gate[i] = gate[i] / (1 + Math.exp(-gate[i])) * up[i];
        }
        add(times(block + "mlp.down_proj", gate), x);
      }
    }
    double[][] scores = new double[count][];
    for (int t = 0; t < count; t++) {
      String head = model.tied() ? "model.embed_tokens" : "lm_head";
      scores[t] = times(head, rms("model.norm", stream[t]));
    }
    return scores;
  }

  private void attention(String block, double[][] stream) {
    int count = stream.length;
    double[][] queries = new double[count][];
    double[][] keys = new double[count][];
    double[][] values = new double[count][];
    for (int t = 0; t < count; t++) {
      double[] normed = rms(block + "input_layernorm", stream[t]);
      queries[t] = turned(times(block + "self_attn.q_proj", normed), t);
      keys[t] = turned(times(block + "self_attn.k_proj", normed), t);
      values[t] = times(block + "self_attn.v_proj", normed);
    }
    int headWidth = model.width() / model.heads();
    for (int t = count - 1; t >= 0; t--) {
      double[] mixed = new double[model.width()];
      for (int head = 0; head < model.heads(); head++) {
        double[] weights = new double[t + 1];
        double sum = 0;
        for (int s = 0; s <= t; s++) {
          double score = 0;
          for (int c = head * headWidth; c < (head + 1) * headWidth; c++) {
            score += queries[t][c] * keys[s][c];
          }
          weights[s] = Math.exp(score / Math.sqrt(headWidth));
          sum += weights[s];
        }
        for (int s = 0; s <= t; s++) {
          for (int c = head * headWidth; c < (head + 1) * headWidth; c++) {
            mixed[c] += weights[s] / sum * values[s][c];
          }
        }
      }
      add(times(block + "self_attn.o_proj", mixed), stream[t]);
    }
  }

  /** As a multiplication of complex numbers: channel i is the real, i + w/2 the imaginary part. */
  private double[] turned(double[] x, int position) {
    int headWidth = model.width() / model.heads();
    double[] result = new double[x.length];
    for (int c = 0; c < x.length; c++) {
      int within = c % headWidth;
      int pair = within % (headWidth / 2);
      double angle = position / Math.pow(model.rotaryBase(), 2.0 * pair / headWidth);
      boolean real = within < headWidth / 2;
      double other = real ? -x[c + headWidth / 2] : x[c - headWidth / 2];
      result[c] = x[c] * Math.cos(angle) + other * Math.sin(angle);
    }
    return result;
  }

  private double[] rms(String name, double[] x) {
    double[] gamma = row(name, -1);
    double mean = 0;
    for (double value : x) {
      mean += value * value / x.length;
    }
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = x[i] / Math.sqrt(mean + model.epsilon()) * gamma[i];
    }
    return y;
  }

  private double[] times(String name, double[] x) {
    int outputs = model.layout().slice(name + ".weight").shape()[0];
    double[] y = new double[outputs];
    for (int out = 0; out < outputs; out++) {
      double[] weights = row(name, out);
      for (int in = 0; in < x.length; in++) {
        y[out] += weights[in] * x[in];
      }
    }
    return y;
  }

  /** A row of a matrix, or all of a vector when {@code index} is −1. */
  private double[] row(String name, int index) {
    ParameterSlice slice = model.layout().slice(name + ".weight");
    int[] shape = slice.shape();
    int length = shape[shape.length - 1];
    int start = slice.offset() + Math.max(0, index) * length;
    return java.util.Arrays.copyOfRange(parameters, start, start + length);
  }

  private static void add(double[] x, double[] y) {
    for (int i = 0; i < x.length; i++) {
      y[i] += x[i];
    }
  }
}
