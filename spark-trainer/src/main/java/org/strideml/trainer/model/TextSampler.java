package org.strideml.trainer.model;

import java.util.Arrays;
import org.strideml.quantization.RandomKey;

/**
 * Continues a sequence of tokens with a {@link Gpt}, one token at a time, each drawn from the
 * model's distribution after the last {@code context} tokens.
 *
 * <p>Every token costs a forward pass over a whole context. The same weights, prompt, settings and
 * key give the same tokens wherever the network gives the same scores. Not thread-safe.
 */
public final class TextSampler {
  private final Gpt model;
  private final Network network;
  private final Batch batch;
  private final float[] scores;

  /**
   * How tokens are drawn.
   *
   * @param temperature divides the scores before the softmax; below 1 likely tokens become
   *     likelier, 0 always takes the likeliest (the first of equals)
   * @param topK only that many likeliest tokens can be drawn; 0 for no limit
   */
  public record Settings(double temperature, int topK) {
    public Settings {
      if (!(temperature >= 0 && temperature < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "temperature must be >= 0 and finite, got " + temperature);
      }
      if (topK < 0) {
        throw new IllegalArgumentException("topK must be >= 0, got " + topK);
      }
    }
  }

  /**
   * @param network of {@code model}, with its weights; one for evaluation suffices
   */
  public TextSampler(Gpt model, Network network) {
    this.model = model;
    this.network = network;
    this.batch = model.newBatch(1);
    this.scores = new float[model.vocabulary()];
  }

  /**
   * The tokens that follow.
   *
   * @param prompt at least one token
   * @param count how many to draw
   * @param key bits of token i are those at index i
   * @throws IllegalStateException when the model's scores are not finite
   */
  public int[] sample(int[] prompt, int count, Settings settings, RandomKey key) {
    requirePrompt(prompt);
    int[] tokens = Arrays.copyOf(prompt, Math.addExact(prompt.length, count));
    for (int i = prompt.length; i < tokens.length; i++) {
      scoreNext(tokens, i);
      tokens[i] = choose(settings, key.uniform(i - prompt.length));
    }
    return Arrays.copyOfRange(tokens, prompt.length, tokens.length);
  }

  private void requirePrompt(int[] prompt) {
    if (prompt.length == 0) {
      throw new IllegalArgumentException("a prompt needs at least one token, got none");
    }
    for (int token : prompt) {
      if (token < 0 || token >= model.vocabulary()) {
        throw new IllegalArgumentException(
            "tokens must be in [0, " + model.vocabulary() + "), got " + token);
      }
    }
  }

  /** Scores of the token at {@code next} given those before it. */
  private void scoreNext(int[] tokens, int next) {
    int known = Math.min(next, model.context());
    // What comes after the known tokens cannot reach them: attention is causal.
    Arrays.fill(batch.ids(), 0);
    System.arraycopy(tokens, next - known, batch.ids(), 0, known);
    network.scores(batch);
    int vocabulary = model.vocabulary();
    network.logits().slice((known - 1) * vocabulary, vocabulary).read(scores, 0);
    for (int token = 0; token < vocabulary; token++) {
      if (!Float.isFinite(scores[token])) {
        throw new IllegalStateException(
            "scores must be finite, got "
                + scores[token]
                + " for token "
                + token
                + "; the model has diverged");
      }
    }
  }

  private int choose(Settings settings, double uniform) {
    int best = likeliest();
    if (settings.temperature() == 0) {
      return best;
    }
    double[] weights = new double[scores.length];
    double sum = 0;
    for (int token : candidates(settings.topK())) {
      double shifted = ((double) scores[token] - scores[best]) / settings.temperature();
      weights[token] = StrictMath.exp(shifted);
      sum += weights[token];
    }
    double left = uniform * sum;
    for (int token = 0; token < weights.length; token++) {
      left -= weights[token];
      if (left < 0) {
        return token;
      }
    }
    // Rounding can leave a little; it belongs to the likeliest.
    return best;
  }

  private int likeliest() {
    int best = 0;
    for (int token = 1; token < scores.length; token++) {
      if (scores[token] > scores[best]) {
        best = token;
      }
    }
    return best;
  }

  /** Tokens that can be drawn, ascending; of equal scores the lower token goes first. */
  private int[] candidates(int topK) {
    int limit = topK == 0 ? scores.length : Math.min(topK, scores.length);
    float[] sorted = scores.clone();
    Arrays.sort(sorted);
    float least = sorted[scores.length - limit];
    int above = 0;
    for (float score : scores) {
      above += score > least ? 1 : 0;
    }
    int[] candidates = new int[limit];
    int taken = 0;
    int equals = limit - above;
    for (int token = 0; token < scores.length; token++) {
      boolean tie = scores[token] == least;
      if (scores[token] > least || (tie && equals > 0)) {
        candidates[taken++] = token;
        equals -= tie ? 1 : 0;
      }
    }
    return candidates;
  }
}
