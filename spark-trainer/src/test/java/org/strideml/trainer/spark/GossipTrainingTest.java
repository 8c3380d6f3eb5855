package org.strideml.trainer.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.strideml.quantization.Codec;
import org.strideml.quantization.Codecs;
import org.strideml.trainer.Trainer;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.TrainingResult;
import org.strideml.trainer.TrainingResult.Status;
import org.strideml.trainer.drift.Sam;
import org.strideml.trainer.gossip.Gossip;
import org.strideml.trainer.gossip.Gossip.Order;
import org.strideml.trainer.gossip.PeerExchange;
import org.strideml.trainer.gossip.SampledPeers;
import org.strideml.trainer.gossip.Topology;
import org.strideml.trainer.listen.RoundRecord;
import org.strideml.trainer.listen.TrainingListener;
import org.strideml.trainer.optim.AdamW;
import org.strideml.trainer.optim.Average;
import org.strideml.trainer.round.Configs;

class GossipTrainingTest {
  private static JavaSparkContext spark;
  @TempDir Path folder;

  @BeforeAll
  static void open() {
    spark = Contexts.open("local[2]");
  }

  @AfterAll
  static void close() {
    spark.close();
  }

  private static Configs configs(PeerExchange mode) {
    return Configs.tiny()
        .optimizer(new AdamW(0.9, 0.99, 1e-8, 0.01), 0.01)
        .sync(6, 2, new Average(), true)
        .mode(mode)
        .steps(16)
        .evaluation(3, 0)
        .checkpointEvery(3);
  }

  static List<PeerExchange> modes() {
    return List.of(
        new Gossip(Topology.RING, Order.AFTER, 2),
        new Gossip(Topology.EXPONENTIAL, Order.DURING, 1),
        new SampledPeers(3, 1, 0.2));
  }

  @ParameterizedTest
  @MethodSource("modes")
  void aRunThatIsStoppedAndResumedIsTheSame(PeerExchange mode) throws Exception {
    TrainerConfig config = configs(mode).config();
    TrainingResult whole = Fits.fit(spark, config, folder.resolve("whole"));
    assertThat(whole.progress().round()).isEqualTo(8);
    TrainingResult result;
    int starts = 0;
    do {
      Trainer[] trainer = new Trainer[1];
      TrainingListener stop =
          new TrainingListener() {
            @Override
            public void onRound(RoundRecord round) {
              if (round.round() % 3 == 1) {
                trainer[0].requestStop();
              }
            }
          };
      trainer[0] = Fits.trainer(spark, config, folder.resolve("parts"), stop);
      result = trainer[0].fit(config.model().initialParameters(config.seed()));
      starts++;
    } while (result.status() == Status.STOPPED);
    assertThat(starts).isGreaterThan(2);
    assertThat(result.parameters()).isEqualTo(whole.parameters());
    assertThat(result.progress().bytesUp()).isEqualTo(whole.progress().bytesUp());
  }

  /** Mixing with all is averaging; sampling all of the peers, too. */
  @Test
  void aCompleteGraphIsSynchronous() throws Exception {
    Configs synchronous = Configs.tiny().sync(4, 1, new Average(), true).steps(12);
    float[] expected =
        Fits.fit(spark, synchronous.config(), folder.resolve("synchronous")).parameters();
    for (PeerExchange mode :
        List.of(new Gossip(Topology.COMPLETE, Order.AFTER, 1), new SampledPeers(4, 1, 0))) {
      float[] mixed =
          Fits.fit(spark, synchronous.mode(mode).config(), folder.resolve(mode.type()))
              .parameters();
      assertThat(mixed).hasSameSizeAs(expected);
      for (int i = 0; i < expected.length; i++) {
        assertThat(mixed[i]).isCloseTo(expected[i], within(1e-6f));
      }
    }
  }

  @Test
  void oneWorkerIsPlainTrainingToTheBit() throws Exception {
    Configs alone = Configs.tiny().sync(1, 1, new Average(), true).steps(12);
    float[] expected = Fits.fit(spark, alone.config(), folder.resolve("plain")).parameters();
    Configs gossip = alone.mode(new Gossip(Topology.RING, Order.AFTER, 1));
    assertThat(Fits.fit(spark, gossip.config(), folder.resolve("gossip")).parameters())
        .isEqualTo(expected);
  }

  @Test
  void tellsHowFarApartModelsAreAndCountsWhatIsSent() throws Exception {
    List<Double> ring = distances(Topology.RING);
    List<Double> exponential = distances(Topology.EXPONENTIAL);
    List<Double> complete = distances(Topology.COMPLETE);
    assertThat(ring.get(7)).isGreaterThan(exponential.get(7));
    assertThat(complete).allMatch(distance -> distance < 1e-6);
  }

  private List<Double> distances(Topology topology) throws Exception {
    List<Double> distances = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onRound(RoundRecord round) {
            distances.add(round.figures().get("consensusDistance"));
            long models = topology.neighbours(8) * 8L;
            assertThat(round.bytesUp() % models).isZero();
            assertThat(round.bytesFp32()).isEqualTo(round.bytesUp() + round.bytesDown());
          }
        };
    Configs configs =
        Configs.tiny()
            .sync(8, 2, new Average(), true)
            .mode(new Gossip(topology, Order.AFTER, 1))
            .steps(16);
    Fits.fit(spark, configs.config(), folder.resolve(topology.name()), listener);
    return distances;
  }

  @Test
  void fewBitsBetweenNeighboursLearnAlikeForFewerBytes() throws Exception {
    Codec none = Codecs.of("none", 0, 0);
    Configs plain = configs(new Gossip(Topology.RING, Order.AFTER, 1)).steps(120);
    Configs coded =
        plain.compressed(
            new TrainerConfig.Compression(
                Codecs.of("stochastic", 4, 64), none, false, 16, true, "none"));
    TrainingResult whole = Fits.fit(spark, plain.config(), folder.resolve("whole"));
    TrainingResult few = Fits.fit(spark, coded.config(), folder.resolve("few"));
    assertThat(few.progress().bytesUp()).isLessThan(whole.progress().bytesUp() / 2);
    double loss = Fits.evaluate(spark, whole.parameters());
    assertThat(loss).as("something has been learned").isLessThan(0.8);
    assertThat(Fits.evaluate(spark, few.parameters())).isCloseTo(loss, within(0.1 * loss));
  }

  @Test
  void sharpnessAwareStepsOfRadiusZeroArePlainOnes() throws Exception {
    Configs plain =
        Configs.tiny()
            .sync(4, 2, new Average(), true)
            .mode(new Gossip(Topology.RING, Order.AFTER, 4))
            .steps(8);
    float[] expected = Fits.fit(spark, plain.config(), folder.resolve("plain")).parameters();
    assertThat(Fits.fit(spark, sam(plain, 0), folder.resolve("zero")).parameters())
        .isEqualTo(expected);
    assertThat(Fits.fit(spark, sam(plain, 0.05), folder.resolve("sam")).parameters())
        .isNotEqualTo(expected);
  }

  private static TrainerConfig sam(Configs configs, double rho) {
    return configs.sync(sync -> sync.with(new Sam(rho))).config();
  }
}
