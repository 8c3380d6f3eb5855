package org.strideml.trainer.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerBlockUpdated;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.storage.BroadcastBlockId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strideml.kernels.Activation;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.model.Head;
import org.strideml.trainer.model.Mlp;
import org.strideml.trainer.optim.Average;
import org.strideml.trainer.round.Configs;
import org.strideml.trainer.round.Exchange;

/** What Spark really moves is the encoded messages and next to nothing beside them. */
class TravelTest {
  private static final double SHARE = 1.1;
  private static final long ALLOWANCE = 64 << 10;
  private static final int WORKERS = 3;
  private static final int ROUNDS = 4;

  @TempDir Path folder;

  @Test
  void resultsAndBroadcastsAreTheEncodedMessages() throws Exception {
    TrainerConfig config =
        Configs.tiny()
            .model(
                Mlp.of(
                    Blobs.WIDTH,
                    List.of(1500, 300),
                    Head.multiclass(Blobs.CLASSES),
                    Activation.RELU))
            .sync(WORKERS, 1, new Average(), true)
            .quantized(8, false)
            .steps(ROUNDS)
            .backend("auto")
            .config();
    Exchange exchange = new Exchange(config, config.model().layout());
    Meter meter = new Meter();
    try (JavaSparkContext spark = Contexts.open("local[2]")) {
      spark.sc().addSparkListener(meter);
      Fits.fit(spark, config, folder);
    }
    List<Long> results = meter.largestResults(WORKERS * ROUNDS);
    assertThat(results).hasSize(WORKERS * ROUNDS);
    assertThat(results)
        .allSatisfy(
            bytes ->
                assertThat(bytes)
                    .isBetween(exchange.contributionSize(), bound(exchange.contributionSize())));
    List<Long> broadcasts = meter.broadcastsOver(ALLOWANCE);
    // The last one, in plain floats, is the evaluation at the end.
    assertThat(broadcasts).hasSize(ROUNDS + 1);
    assertThat(broadcasts.subList(0, ROUNDS))
        .allSatisfy(bytes -> assertThat(bytes).isLessThanOrEqualTo(bound(exchange.weightsSize())));
  }

  private static long bound(long message) {
    return (long) (SHARE * message) + ALLOWANCE;
  }

  /** Sums what Spark reports of task results and of broadcast pieces in the driver's store. */
  private static final class Meter extends SparkListener {
    private final List<Long> results = Collections.synchronizedList(new ArrayList<>());
    private final Map<Long, Map<String, Long>> pieces = new ConcurrentHashMap<>();

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
      results.add(end.taskMetrics().resultSize());
    }

    @Override
    public void onBlockUpdated(SparkListenerBlockUpdated update) {
      var info = update.blockUpdatedInfo();
      if (info.blockId() instanceof BroadcastBlockId block && block.field().startsWith("piece")) {
        long bytes = info.memSize() + info.diskSize();
        if (bytes > 0) {
          pieces
              .computeIfAbsent(block.broadcastId(), id -> new ConcurrentHashMap<>())
              .put(block.field(), bytes);
        }
      }
    }

    List<Long> largestResults(int count) {
      return results.stream().sorted(Collections.reverseOrder()).limit(count).toList();
    }

    /** Sizes of larger broadcasts in the order they were made. */
    List<Long> broadcastsOver(long bytes) {
      return pieces.entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .map(entry -> entry.getValue().values().stream().mapToLong(Long::longValue).sum())
          .filter(size -> size > bytes)
          .toList();
    }
  }
}
