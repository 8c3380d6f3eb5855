package org.strideml.trainer.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.strideml.quantization.RandomKey;

class WeightedMeanTest {
  private static final RandomKey KEY = RandomKey.of(3);

  private static float[] vector(int name, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) KEY.child(name).gaussian(i);
    }
    return values;
  }

  @Test
  void meanOfOneWorkerIsThatWorkerToTheBit() {
    float[] only = vector(1, 1001);
    Aggregation.Fold mean = new WeightedMean().open(only.length);
    mean.add(only, 333);
    float[] result = new float[only.length];
    mean.finish(result);
    assertThat(result).isEqualTo(only);
  }

  @Test
  void workersCountByTheirRows() {
    Aggregation.Fold mean = new WeightedMean().open(1);
    mean.add(new float[] {1}, 30);
    mean.add(new float[] {5}, 10);
    float[] result = new float[1];
    mean.finish(result);
    assertThat(result[0]).isEqualTo(2f);
  }

  @Test
  void identicalWorkersGiveThatVectorToTheBit() {
    float[] same = vector(2, 257);
    Aggregation.Fold mean = new WeightedMean().open(same.length);
    for (int k = 0; k < 7; k++) {
      mean.add(same, 48);
    }
    float[] result = new float[same.length];
    mean.finish(result);
    assertThat(result).isEqualTo(same);
  }

  @Test
  void finishForgetsEverything() {
    Aggregation.Fold mean = new WeightedMean().open(2);
    mean.add(new float[] {9, 9}, 1);
    mean.finish(new float[2]);
    assertThatThrownBy(() -> mean.finish(new float[2])).isInstanceOf(IllegalStateException.class);
    mean.add(new float[] {1, 2}, 4);
    float[] result = new float[2];
    mean.finish(result);
    assertThat(result).containsExactly(1, 2);
  }

  @Test
  void wrongLengthShowsBothNumbers() {
    assertThatThrownBy(() -> new WeightedMean().open(3).add(new float[2], 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3")
        .hasMessageContaining("2");
  }
}
