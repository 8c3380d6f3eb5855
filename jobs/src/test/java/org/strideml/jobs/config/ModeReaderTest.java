package org.strideml.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strideml.trainer.async.Asynchronous;
import org.strideml.trainer.async.Clock;
import org.strideml.trainer.async.ClockChoice;
import org.strideml.trainer.async.DynamicSteps;
import org.strideml.trainer.async.ShardChoice;
import org.strideml.trainer.async.StalenessWeight;
import org.strideml.trainer.gossip.AttackedPeers;
import org.strideml.trainer.gossip.Gossip;
import org.strideml.trainer.gossip.NearestAveraging;
import org.strideml.trainer.gossip.SampledPeers;
import org.strideml.trainer.gossip.Topology;
import org.strideml.trainer.optim.DelayedNesterov;
import org.strideml.trainer.sync.Attack;
import org.strideml.trainer.sync.Synchronous;

class ModeReaderTest {
  @TempDir Path folder;

  private static StrideConfig read(String... settings) {
    List<String> all = new ArrayList<>(List.of("data.dir=/tmp", "train.steps=100"));
    all.addAll(List.of(settings));
    return ConfigReader.read(Optional.empty(), all);
  }

  @Test
  void synchronousUnlessSaidOtherwise() {
    assertThat(read().sync().mode()).isEqualTo(new Synchronous());
    assertThat(read("sync.async.grace=3").unused()).hasSize(1);
  }

  @Test
  void everythingAnAsynchronousRunCanBeTold() {
    StrideConfig config =
        read(
            "sync.mode=asynchronous",
            "sync.workers=4",
            "sync.period=20",
            "sync.async.secondsPerStep=[0.58, 0.75, 1.51, 3.33]",
            "sync.async.steps=dynamic",
            "sync.async.grace=0.5",
            "sync.async.scale=0.5",
            "sync.async.staleness=polynomial",
            "sync.async.shards=least-visited",
            "sync.outer.type=delayed-nesterov");
    assertThat(config.unused()).isEmpty();
    assertThat(config.sync().mode())
        .isEqualTo(
            new Asynchronous(
                new ClockChoice.Virtual(List.of(0.58, 0.75, 1.51, 3.33)),
                new DynamicSteps(5),
                ShardChoice.LEAST_VISITED,
                500_000_000L,
                1,
                new StalenessWeight(0.5, 0.5)));
    assertThat(config.sync().outer())
        .as("a block is as many changes as there are workers")
        .isEqualTo(new DelayedNesterov(0.7, 0.9, 4, 0));
  }

  @Test
  void waitsForAll() {
    Asynchronous mode =
        (Asynchronous)
            read("sync.mode=asynchronous", "sync.async.grace=all", "sync.async.clock=wall")
                .sync()
                .mode();
    assertThat(mode.graceNanos()).isEqualTo(Clock.NEVER);
    assertThat(mode.clock()).isEqualTo(new ClockChoice.Wall());
  }

  @Test
  void allThatDoesNotFitIsSaidAtOnce() {
    assertThatThrownBy(
            () ->
                read(
                    "sync.mode=asynchronous",
                    "sync.async.secondsPerStep=[1, 2, 0]",
                    "sync.async.steps=dynamic",
                    "sync.async.minSteps=20",
                    "sync.async.grace=soon",
                    "sync.outer.type=delayed-nesterov",
                    "sync.outer.activation=0.6",
                    "compression.weights.codec=random-shift",
                    "compression.weights.differences=true"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("sync.async.secondsPerStep must have a number")
        .hasMessageContaining("sync.async.minSteps must be at most sync.period, got 20 and 16")
        .hasMessageContaining("sync.async.grace must be seconds")
        .hasMessageContaining("sync.outer.activation must be at most 1 / sync.outer.block = 1 / 2")
        .hasMessageContaining("set compression.weights.differences = false");
  }

  @Test
  void aReplayNeedsALog() {
    assertThatThrownBy(
            () ->
                read(
                    "sync.mode=asynchronous",
                    "sync.async.clock=replay",
                    "sync.async.log=" + folder.resolve("clock.jsonl")))
        .hasMessageContaining("sync.async.log must be the clock.jsonl")
        .hasMessageContaining("cannot read");
  }

  @Test
  void gossips() {
    assertThat(
            read("sync.mode=gossip", "sync.workers=8", "sync.gossip.topology=ring").sync().mode())
        .isEqualTo(new Gossip(Topology.RING, Gossip.Order.AFTER, 1));
    assertThat(
            read(
                    "sync.mode=gossip",
                    "sync.workers=8",
                    "sync.gossip.topology=sampled",
                    "sync.gossip.sample=3",
                    "sync.gossip.failures=0.1")
                .sync()
                .mode())
        .isEqualTo(new SampledPeers(3, 1, 0.1));
    assertThat(
            read(
                    "sync.mode=gossip",
                    "sync.workers=5",
                    "sync.gossip.topology=complete",
                    "sync.aggregation.type=monna",
                    "sync.aggregation.faulty=2",
                    "sync.attack.type=sign-flip")
                .sync()
                .mode())
        .isEqualTo(new AttackedPeers(new NearestAveraging(2), Attack.SIGN_FLIP, 1, 1));
    assertThat(
            read(
                    "sync.mode=gossip",
                    "sync.gossip.step=0.3",
                    "compression.weights.codec=stochastic",
                    "compression.weights.differences=true")
                .sync()
                .mode())
        .isEqualTo(new Gossip(Topology.EXPONENTIAL, Gossip.Order.AFTER, 1, 0.3));
    assertThatThrownBy(
            () ->
                read(
                    "sync.mode=gossip",
                    "sync.gossip.topology=sampled",
                    "sync.gossip.sample=3",
                    "sync.outer.type=nesterov",
                    "compression.gradients.codec=stochastic",
                    "optimizer.state=average"))
        .hasMessageContaining("sync.gossip.sample must be at most sync.workers, got 3 and 2")
        .hasMessageContaining("needs sync.outer.type = average, got nesterov")
        .hasMessageContaining("needs compression.gradients.codec = none, got stochastic")
        .hasMessageContaining("needs optimizer.state = keep or reset, got average");
  }
}
