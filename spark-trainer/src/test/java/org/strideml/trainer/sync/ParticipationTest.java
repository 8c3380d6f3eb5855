package org.strideml.trainer.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParticipationTest {
  private static final int WORKERS = 12;
  private static final Participation THIRD = new Participation(1.0 / 3);

  @ParameterizedTest
  @CsvSource({"0.1, 100, 10", "0.1, 4, 1", "0.5, 5, 3", "1, 7, 7", "0.999, 7, 7", "0.01, 1, 1"})
  void fedAvgsCount(double fraction, int workers, int count) {
    assertThat(new Participation(fraction).count(workers)).isEqualTo(count);
    assertThat(new Participation(fraction).of(3, workers, 1)).hasSize(count).isSorted();
  }

  @Test
  void everybodyIsTheDefault() {
    assertThat(Participation.ALL.of(5, 3, 1)).containsExactly(0, 1, 2);
    assertThat(Participation.ALL.includes(2, 5, 3, 1)).isTrue();
    assertThat(Participation.ALL.since(2, 5, 3, 1)).isEqualTo(5);
  }

  @Test
  void aDrawIsAFunctionOfSeedAndRound() {
    assertThat(THIRD.of(4, WORKERS, 9)).isEqualTo(THIRD.of(4, WORKERS, 9));
    assertThat(THIRD.of(4, WORKERS, 9)).isNotEqualTo(THIRD.of(5, WORKERS, 9));
    assertThat(THIRD.of(4, WORKERS, 9)).isNotEqualTo(THIRD.of(4, WORKERS, 10));
    assertThat(THIRD.of(4, WORKERS, 9)).doesNotHaveDuplicates();
  }

  /** Chi-square over workers, and over pairs, of 3000 draws; bounds are 4 deviations up. */
  @Test
  void allWorkersAndAllPairsAreAlikeLikely() {
    int draws = 3000;
    int[] single = new int[WORKERS];
    int[][] pair = new int[WORKERS][WORKERS];
    for (int round = 0; round < draws; round++) {
      int[] drawn = THIRD.of(round, WORKERS, 2);
      for (int a : drawn) {
        single[a]++;
        for (int b : drawn) {
          pair[a][b] += a < b ? 1 : 0;
        }
      }
    }
    double expected = draws * 4.0 / WORKERS;
    double chi = 0;
    double pairs = 0;
    double expectedPair = draws * (4.0 * 3) / (WORKERS * (WORKERS - 1));
    for (int a = 0; a < WORKERS; a++) {
      chi += Math.pow(single[a] - expected, 2) / expected;
      for (int b = a + 1; b < WORKERS; b++) {
        pairs += Math.pow(pair[a][b] - expectedPair, 2) / expectedPair;
      }
    }
    assertThat(chi).isLessThan(11 + 4 * Math.sqrt(22));
    assertThat(pairs).isLessThan(65 + 4 * Math.sqrt(130));
  }

  /** The mean over who takes part is that of all on average, within 4 standard errors. */
  @Test
  void theMeanOfThoseWhoTakePartIsUnbiased() {
    int draws = 4000;
    double all = 0;
    for (int k = 0; k < WORKERS; k++) {
      all += value(k) / WORKERS;
    }
    double sum = 0;
    double squares = 0;
    for (int round = 0; round < draws; round++) {
      Aggregation.Fold fold = new WeightedMean().open(1);
      for (int worker : THIRD.of(round, WORKERS, 2)) {
        fold.add(new float[] {value(worker)}, 32);
      }
      float[] mean = new float[1];
      fold.finish(mean);
      sum += mean[0];
      squares += mean[0] * (double) mean[0];
    }
    double mean = sum / draws;
    double error = Math.sqrt((squares / draws - mean * mean) / draws);
    assertThat(mean).isCloseTo(all, within(4 * error));
    assertThat(error).isLessThan(0.05 * all);
  }

  /** Far from symmetric, so that a preference would show. */
  private static float value(int worker) {
    return worker * worker;
  }

  @Test
  void aStateIsAsOldAsTheLastRoundItsWorkerTookPartIn() {
    long since = 0;
    for (long round = 0; round < 60; round++) {
      assertThat(THIRD.since(3, round, WORKERS, 2)).isEqualTo(since);
      if (THIRD.includes(3, round, WORKERS, 2)) {
        since = round + 1;
      }
    }
    assertThat(since).isGreaterThan(40);
  }

  @Test
  void nobodyIsNoParticipation() {
    assertThatThrownBy(() -> new Participation(0)).hasMessageContaining("(0, 1]");
    assertThatThrownBy(() -> new Participation(1.1)).hasMessageContaining("(0, 1]");
  }
}
