package org.strideml.trainer.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strideml.quantization.Message;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.async.Assignment;
import org.strideml.trainer.round.Exchange;

class WorkerStreamsTest {
  @TempDir Path folder;

  @Test
  void aCheckpointLeavesTheTaskAtWorkWhatItMayComputeAgain() throws Exception {
    TrainerConfig config =
        AsynchronousTrainingTest.everything(AsynchronousTrainingTest.UNEQUAL).config();
    Message weights =
        new Exchange(config, config.model().layout())
            .encodeWeights(config.model().initialParameters(1), 0);
    try (JavaSparkContext spark = Contexts.open("local[2]");
        WorkerStreams streams =
            new WorkerStreams(
                spark,
                Shards.load(spark, Fits.TRAINING, 4, 1),
                "streams",
                config,
                Fits.TRAINING.format(),
                folder.toString(),
                0,
                worker -> {})) {
      streams.add(0, weights);
      streams.add(1, weights);
      streams.start(new Assignment(2, 0, 2, 0, 2, 0, 0));
      streams.take(2);
      streams.start(new Assignment(2, 1, 2, 2, 2, 1, 0));
      streams.checkpointed(1, new long[] {0, 0, 1, 0});
      assertThat(streams.has(0)).as("a second attempt starts before the checkpoint").isTrue();
      streams.take(2);
      assertThat(streams.has(0)).isFalse();
      assertThat(streams.has(1)).as("after the checkpoint").isTrue();
    }
  }
}
