package org.strideml.trainer.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.strideml.trainer.data.Shard;

class SharedShardsTest {
  private static JavaSparkContext spark;

  @BeforeAll
  static void open() {
    spark = Contexts.open("local[2]");
  }

  @AfterAll
  static void close() {
    spark.close();
  }

  private static int cached() {
    return spark.getPersistentRDDs().size();
  }

  @Test
  void runsThatAskAtOnceGetTheSameShards() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (SharedShards shared = new SharedShards(spark)) {
      Callable<JavaRDD<Shard>> ask = () -> shared.training(Fits.TRAINING, 3, 1);
      List<Future<JavaRDD<Shard>>> asked = threads.invokeAll(List.of(ask, ask, ask, ask));
      JavaRDD<Shard> first = asked.get(0).get();
      for (Future<JavaRDD<Shard>> other : asked) {
        assertThat(other.get()).isSameAs(first);
      }
      shared.giveBack(first);
      assertThat(cached()).isEqualTo(1);
      assertThat(shared.training(Fits.TRAINING, 3, 2)).isNotSameAs(first);
      JavaRDD<Shard> heldOut = shared.evaluation(Fits.EVALUATION, 3);
      assertThat(shared.evaluation(Fits.EVALUATION, 3)).isSameAs(heldOut);
      assertThat(cached()).isEqualTo(3);
      shared.forget(Fits.TRAINING, 3, 1);
      assertThat(cached()).isEqualTo(2);
      shared.forget(Fits.EVALUATION);
      assertThat(cached()).isEqualTo(1);
    } finally {
      threads.shutdown();
    }
    assertThat(cached()).isZero();
  }

  @Test
  void whatCouldNotBeLoadedIsTriedAgain() {
    try (SharedShards shared = new SharedShards(spark)) {
      int tooMany = Math.toIntExact(Fits.TRAINING.rows()) + 1;
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> shared.training(Fits.TRAINING, tooMany, 1))
            .hasMessageContaining("workers");
      }
    }
    assertThat(cached()).isZero();
  }
}
