package org.strideml.jobs.predict;

import java.io.IOException;
import java.util.Comparator;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.strideml.kernels.Backend;
import org.strideml.trainer.data.DataFiles;
import org.strideml.trainer.data.LibsvmPreprocessing;
import org.strideml.trainer.data.LibsvmRows;
import org.strideml.trainer.model.Batch;
import org.strideml.trainer.model.Head.Task;
import org.strideml.trainer.model.Network;
import org.strideml.trainer.model.SavedModel;

/** Labels of sparse rows, most probable first, or numbers. */
public final class SparsePrediction {
  private static final int ROWS = 256;

  private final SavedModel saved;
  private final LibsvmPreprocessing learned;
  private final int top;

  /**
   * @param top labels to name per row
   */
  public SparsePrediction(SavedModel saved, LibsvmPreprocessing learned, int top) {
    this.saved = saved;
    this.learned = learned;
    this.top = top;
  }

  /**
   * One line per row: its number, then label and probability, as often as asked for, or the number
   * predicted, with tabs between. Labels in the file are not looked at, features the model does not
   * know are left out.
   */
  public void write(Backend backend, String path, Consumer<String> lines) throws IOException {
    Network network = saved.model().build(backend, ROWS, false);
    network.parameters().write(saved.parameters(), 0);
    Batch batch = saved.model().newBatch(ROWS);
    long row = 0;
    try (LibsvmRows rows = LibsvmRows.open(DataFiles.local(), path, learned)) {
      for (int count = rows.read(batch); count > 0; count = rows.read(batch)) {
        network.scores(batch);
        float[] scores = network.logits().toArray();
        int columns = network.logits().columns();
        for (int i = 0; i < count; i++, row++) {
          lines.accept(row + line(scores, i * columns, columns));
        }
      }
    }
  }

  private String line(float[] scores, int offset, int columns) {
    if (learned.task() == Task.REGRESSION) {
      return "\t" + scores[offset];
    }
    double[] shares = shares(scores, offset, columns);
    StringBuilder line = new StringBuilder();
    IntStream.range(0, shares.length)
        .boxed()
        .sorted(Comparator.comparingDouble(label -> -shares[label]))
        .limit(top)
        .forEach(
            label ->
                line.append(
                    String.format(
                        Locale.ROOT, "\t%s\t%.6f", learned.labelText(label), shares[label])));
    return line.toString();
  }

  private double[] shares(float[] scores, int offset, int columns) {
    if (learned.task() == Task.MULTICLASS) {
      return ImagePrediction.softmax(scores, offset, columns);
    }
    double one = 1 / (1 + Math.exp(-scores[offset]));
    return new double[] {1 - one, one};
  }
}
