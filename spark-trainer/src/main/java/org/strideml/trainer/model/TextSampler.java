package org.strideml.trainer.model;

import java.util.Arrays;
import org.strideml.quantization.RandomKey;

/**
 * Continues a sequence of tokens with a {@link LanguageModel}, one token at a time.
 *
 * <p>A token is drawn from the model's distribution after what the window holds: at first the last
 * {@code context} tokens of the prompt, and every token drawn. When the window is full, its later
 * half stays and is read again, so that tokens far beyond the context see between half a context
 * and a whole one, at twice the cost of those before. The same weights, prompt, settings and key
 * give the same tokens wherever the reader gives the same scores. Not thread-safe.
 */
public final class TextSampler {
  private final LanguageModel model;
  private final TextReader reader;
  private final float[] scores;

  /**
   * @param reader of {@code model}, with its weights
   */
  public TextSampler(LanguageModel model, TextReader reader) {
    this.model = model;
    this.reader = reader;
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
  public int[] sample(int[] prompt, int count, TokenDraw draw, RandomKey key) {
    requirePrompt(prompt);
    int[] tokens = Arrays.copyOf(prompt, Math.addExact(prompt.length, count));
    int read = Math.max(0, prompt.length - model.context());
    reader.restart();
    for (int next = prompt.length; next < tokens.length; next++) {
      if (reader.length() + next - read > model.context()) {
        read = next - Math.max(1, model.context() / 2);
        reader.restart();
      }
      reader.read(tokens, read, next);
      read = next;
      reader.scores().read(scores, 0);
      requireFinite();
      tokens[next] = draw.choose(scores, key.uniform(next - prompt.length));
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

  private void requireFinite() {
    for (int token = 0; token < scores.length; token++) {
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
}
