package org.strideml.trainer.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strideml.trainer.TrainingResult;
import org.strideml.trainer.listen.RoundRecord;
import org.strideml.trainer.listen.TrainingListener;
import org.strideml.trainer.round.Configs;

/**
 * Workers go from shard to shard and carry moments and residuals; executors die; the model is that
 * of a run on one machine.
 */
class AsynchronousClusterTest {
  @TempDir Path folder;

  @Test
  void lostExecutorsChangeNoBit() throws Exception {
    Configs configs = AsynchronousTrainingTest.everything(AsynchronousTrainingTest.UNEQUAL);
    float[] expected;
    try (JavaSparkContext spark = Contexts.open("local[2]")) {
      expected = Fits.fit(spark, configs.config(), folder.resolve("local")).parameters();
    }
    try (JavaSparkContext spark = Contexts.openCluster()) {
      TrainingListener killer =
          new TrainingListener() {
            @Override
            public void onRound(RoundRecord round) {
              if (round.round() == 5 || round.round() == 13) {
                ProcessHandle.of(executors(spark).iterator().next())
                    .orElseThrow()
                    .destroyForcibly();
              }
            }
          };
      TrainingResult result = Fits.fit(spark, configs.config(), folder.resolve("cluster"), killer);
      assertThat(result.parameters()).isEqualTo(expected);
      assertThat(result.progress().restores()).isPositive();
      assertThat(result.progress().replays()).isPositive();
    }
  }

  private static Set<Long> executors(JavaSparkContext spark) {
    return new HashSet<>(
        spark
            .parallelize(IntStream.range(0, 8).boxed().toList(), 8)
            .map(i -> ProcessHandle.current().pid())
            .collect());
  }
}
