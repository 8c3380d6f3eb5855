package org.strideml.trainer.spark;

import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.strideml.trainer.data.RowSet;
import org.strideml.trainer.data.Shard;

/**
 * Shards that runs of one application share: those of the same rows, cut the same way, are loaded
 * once, by the first run that asks, while others wait. They stay cached, on disk where memory is
 * short, until {@link #forget} or {@link #close}. Any thread may call.
 */
public final class SharedShards implements ShardStore, AutoCloseable {
  private final JavaSparkContext spark;
  private final Map<Cut, CompletableFuture<JavaRDD<Shard>>> loaded = new ConcurrentHashMap<>();

  private final AtomicInteger loads = new AtomicInteger();

  /** Rows as one object, not by content, and how they are cut. */
  private record Cut(RowSet rows, boolean training, int parts, long seed) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Cut cut
          && rows == cut.rows
          && training == cut.training
          && parts == cut.parts
          && seed == cut.seed;
    }

    @Override
    public int hashCode() {
      return 31 * (31 * System.identityHashCode(rows) + parts) + Long.hashCode(seed);
    }
  }

  /**
   * @param spark not stopped here
   */
  public SharedShards(JavaSparkContext spark) {
    this.spark = spark;
  }

  @Override
  public JavaRDD<Shard> training(RowSet rows, int workers, long seed) {
    return once(new Cut(rows, true, workers, seed), () -> Shards.load(spark, rows, workers, seed));
  }

  /** The seed has no say in where held-out rows go, so runs of all seeds share them. */
  @Override
  public JavaRDD<Shard> evaluation(RowSet rows, int parts) {
    return once(new Cut(rows, false, parts, 0), () -> Shards.loadEvaluation(spark, rows, parts));
  }

  private JavaRDD<Shard> once(Cut cut, Supplier<JavaRDD<Shard>> load) {
    CompletableFuture<JavaRDD<Shard>> mine = new CompletableFuture<>();
    CompletableFuture<JavaRDD<Shard>> first = loaded.putIfAbsent(cut, mine);
    if (first != null) {
      return result(first);
    }
    try {
      loads.incrementAndGet();
      mine.complete(load.get());
    } catch (RuntimeException | Error e) {
      // The next run tries again.
      loaded.remove(cut, mine);
      mine.completeExceptionally(e);
    }
    return result(mine);
  }

  private static JavaRDD<Shard> result(CompletableFuture<JavaRDD<Shard>> loading) {
    try {
      return loading.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e.getCause();
    }
  }

  /** How often rows were loaded. */
  public int loads() {
    return loads.get();
  }

  /** Others may need them; see {@link #forget}. */
  @Override
  public void giveBack(JavaRDD<Shard> shards) {}

  /** Frees the training rows that were cut like that; nobody may be using them. */
  public void forget(RowSet rows, int workers, long seed) {
    forget(new Cut(rows, true, workers, seed)::equals);
  }

  /** Frees everything of these rows; nobody may be using it. */
  public void forget(RowSet rows) {
    forget(cut -> cut.rows == rows);
  }

  private void forget(Predicate<Cut> which) {
    for (Cut cut : new ArrayList<>(loaded.keySet())) {
      if (which.test(cut)) {
        CompletableFuture<JavaRDD<Shard>> gone = loaded.remove(cut);
        if (gone != null) {
          gone.thenAccept(shards -> shards.unpersist(false));
        }
      }
    }
  }

  @Override
  public void close() {
    forget(cut -> true);
  }
}
