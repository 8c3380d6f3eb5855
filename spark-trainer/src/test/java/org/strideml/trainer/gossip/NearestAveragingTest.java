package org.strideml.trainer.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.strideml.quantization.RandomKey;
import org.strideml.trainer.sync.Attack;

class NearestAveragingTest {
  private static float[][] mix(PeerExchange rule, float[][] models) {
    return rule.mix(0, models, models, models, 0);
  }

  /** f = 1 of five: everybody takes the three nearest; of equally near ones the first. */
  @Test
  void scalars() {
    float[][] models = {{0}, {1}, {2}, {3}, {1000}};
    float[][] mixed = mix(new NearestAveraging(1), models);
    assertThat(mixed[0]).containsExactly(1);
    assertThat(mixed[1]).containsExactly(1);
    assertThat(mixed[2]).containsExactly(2);
    assertThat(mixed[3]).containsExactly(2);
    assertThat(mixed[4][0]).as("the faulty one's own").isCloseTo(335, within(1e-3f));
  }

  @Test
  void withoutFaultyWorkersItIsTheMeanOfAll() {
    float[][] models = {{0, 1}, {1, 5}, {2, -4}};
    for (float[] mixed : mix(new NearestAveraging(0), models)) {
      assertThat(mixed).containsExactly(new float[] {1, 2 / 3f}, within(1e-6f));
    }
  }

  @Test
  void whoIsWhoDoesNotMatter() {
    float[][] models = {{0}, {1.5f}, {2}, {3.1f}, {1000}};
    float[][] mixed = mix(new NearestAveraging(1), models);
    float[][] turned =
        mix(new NearestAveraging(1), new float[][] {{1000}, {3.1f}, {0}, {2}, {1.5f}});
    assertThat(turned[2]).containsExactly(mixed[0], within(1e-6f));
    assertThat(turned[4]).containsExactly(mixed[1], within(1e-6f));
    assertThat(turned[1]).containsExactly(mixed[3], within(1e-6f));
  }

  @Test
  void whatIsHugeOrNoNumberStaysWhereItIs() {
    for (float bad : new float[] {1e30f, -1e30f, Float.NaN, Float.POSITIVE_INFINITY}) {
      float[][] mixed =
          mix(new NearestAveraging(2), new float[][] {{0}, {1}, {bad}, {2}, {3}, {4}, {bad}});
      for (int worker : new int[] {0, 1, 3, 4, 5}) {
        assertThat(mixed[worker][0]).isBetween(0f, 4f);
      }
    }
  }

  @Test
  void tooFewWorkersAreRefused() {
    assertThatThrownBy(() -> mix(new NearestAveraging(1), new float[2][1]))
        .hasMessageContaining("at least 3, got 2");
    assertThatThrownBy(() -> new NearestAveraging(-1)).hasMessageContaining("faulty");
  }

  /**
   * Sixteen workers, three of them faulty, thirteen that go towards 1 from 0: under each attack the
   * honest ones go on there, and end nearer than with the mean of all.
   */
  @ParameterizedTest
  @EnumSource(Attack.class)
  void holdsWhereTheMeanIsLedAstray(Attack attack) {
    double robust = distance(new NearestAveraging(3), attack);
    double plain = distance(new Gossip(Topology.COMPLETE, Gossip.Order.AFTER, 1), attack);
    assertThat(robust).isLessThan(0.35);
    assertThat(robust).isLessThan(plain);
  }

  /** Of the honest mean from 1 after 20 rounds of steps with some noise. */
  private static double distance(PeerExchange rule, Attack attack) {
    PeerExchange attacked = new AttackedPeers(rule, attack, 3, 4);
    float[][] models = new float[16][20];
    for (int round = 0; round < 20; round++) {
      float[][] ends = new float[16][20];
      for (int worker = 0; worker < 16; worker++) {
        RandomKey noise = RandomKey.of(3).child(round).child(worker);
        for (int i = 0; i < 20; i++) {
          double step = 0.2 * (1 - models[worker][i]) + 0.02 * noise.gaussian(i);
          ends[worker][i] = (float) (models[worker][i] + step);
        }
      }
      models = attacked.mix(round, models, ends, ends, 1);
    }
    double sum = 0;
    for (float x : PeerModels.mean(models)) {
      sum += Math.abs(1 - x) / 20;
    }
    return sum;
  }

  @Test
  void theMeanOfAllModelsIsThatOfTheHonest() {
    float[][] models = {{1}, {2}, {3}, {50}};
    float[][] mixed =
        mix(new AttackedPeers(new NearestAveraging(1), Attack.SIGN_FLIP, 1, 1), models);
    double honest = (mixed[0][0] + mixed[1][0] + mixed[2][0]) / 3.0;
    assertThat((double) mixed[3][0]).isCloseTo(honest, within(1e-6));
  }
}
