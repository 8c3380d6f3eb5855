package org.strideml.jobs.predict;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.strideml.kernels.Backend;
import org.strideml.trainer.data.Shard;
import org.strideml.trainer.data.table.TablePreprocessing;
import org.strideml.trainer.data.table.Target;
import org.strideml.trainer.model.Batch;
import org.strideml.trainer.model.Head;
import org.strideml.trainer.model.Network;
import org.strideml.trainer.model.SavedModel;
import org.strideml.trainer.spark.Shards;
import org.strideml.trainer.spark.table.TableRows;

/** What a model says of a table's rows. Executors read them, this process computes. */
public final class TablePrediction {
  private static final int ROWS = 256;
  private static final int ROWS_PER_PART = 1 << 16;

  private final SavedModel saved;
  private final TablePreprocessing table;
  private final int top;

  /**
   * @param top classes to name per row
   */
  public TablePrediction(SavedModel saved, TablePreprocessing table, int top) {
    this.saved = saved;
    this.table = table;
    this.top = top;
  }

  /**
   * One line per row in the table's order, with tabs between: its number from 0, then class and
   * probability as often as asked for; or label and probability, all of them; or the numbers, in
   * the data's units. Rows that cannot be used have a number, but no line.
   */
  public void write(
      JavaSparkContext spark, TableRows rows, Backend backend, Consumer<String> lines) {
    Network network = saved.model().build(backend, ROWS, false);
    network.parameters().write(saved.parameters(), 0);
    Batch batch = saved.model().newBatch(ROWS);
    Iterator<Long> numbers = numbers(rows);
    int parts = Math.toIntExact(rows.rows() / ROWS_PER_PART + 1);
    JavaRDD<Shard> shards = Shards.loadEvaluation(spark, rows, parts);
    try {
      for (Iterator<Shard> all = shards.toLocalIterator(); all.hasNext(); ) {
        Shard shard = all.next();
        for (int first = 0; first < shard.size(); first += ROWS) {
          batch.setRows(Math.min(ROWS, shard.size() - first));
          for (int slot = 0; slot < batch.rows(); slot++) {
            shard.fill(batch, slot, first + slot, rows.format(), null);
          }
          network.scores(batch);
          float[] scores = network.logits().toArray();
          for (int slot = 0; slot < batch.rows(); slot++) {
            lines.accept(numbers.next() + line(scores, slot));
          }
        }
      }
    } finally {
      shards.unpersist(false);
    }
  }

  /** Numbers of the rows that can be used. */
  private static Iterator<Long> numbers(TableRows rows) {
    Iterator<Long> dropped = rows.dropped().rows().iterator();
    return new Iterator<>() {
      private long next;
      private long gap = dropped.hasNext() ? dropped.next() : -1;

      @Override
      public boolean hasNext() {
        return true;
      }

      @Override
      public Long next() {
        while (next == gap) {
          next++;
          gap = dropped.hasNext() ? dropped.next() : -1;
        }
        return next++;
      }
    };
  }

  private String line(float[] scores, int slot) {
    Head head = saved.model().head();
    int offset = slot * head.outputs();
    return switch (head.task()) {
      case MULTICLASS -> classes(ImagePrediction.softmax(scores, offset, head.outputs()));
      case BINARY -> classes(new double[] {sigmoid(-scores[offset]), sigmoid(scores[offset])});
      case MULTILABEL -> labels(scores, offset);
      case REGRESSION -> numbers(scores, offset);
    };
  }

  private String classes(double[] shares) {
    List<String> names = ((Target.Classes) table.target()).names();
    List<String> words = new ArrayList<>();
    IntStream.range(0, shares.length)
        .boxed()
        .sorted(Comparator.comparingDouble(place -> -shares[place]))
        .limit(top)
        .forEach(place -> words.add(named(names.get(place), shares[place])));
    return String.join("", words);
  }

  private String labels(float[] scores, int offset) {
    StringBuilder words = new StringBuilder();
    List<String> columns = table.target().columns();
    for (int i = 0; i < columns.size(); i++) {
      words.append(named(columns.get(i), sigmoid(scores[offset + i])));
    }
    return words.toString();
  }

  private static String named(String name, double share) {
    return String.format(Locale.ROOT, "\t%s\t%.6f", name.replaceAll("[\t\r\n]", " "), share);
  }

  private String numbers(float[] scores, int offset) {
    Target.Numbers target = (Target.Numbers) table.target();
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < target.values(); i++) {
      double number = scores[offset + i] * target.scale().get(i) + target.shift().get(i);
      words.append('\t').append((float) number);
    }
    return words.toString();
  }

  private static double sigmoid(double score) {
    return 1 / (1 + Math.exp(-score));
  }
}
