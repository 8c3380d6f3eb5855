package org.strideml.trainer.round;

import org.strideml.kernels.Arena;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Tensor;
import org.strideml.trainer.metric.Tally;
import org.strideml.trainer.model.Batch;
import org.strideml.trainer.model.Model;
import org.strideml.trainer.model.Network;

/** A model in one backend's memory for forward passes only: loss and figures over rows. */
public final class Scorer implements AutoCloseable {
  private final Model model;
  private final double[] units;
  private final Backend backend;
  private final Network network;
  private final Batch batch;
  private final Tensor loss;
  private final float[] lossValue = new float[1];

  /**
   * Sums over rows; those of all parts are to be folded in a fixed order.
   *
   * @param loss weighted sum over predictions
   * @param weight of the predictions
   * @param predictions one per row, or one per position for text
   * @param sums of the {@link Tally}
   */
  public record Score(double loss, double weight, long predictions, double[] sums) {}

  /**
   * @param backend owned from now on
   * @param rows per forward pass
   * @param units see {@link Tally#of}
   */
  public Scorer(Model model, Backend backend, int rows, double[] units) {
    this.model = model;
    this.units = units;
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
    double weight = 0;
    long predictions = 0;
    Tally tally = Tally.of(model, units);
    int perRow = Math.max(1, batch.shape().targets());
    for (long first = 0, step = 0; first < rows; first += batch.capacity(), step++) {
      batch.setRows((int) Math.min(batch.capacity(), rows - first));
      source.fill(batch, step);
      network.loss(batch, loss);
      loss.read(lossValue, 0);
      int count = batch.rows() * perRow;
      lossSum += (double) lossValue[0] * count;
      for (int row = 0; row < batch.rows(); row++) {
        weight += (double) batch.weights()[row] * perRow;
      }
      tally.add(network.logits().toArray(), batch);
      predictions += count;
    }
    return new Score(lossSum, weight, predictions, tally.sums());
  }

  @Override
  public void close() {
    backend.close();
  }
}
