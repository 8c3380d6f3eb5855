package org.strideml.trainer.round;

import org.strideml.kernels.Arena;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Tensor;
import org.strideml.trainer.model.Batch;
import org.strideml.trainer.model.Model;
import org.strideml.trainer.model.Network;

/** A model in one backend's memory for forward passes only: loss and accuracy over rows. */
public final class Scorer implements AutoCloseable {
  private final Backend backend;
  private final Network network;
  private final Batch batch;
  private final Tensor loss;
  private final float[] lossValue = new float[1];

  /**
   * Sums over rows; add those of all parts and divide by {@code predictions}.
   *
   * @param lossSum over predictions
   * @param correct predictions whose highest score is the target's
   * @param predictions one per row, or one per position for text
   */
  public record Score(double lossSum, long correct, long predictions) {}

  /**
   * @param backend owned from now on
   * @param rows per forward pass
   */
  public Scorer(Model model, Backend backend, int rows) {
    this.backend = backend;
    this.network = model.build(backend, rows, false);
    this.batch = model.newBatch(rows);
    this.loss = backend.newArena("loss", Arena.capacityFor(1)).allocate(1);
  }

  /** Uses these weights from now on. */
  public void load(float[] parameters) {
    network.parameters().write(parameters, 0);
  }

  /**
   * @param rows number of rows in {@code source}, whose batch s starts at row s × batch capacity
   */
  public Score score(long rows, BatchSource source) {
    double lossSum = 0;
    long correct = 0;
    long predictions = 0;
    for (long first = 0, step = 0; first < rows; first += batch.capacity(), step++) {
      batch.setRows((int) Math.min(batch.capacity(), rows - first));
      source.fill(batch, step);
      network.loss(batch, loss);
      loss.read(lossValue, 0);
      float[] scores = network.logits().toArray();
      int columns = network.logits().columns();
      int count = batch.rows() * (batch.targets().length / batch.capacity());
      lossSum += (double) lossValue[0] * count;
      correct += correct(scores, columns, batch.targets(), count);
      predictions += count;
    }
    return new Score(lossSum, correct, predictions);
  }

  private static long correct(float[] scores, int columns, int[] targets, int count) {
    long correct = 0;
    for (int row = 0; row < count; row++) {
      int best = 0;
      for (int column = 1; column < columns; column++) {
        if (scores[row * columns + column] > scores[row * columns + best]) {
          best = column;
        }
      }
      if (best == targets[row]) {
        correct++;
      }
    }
    return correct;
  }

  @Override
  public void close() {
    backend.close();
  }
}
