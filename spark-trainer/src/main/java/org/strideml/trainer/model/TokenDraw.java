package org.strideml.trainer.model;

import java.util.Arrays;

/**
 * How a token is drawn from scores. The limits narrow what can be drawn one after the other: first
 * the likeliest {@code topK}, then of these the likeliest that together hold {@code topP} of the
 * probability (the nucleus of Holtzman et al., 2020). Of equal scores the lower token goes first.
 *
 * @param temperature divides the scores before the softmax; below 1 likely tokens become likelier,
 *     0 always takes the likeliest
 * @param topK only that many likeliest tokens can be drawn; 0 for no limit
 * @param topP share of the probability that the tokens that can be drawn hold, the last of them
 *     included; 1 for no limit
 */
public record TokenDraw(double temperature, int topK, double topP) {
  public TokenDraw {
    if (!(temperature >= 0 && temperature < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("temperature must be >= 0 and finite, got " + temperature);
    }
    if (topK < 0) {
      throw new IllegalArgumentException("topK must be >= 0, got " + topK);
    }
    if (!(topP > 0 && topP <= 1)) {
      throw new IllegalArgumentException("topP must be in (0, 1], got " + topP);
    }
  }

  /** Without limits. */
  public static TokenDraw at(double temperature) {
    return new TokenDraw(temperature, 0, 1);
  }

  /**
   * @param scores finite, one per token
   * @param uniform in [0, 1)
   */
  public int choose(float[] scores, double uniform) {
    if (temperature == 0) {
      return likeliest(scores);
    }
    boolean limited = topP < 1 || (topK > 0 && topK < scores.length);
    return limited ? chooseLimited(scores, uniform) : chooseAny(scores, uniform);
  }

  private int chooseAny(float[] scores, double uniform) {
    int best = likeliest(scores);
    double sum = 0;
    for (float score : scores) {
      sum += weight(score, scores[best]);
    }
    double left = uniform * sum;
    for (int token = 0; token < scores.length; token++) {
      left -= weight(scores[token], scores[best]);
      if (left < 0) {
        return token;
      }
    }
    // Rounding can leave a little; it belongs to the likeliest.
    return best;
  }

  private int chooseLimited(float[] scores, double uniform) {
    int[] order = likeliestFirst(scores);
    int limit = topK == 0 ? order.length : Math.min(topK, order.length);
    double sum = 0;
    for (int i = 0; i < limit; i++) {
      sum += weight(scores[order[i]], scores[order[0]]);
    }
    double nucleus = 0;
    int count = 0;
    while (count < limit && (count == 0 || nucleus < topP * sum)) {
      nucleus += weight(scores[order[count++]], scores[order[0]]);
    }
    double left = uniform * nucleus;
    for (int i = 0; i < count; i++) {
      left -= weight(scores[order[i]], scores[order[0]]);
      if (left < 0) {
        return order[i];
      }
    }
    return order[0];
  }

  private double weight(float score, float best) {
    return StrictMath.exp(((double) score - best) / temperature);
  }

  private static int likeliest(float[] scores) {
    int best = 0;
    for (int token = 1; token < scores.length; token++) {
      if (scores[token] > scores[best]) {
        best = token;
      }
    }
    return best;
  }

  /** Tokens by falling score, as whole numbers whose upper half falls as the score rises. */
  private static int[] likeliestFirst(float[] scores) {
    long[] keys = new long[scores.length];
    for (int token = 0; token < scores.length; token++) {
      // Adding zero makes −0 and 0 one score.
      int bits = Float.floatToIntBits(scores[token] + 0f);
      int rising = bits < 0 ? bits ^ Integer.MAX_VALUE : bits;
      keys[token] = (long) ~rising << Integer.SIZE | token;
    }
    Arrays.sort(keys);
    int[] order = new int[keys.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = (int) keys[i];
    }
    return order;
  }
}
