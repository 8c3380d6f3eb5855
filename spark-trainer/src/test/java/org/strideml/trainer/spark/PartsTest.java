package org.strideml.trainer.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.strideml.quantization.CodecSettings;
import org.strideml.quantization.CodecType;
import org.strideml.trainer.Trainer;
import org.strideml.trainer.TrainerConfig.Compression;
import org.strideml.trainer.TrainingResult;
import org.strideml.trainer.TrainingResult.Status;
import org.strideml.trainer.drift.Scaffold;
import org.strideml.trainer.gossip.Gossip;
import org.strideml.trainer.gossip.Gossip.Order;
import org.strideml.trainer.gossip.Topology;
import org.strideml.trainer.listen.RoundRecord;
import org.strideml.trainer.listen.TrainingListener;
import org.strideml.trainer.optim.AdamW;
import org.strideml.trainer.optim.Average;
import org.strideml.trainer.optim.Nesterov;
import org.strideml.trainer.optim.Sgd;
import org.strideml.trainer.round.Configs;
import org.strideml.trainer.round.Exchange;
import org.strideml.trainer.sync.Streaming;

/** Messages above what one array holds, with the limit lowered to a few dozen bytes. */
class PartsTest {
  private static final int FEW_BYTES = 120;
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

  static Set<Map.Entry<String, Configs>> runs() {
    Configs tiny = Configs.tiny().steps(24).checkpointEvery(3);
    Configs adam = tiny.optimizer(new AdamW(0.9, 0.99, 1e-8, 0.01), 0.01);
    Map<String, Configs> runs = new LinkedHashMap<>();
    runs.put("plain", tiny);
    runs.put(
        "quantized, waiting on disk",
        adam.sync(5, 4, new Nesterov(0.7, 0.9), true).quantized(4, true).pendingBytes(100));
    runs.put("averaged moments", adam.sync(sync -> sync.averagingState(Map.of("v", 2))));
    runs.put(
        "control variates",
        tiny.optimizer(new Sgd(0, false, 0), 0.1).sync(sync -> sync.with(new Scaffold())));
    runs.put(
        "differences",
        tiny.compressed(
            new Compression(
                CodecType.RANDOM_SHIFT.codec(CodecSettings.of(3, 16)),
                CodecType.STOCHASTIC.codec(CodecSettings.of(3, 16)),
                true,
                16,
                true,
                "auto")));
    runs.put(
        "fragments",
        adam.sync(2, 4, new Nesterov(0.7, 0.9), true)
            .quantized(8, false)
            .sync(sync -> sync.with(new Streaming(2, 1, 0.5))));
    runs.put(
        "asynchronous",
        AsynchronousTrainingTest.everything(AsynchronousTrainingTest.UNEQUAL).checkpointEvery(3));
    runs.put(
        "gossip",
        adam.sync(4, 3, new Average(), true).mode(new Gossip(Topology.RING, Order.AFTER, 2)));
    return runs.entrySet();
  }

  /** Nor does a resume from a checkpoint that holds messages. */
  @ParameterizedTest
  @MethodSource("runs")
  void partsChangeNoBit(Map.Entry<String, Configs> run) throws Exception {
    Configs one = run.getValue();
    Configs few = inPartsOf(FEW_BYTES, one);
    Exchange exchange = new Exchange(few.config(), few.config().model().layout());
    assertThat(exchange.encodeWeights(few.config().model().initialParameters(1), 0).count())
        .isGreaterThan(2);
    TrainingResult expected = Fits.fit(spark, one.config(), folder.resolve("one"));
    assertThat(stopped(few, folder.resolve("few")).status()).isEqualTo(Status.STOPPED);
    TrainingResult result = Fits.fit(spark, few.config(), folder.resolve("few"));
    assertThat(result.parameters()).isEqualTo(expected.parameters());
    assertThat(result.progress().bytesUp()).isGreaterThan(expected.progress().bytesUp());
    assertThat(result.progress().bytesDown()).isGreaterThan(expected.progress().bytesDown());
  }

  static Configs inPartsOf(int bytes, Configs configs) {
    return configs.compressed(configs.config().compression().inPartsOf(bytes));
  }

  private static TrainingResult stopped(Configs configs, Path folder) throws Exception {
    Trainer[] trainer = new Trainer[1];
    TrainingListener stop =
        new TrainingListener() {
          @Override
          public void onRound(RoundRecord round) {
            if (round.round() == 4) {
              trainer[0].requestStop();
            }
          }
        };
    trainer[0] = Fits.trainer(spark, configs.config(), folder, stop);
    return trainer[0].fit(configs.config().model().initialParameters(configs.config().seed()));
  }

  @Test
  void whatCannotBeCutIsSaidBeforeTheFirstRound() {
    Compression whole =
        new Compression(
            CodecType.NONE.codec(CodecSettings.of(8, 1)),
            CodecType.LEARNED.codec(CodecSettings.of(3, 16)),
            false,
            16);
    Configs configs = Configs.tiny().compressed(whole.inPartsOf(80));
    assertThatThrownBy(() -> Fits.fit(spark, configs.config(), folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a section of 96 elements in learned cannot be cut");
  }
}
