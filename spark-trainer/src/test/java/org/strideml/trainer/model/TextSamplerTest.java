package org.strideml.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.strideml.kernels.reference.ReferenceBackend;
import org.strideml.quantization.RandomKey;

class TextSamplerTest {
  private static final Gpt MODEL = new Gpt(1, 2, 8, 6, 5);
  private static final TokenDraw GREEDY = TokenDraw.at(0);

  private final ReferenceBackend backend = ReferenceBackend.inFloat();
  private Network network;
  private TextReader reader;
  private TextSampler sampler;

  @BeforeEach
  void setUp() {
    network = MODEL.build(backend, 2, false);
    float[] parameters = MODEL.initialParameters(3);
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] *= 8;
    }
    network.parameters().write(parameters, 0);
    reader = new TextReader(MODEL, backend);
    reader.parameters().write(parameters, 0);
    sampler = new TextSampler(MODEL, reader);
  }

  @AfterEach
  void tearDown() {
    backend.close();
  }

  @Test
  void greedyTakesTheLikeliestEachTime() {
    int[] prompt = {2, 4};
    int[] drawn = sampler.sample(prompt, 4, GREEDY, RandomKey.of(1));
    int[] tokens = Arrays.copyOf(prompt, 6);
    System.arraycopy(drawn, 0, tokens, 2, 4);
    Batch batch = MODEL.newBatch(1);
    System.arraycopy(tokens, 0, batch.ids(), 0, 6);
    network.scores(batch);
    float[] logits = network.logits().toArray();
    for (int i = 0; i < 4; i++) {
      int row = (i + 1) * 5;
      int best =
          IntStream.range(0, 5).reduce(0, (a, b) -> logits[row + b] > logits[row + a] ? b : a);
      assertThat(drawn[i]).as("token %d", i).isEqualTo(best);
    }
    assertThat(sampler.sample(prompt, 4, GREEDY, RandomKey.of(2))).isEqualTo(drawn);
    assertThat(sampler.sample(prompt, 4, new TokenDraw(1, 1, 1), RandomKey.of(2))).isEqualTo(drawn);
  }

  @Test
  void looksAtTheLastContextOnly() {
    int[] longPrompt = {0, 0, 0, 4, 3, 2, 1, 0, 3};
    int[] window = Arrays.copyOfRange(longPrompt, 3, 9);
    assertThat(sampler.sample(longPrompt, 5, TokenDraw.at(1), RandomKey.of(1)))
        .isEqualTo(sampler.sample(window, 5, TokenDraw.at(1), RandomKey.of(1)));
  }

  @Test
  void frequenciesAreThoseOfTheSoftmax() {
    double temperature = 0.7;
    double[] expected = probabilities(temperature, 5);
    int draws = 4000;
    int[] counts = new int[5];
    for (int i = 0; i < draws; i++) {
      int[] drawn = sampler.sample(new int[] {1}, 1, TokenDraw.at(temperature), RandomKey.of(i));
      counts[drawn[0]]++;
    }
    for (int token = 0; token < 5; token++) {
      double error = Math.sqrt(expected[token] * (1 - expected[token]) / draws);
      assertThat(Math.abs(counts[token] / (double) draws - expected[token]))
          .as("token %d, expected share %s", token, expected[token])
          .isLessThan(5 * error);
    }
  }

  @Test
  void topKDrawsTheLikeliestOnly() {
    Set<Integer> drawn = new HashSet<>();
    for (int i = 0; i < 300; i++) {
      drawn.add(sampler.sample(new int[] {1}, 1, new TokenDraw(5, 2, 1), RandomKey.of(i))[0]);
    }
    double[] shares = probabilities(1, 5);
    Integer[] order = {0, 1, 2, 3, 4};
    Arrays.sort(order, (a, b) -> Double.compare(shares[b], shares[a]));
    assertThat(drawn).containsExactlyInAnyOrder(order[0], order[1]);
  }

  @Test
  void topPDrawsTheLikeliestThatHoldItsShare() {
    double[] shares = probabilities(1, 5);
    double[] sorted = shares.clone();
    Arrays.sort(sorted);
    // Just above the likeliest's share: it and the second can be drawn.
    double topP = sorted[4] + 0.5 * sorted[3];
    Set<Integer> drawn = new HashSet<>();
    for (int i = 0; i < 400; i++) {
      drawn.add(sampler.sample(new int[] {1}, 1, new TokenDraw(1, 0, topP), RandomKey.of(i))[0]);
    }
    Set<Integer> expected = new HashSet<>();
    for (int token = 0; token < 5; token++) {
      if (shares[token] >= sorted[3]) {
        expected.add(token);
      }
    }
    assertThat(drawn).isEqualTo(expected).hasSize(2);
    assertThat(sampler.sample(new int[] {1}, 4, new TokenDraw(1, 0, 1e-9), RandomKey.of(1)))
        .isEqualTo(sampler.sample(new int[] {1}, 4, GREEDY, RandomKey.of(1)));
  }

  /** Context 6: a window of 6 tokens keeps its last 3 when the next one comes. */
  @Test
  void aFullWindowKeepsItsLaterHalf() {
    int[] prompt = {1, 2, 3, 4};
    int[] drawn = sampler.sample(prompt, 9, GREEDY, RandomKey.of(1));
    int[] tokens = Arrays.copyOf(prompt, 13);
    System.arraycopy(drawn, 0, tokens, 4, 9);
    int[] windowStarts = {0, 0, 0, 4, 4, 4, 4, 8, 8};
    for (int i = 0; i < drawn.length; i++) {
      int[] window = Arrays.copyOfRange(tokens, windowStarts[i], 4 + i);
      assertThat(sampler.sample(window, 1, GREEDY, RandomKey.of(1)))
          .as("token %d", i)
          .containsExactly(drawn[i]);
    }
  }

  @Test
  void equalScoresGoToTheLowerTokenFirst() {
    reader.parameters().write(new float[MODEL.layout().size()], 0);
    Set<Integer> drawn = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      drawn.add(sampler.sample(new int[] {1}, 1, new TokenDraw(1, 3, 1), RandomKey.of(i))[0]);
    }
    assertThat(drawn).containsExactlyInAnyOrder(0, 1, 2);
    assertThat(sampler.sample(new int[] {1}, 1, GREEDY, RandomKey.of(1))).containsExactly(0);
  }

  @Test
  void sameKeyGivesSameText() {
    TokenDraw settings = TokenDraw.at(1);
    int[] first = sampler.sample(new int[] {1}, 50, settings, RandomKey.of(9));
    assertThat(sampler.sample(new int[] {1}, 50, settings, RandomKey.of(9))).isEqualTo(first);
    assertThat(sampler.sample(new int[] {1}, 50, settings, RandomKey.of(10))).isNotEqualTo(first);
  }

  @Test
  void rejectsWhatItCannotContinue() {
    assertThatThrownBy(() -> sampler.sample(new int[0], 1, GREEDY, RandomKey.of(1)))
        .hasMessageContaining("at least one token");
    assertThatThrownBy(() -> sampler.sample(new int[] {5}, 1, GREEDY, RandomKey.of(1)))
        .hasMessage("tokens must be in [0, 5), got 5");
    assertThatThrownBy(() -> new TokenDraw(-1, 0, 1)).hasMessageContaining("temperature");
    assertThatThrownBy(() -> new TokenDraw(1, -1, 1)).hasMessageContaining("topK");
    assertThatThrownBy(() -> new TokenDraw(1, 0, 0)).hasMessageContaining("topP");
    float[] diverged = new float[MODEL.layout().size()];
    Arrays.fill(diverged, Float.NaN);
    reader.parameters().write(diverged, 0);
    assertThatThrownBy(() -> sampler.sample(new int[] {1}, 1, GREEDY, RandomKey.of(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the model has diverged");
  }

  /** Of the token after {@code 1}. */
  private double[] probabilities(double temperature, int vocabulary) {
    Batch batch = MODEL.newBatch(1);
    batch.ids()[0] = 1;
    network.scores(batch);
    float[] logits = network.logits().toArray();
    double[] weights = new double[vocabulary];
    double sum = 0;
    for (int token = 0; token < vocabulary; token++) {
      weights[token] = Math.exp(logits[token] / temperature);
      sum += weights[token];
    }
    for (int token = 0; token < vocabulary; token++) {
      weights[token] /= sum;
    }
    return weights;
  }
}
