package org.strideml.trainer.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.strideml.quantization.RandomKey;

class RobustAggregationTest {
  private static float[] folded(Aggregation rule, List<float[]> vectors) {
    Aggregation.Fold fold = rule.open(vectors.get(0).length);
    vectors.forEach(vector -> fold.add(vector, 10));
    float[] target = new float[vectors.get(0).length];
    fold.finish(target);
    return target;
  }

  private static double scalar(Aggregation rule, double... values) {
    List<float[]> vectors = new ArrayList<>();
    for (double value : values) {
      vectors.add(new float[] {(float) value});
    }
    return folded(rule, vectors)[0];
  }

  @Test
  void oneFaultyOfFiveScalars() {
    double[] values = {0, 1, 2, 3, 1000};
    assertThat(scalar(new WeightedMean(), values)).isCloseTo(201.2, within(1e-4));
    assertThat(scalar(new TrimmedMean(1), values)).isEqualTo(2);
    assertThat(scalar(new CoordinateMedian(), values)).isEqualTo(2);
    assertThat(scalar(new NearestNeighbourMixing(1, new WeightedMean()), values))
        .isCloseTo(51.5, within(1e-4));
    assertThat(scalar(new NearestNeighbourMixing(1, new TrimmedMean(1)), values))
        .isCloseTo(1.5, within(1e-6));
    // Scores 0: 5, 1: 2, 2: 2, 3: 5; the lower number wins.
    assertThat(scalar(new Krum(1), values)).isEqualTo(1);
  }

  private static List<float[]> normal(int count, int length) {
    List<float[]> vectors = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      float[] vector = new float[length];
      for (int i = 0; i < length; i++) {
        vector[i] = (float) RandomKey.of(5).child(k).gaussian(i);
      }
      vectors.add(vector);
    }
    return vectors;
  }

  static Stream<Aggregation> rules() {
    return Stream.of(
        new TrimmedMean(2),
        new CoordinateMedian(),
        new Krum(2),
        new NearestNeighbourMixing(2, new TrimmedMean(2)));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void orderOfWorkersDoesNotMatterNorWhereZeroIs(Aggregation rule) {
    List<float[]> vectors = normal(9, 17);
    float[] plain = folded(rule, vectors);
    List<float[]> shuffled = new ArrayList<>(vectors);
    Collections.shuffle(shuffled, new Random(3));
    float[] other = folded(rule, shuffled);
    List<float[]> moved = new ArrayList<>();
    for (float[] vector : vectors) {
      float[] copy = vector.clone();
      for (int i = 0; i < copy.length; i++) {
        copy[i] += 8;
      }
      moved.add(copy);
    }
    float[] elsewhere = folded(rule, moved);
    for (int i = 0; i < plain.length; i++) {
      assertThat(other[i]).isCloseTo(plain[i], within(1e-6f));
      assertThat(elsewhere[i] - 8).isCloseTo(plain[i], within(1e-5f));
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void whatIsHugeOrNoNumberDoesNotSpread(Aggregation rule) {
    for (float bad : new float[] {1e30f, -1e30f, Float.NaN, Float.POSITIVE_INFINITY}) {
      List<float[]> vectors = normal(9, 17);
      java.util.Arrays.fill(vectors.get(4), bad);
      java.util.Arrays.fill(vectors.get(7), bad);
      for (float value : folded(rule, vectors)) {
        assertThat(value).as("%s against %s", rule.type(), bad).isBetween(-4f, 4f);
      }
    }
  }

  @Test
  void withoutFaultyWorkersTheyAreTheMean() {
    List<float[]> vectors = normal(7, 17);
    float[] mean = folded(new WeightedMean(), vectors);
    for (Aggregation rule :
        List.of(new TrimmedMean(0), new NearestNeighbourMixing(0, new WeightedMean()))) {
      float[] result = folded(rule, vectors);
      for (int i = 0; i < mean.length; i++) {
        assertThat(result[i]).as(rule.type()).isCloseTo(mean[i], within(1e-6f));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void tooFewWorkersAreRefusedWithNumbers(Aggregation rule) {
    if (!rule.type().equals("median")) {
      assertThatThrownBy(() -> folded(rule, normal(4, 3)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("2 faulty")
          .hasMessageContaining("got 4");
    }
  }

  @Test
  void attacksSayWhatTheirFormulasSay() {
    double[] values = {1, 3, 100};
    // Honest: 1 and 3, mean 2, deviation 1.
    assertThat(scalar(new Attacked(new WeightedMean(), Attack.SIGN_FLIP, 1, 1), values))
        .isCloseTo((1 + 3 - 100) / 3.0, within(1e-5));
    assertThat(scalar(new Attacked(new WeightedMean(), Attack.EMPIRE, 1, 2), values))
        .isCloseTo((1 + 3 - 4) / 3.0, within(1e-6));
    assertThat(scalar(new Attacked(new WeightedMean(), Attack.LITTLE, 1, 1.5), values))
        .isCloseTo((1 + 3 + 0.5) / 3.0, within(1e-6));
    assertThat(new Attacked(new WeightedMean(), Attack.EMPIRE, 1, 2).needsChanges()).isTrue();
    assertThatThrownBy(() -> scalar(new Attacked(new WeightedMean(), Attack.EMPIRE, 3, 2), values))
        .hasMessageContaining("3 of 3");
  }
}
