package org.strideml.trainer.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.strideml.quantization.Codecs;
import org.strideml.quantization.RandomKey;
import org.strideml.trainer.TrainerConfig.Compression;
import org.strideml.trainer.optim.Average;
import org.strideml.trainer.optim.Sgd;

/** The driver's θ is finer than what workers are sent of it, whatever they send back. */
class FinerCopyTest {
  private static final BatchSource ROWS =
      (batch, step) -> {
        RandomKey key = RandomKey.of(31).child(step);
        for (int i = 0; i < batch.features().length; i++) {
          batch.features()[i] = (float) key.gaussian(i);
        }
        for (int row = 0; row < batch.rows(); row++) {
          batch.targets()[row] = row % 3;
        }
      };

  private static Configs rounding(String codec, boolean differences, double learningRate) {
    return Configs.tiny()
        .sync(2, 1, new Average(), true)
        .optimizer(new Sgd(0, false, 0), learningRate)
        .compressed(
            new Compression(
                Codecs.of(codec, 3, 32), Codecs.of("none", 0, 0), false, 16, differences, "none"));
  }

  /** Workers that make no step bring back nothing, and rounding errors do not add up. */
  @ParameterizedTest
  @CsvSource({
    "random-shift, false",
    "stochastic, false",
    "nearest, false",
    "random-shift, true",
    "nearest, true"
  })
  void workersThatStandStillMoveNothing(String codec, boolean differences) {
    Configs configs = rounding(codec, differences, 0);
    float[] initial = configs.config().model().initialParameters(1);
    try (InMemoryRounds run = new InMemoryRounds(configs.config(), initial, worker -> ROWS)) {
      for (int round = 0; round < 30; round++) {
        run.round();
      }
      assertThat(run.parameters()).isEqualTo(initial);
    }
  }

  /** Steps far smaller than the grid of what travels arrive all the same. */
  @ParameterizedTest
  @CsvSource({"random-shift", "stochastic", "nearest"})
  void smallStepsAddUp(String codec) {
    Configs rounded = rounding(codec, false, 1e-4);
    Configs plain = rounding("none", false, 1e-4);
    float[] initial = plain.config().model().initialParameters(1);
    try (InMemoryRounds fine = new InMemoryRounds(plain.config(), initial, worker -> ROWS);
        InMemoryRounds coarse = new InMemoryRounds(rounded.config(), initial, worker -> ROWS)) {
      for (int round = 0; round < 30; round++) {
        fine.round();
        coarse.round();
      }
      double way = distance(fine.parameters(), initial);
      assertThat(distance(coarse.parameters(), initial)).isCloseTo(way, within(0.5 * way));
      assertThat(distance(coarse.parameters(), fine.parameters())).isLessThan(way);
    }
  }

  private static double distance(float[] a, float[] b) {
    double squares = 0;
    for (int i = 0; i < a.length; i++) {
      squares += Math.pow((double) a[i] - b[i], 2);
    }
    return Math.sqrt(squares);
  }
}
