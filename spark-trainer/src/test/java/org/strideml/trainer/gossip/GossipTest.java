package org.strideml.trainer.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.strideml.trainer.gossip.Gossip.Order;

class GossipTest {
  private static float[][] models(int workers, long seed) {
    Random random = new Random(seed);
    float[][] models = new float[workers][100];
    for (float[] model : models) {
      for (int i = 0; i < model.length; i++) {
        model[i] = (float) random.nextGaussian();
      }
    }
    return models;
  }

  /** Local steps that change nothing: only mixing acts. */
  @ParameterizedTest
  @EnumSource(Topology.class)
  void mixingKeepsTheMeanAndBringsModelsTogetherByLambda(Topology topology) {
    float[][] models = models(16, 1);
    float[] mean = PeerModels.mean(models);
    double lambda = TopologyTest.lambda(topology.matrix(16));
    for (Order order : Order.values()) {
      float[][] mixed = new Gossip(topology, order, 1).mix(0, models, models, models, 0);
      float[] after = PeerModels.mean(mixed);
      for (int i = 0; i < mean.length; i++) {
        assertThat(after[i]).isCloseTo(mean[i], within(2e-7f));
      }
      assertThat(PeerModels.consensusDistance(mixed))
          .isLessThanOrEqualTo(lambda * PeerModels.consensusDistance(models) + 1e-6);
    }
  }

  @Test
  void mixesWhatStepsEndOrBeginWith() {
    float[][] starts = {{1}, {2}, {6}, {3}};
    float[][] ends = {{1}, {2}, {9}, {3}};
    assertThat(new Gossip(Topology.RING, Order.AFTER, 1).mix(0, starts, ends, ends, 0))
        .isDeepEqualTo(new float[][] {{2}, {4}, {14 / 3f}, {13 / 3f}});
    assertThat(new Gossip(Topology.RING, Order.DURING, 1).mix(0, starts, ends, ends, 0))
        .isDeepEqualTo(new float[][] {{2}, {3}, {20 / 3f}, {10 / 3f}});
  }

  /** Whatever is lost on the way, and whatever the step, what two ends of a message do cancels. */
  @ParameterizedTest
  @EnumSource(Topology.class)
  void lossyMessagesKeepTheMean(Topology topology) {
    float[][] models = models(8, 1);
    float[][] heard = models(8, 2);
    float[] mean = PeerModels.mean(models);
    float[] after =
        PeerModels.mean(new Gossip(topology, Order.AFTER, 1, 0.3).mix(0, models, models, heard, 0));
    for (int i = 0; i < mean.length; i++) {
      assertThat(after[i]).isCloseTo(mean[i], within(5e-7f));
    }
  }

  @Test
  void aModelIsPulledTowardsWhatIsHeard() {
    float[][] ends = {{1}, {2}, {9}, {3}};
    float[][] heard = {{0}, {3}, {6}, {3}};
    // Worker 0: 1 + 0.5 · ((3 − 0) + (3 − 0)) / 3.
    assertThat(new Gossip(Topology.RING, Order.AFTER, 1, 0.5).mix(0, ends, ends, heard, 0))
        .isDeepEqualTo(new float[][] {{2}, {2}, {8}, {3}});
    assertThatThrownBy(() -> new Gossip(Topology.RING, Order.AFTER, 2).mix(0, ends, ends, heard, 0))
        .hasMessageContaining("one mixing after the local steps");
  }

  @Test
  void aStepOfOneOverModelsAsTheyAreIsPlainMixing() {
    float[][] models = models(8, 1);
    float[][] plain = new Gossip(Topology.RING, Order.AFTER, 1).mix(0, models, models, models, 0);
    float[][] pulled =
        new Gossip(Topology.RING, Order.AFTER, 1).mix(0, models, models, models.clone(), 0);
    for (int worker = 0; worker < 8; worker++) {
      assertThat(pulled[worker]).containsExactly(plain[worker], within(1e-6f));
    }
  }

  @Test
  void countsWhatWorkersSend() {
    assertThat(new Gossip(Topology.RING, Order.AFTER, 1).messages(0, 16)).isEqualTo(32);
    assertThat(new Gossip(Topology.EXPONENTIAL, Order.AFTER, 4).messages(0, 16)).isEqualTo(256);
    assertThat(new SampledPeers(5, 2, 0).messages(0, 16)).isEqualTo(15);
  }

  @Test
  void theDistanceOfTwo() {
    assertThat(PeerModels.consensusDistance(new float[][] {{0, 3}, {8, 3}})).isEqualTo(4);
  }

  /** Chi-square over 15 degrees of freedom: 30.6 is exceeded once in a hundred. */
  @Test
  void everyPeerIsDrawnAboutAsOften() {
    SampledPeers peers = new SampledPeers(4, 1, 0);
    int rounds = 4000;
    int[] drawn = new int[16];
    for (int round = 0; round < rounds; round++) {
      int[] participants = peers.participants(round, 16, 3);
      assertThat(participants).hasSize(4).isSorted().doesNotHaveDuplicates();
      assertThat(peers.participants(round, 16, 3)).isEqualTo(participants);
      for (int worker : participants) {
        drawn[worker]++;
      }
    }
    double expected = rounds * 4 / 16.0;
    double chiSquare = 0;
    for (int count : drawn) {
      chiSquare += (count - expected) * (count - expected) / expected;
    }
    assertThat(chiSquare).isLessThan(30.6);
  }

  @Test
  void resultsThatAreLostAreLeftOut() {
    SampledPeers peers = new SampledPeers(8, 1, 0.5);
    float[][] starts = new float[8][1];
    int partial = 0;
    for (int round = 0; round < 50; round++) {
      float[][] ends = new float[8][];
      for (int worker = 0; worker < 8; worker++) {
        ends[worker] = new float[] {1 << worker};
      }
      float mean = peers.mix(round, starts, ends, ends, 1)[0][0];
      partial += mean != 255 / 8f ? 1 : 0;
    }
    assertThat(partial).isGreaterThan(45);
    float[][] none = new float[8][];
    assertThat(peers.mix(0, starts, none, none, 1)).isDeepEqualTo(starts);
  }
}
