package org.strideml.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.strideml.kernels.Backend;
import org.strideml.kernels.cpu.CpuBackend;
import org.strideml.kernels.reference.ReferenceBackend;

/** Reading with kept keys gives what a network gives that computes everything anew. */
class TextReaderTest {
  static Stream<LanguageModel> models() {
    return Stream.of(
        new Gpt(3, 2, 32, 20, 50),
        Llama.of(3, 2, 32, 40, 20, 50, true),
        Llama.of(3, 4, 32, 40, 20, 50, false));
  }

  /** The same sums in the same order. */
  @ParameterizedTest
  @MethodSource("models")
  void givesTheSameBitsInTheReferenceInDouble(LanguageModel model) {
    try (ReferenceBackend backend = ReferenceBackend.inDouble()) {
      double[][] kept = new double[20][];
      double[][] anew = new double[20][];
      compare(
          model,
          backend,
          (t, scores) -> kept[t] = backend.toDoubles(scores),
          (t, scores) -> anew[t] = backend.toDoubles(scores));
      for (int t : new int[] {6, 7, 8, 13, 19}) {
        assertThat(kept[t]).as("after token %d", t).isEqualTo(anew[t]);
      }
    }
  }

  /** Products of one row and of many add up in another order, each with errors of its rounding. */
  @ParameterizedTest
  @MethodSource("models")
  void givesTheSameScoresUpToRoundingOnTheProcessor(LanguageModel model) {
    try (Backend backend = CpuBackend.open()) {
      float[][] kept = new float[20][];
      float[][] anew = new float[20][];
      compare(
          model,
          backend,
          (t, scores) -> kept[t] = scores.toArray(),
          (t, scores) -> anew[t] = scores.toArray());
      for (int t : new int[] {6, 7, 8, 13, 19}) {
        double largest = 0;
        for (float score : anew[t]) {
          largest = Math.max(largest, Math.abs(score));
        }
        for (int token = 0; token < model.vocabulary(); token++) {
          assertThat(Math.abs(kept[t][token] - anew[t][token]))
              .as("score of %d after token %d", token, t)
              .isLessThanOrEqualTo((float) (1e-5 * largest));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void refusesMoreThanTheContext(LanguageModel model) {
    try (Backend backend = ReferenceBackend.inFloat()) {
      TextReader reader = new TextReader(model, backend);
      reader.read(new int[20], 0, 18);
      assertThatThrownBy(() -> reader.read(new int[3], 0, 3))
          .hasMessage("there is room for 1 to 2 more tokens, got 3");
      assertThatThrownBy(() -> reader.read(new int[3], 0, 0)).hasMessageContaining("got 0");
      reader.restart();
      reader.read(new int[20], 0, 20);
      assertThat(reader.length()).isEqualTo(20);
    }
  }

  private interface Taker {
    void take(int position, org.strideml.kernels.Tensor scores);
  }

  private static void compare(LanguageModel model, Backend backend, Taker kept, Taker anew) {
    float[] parameters = model.initialParameters(8);
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] *= 5;
    }
    Network network = model.build(backend, 1, false);
    network.parameters().write(parameters, 0);
    TextReader reader = new TextReader(model, backend);
    reader.parameters().write(parameters, 0);
    Batch batch = GptTest.randomBatch(model, 1, 4);
    network.scores(batch);
    int[] text = Arrays.copyOf(batch.ids(), 20);
    int read = 0;
    for (int next : new int[] {7, 8, 9, 14, 20}) {
      reader.read(text, read, next);
      read = next;
      kept.take(next - 1, reader.scores());
      int vocabulary = model.vocabulary();
      anew.take(next - 1, network.logits().slice((next - 1) * vocabulary, 1, vocabulary));
    }
  }
}
