package org.strideml.trainer.round;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.strideml.kernels.Arena;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Backends;
import org.strideml.kernels.Precision;
import org.strideml.kernels.Tensor;
import org.strideml.trainer.data.Ranking;
import org.strideml.trainer.data.RecordFormat;
import org.strideml.trainer.data.Shard;
import org.strideml.trainer.model.Batch;
import org.strideml.trainer.model.Model;
import org.strideml.trainer.model.Network;

/**
 * Rows by how hard a model that was trained before finds them: by its loss, row by row, each as
 * evaluation sees it. Rows of the same loss keep their places; a loss that is no number is the
 * greatest.
 *
 * @param model the one that judges
 * @param parameters its weights
 * @param backend {@code reference} or {@code cpu}
 * @param hardFirst whether great losses come first
 */
public record LossRanking(Model model, float[] parameters, String backend, boolean hardFirst)
    implements Ranking {
  @Override
  public int[] order(Shard shard, RecordFormat format, int worker, long seed) {
    double[] losses = losses(shard, format);
    Comparator<Integer> easyFirst = Comparator.comparingDouble(place -> losses[place]);
    return IntStream.range(0, losses.length)
        .boxed()
        .sorted(hardFirst ? easyFirst.reversed() : easyFirst)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** The loss of each row. */
  private double[] losses(Shard shard, RecordFormat format) {
    double[] losses = new double[shard.size()];
    float[] loss = new float[1];
    try (Backend memory = Backends.open(backend, "auto", Precision.FP32).backend()) {
      Network network = model.build(memory, 1, false);
      Tensor result = memory.newArena("loss", Arena.capacityFor(1)).allocate(1);
      network.parameters().write(parameters, 0);
      Batch batch = model.newBatch(1);
      for (int place = 0; place < losses.length; place++) {
        shard.fill(batch, 0, place, format, null);
        network.loss(batch, result);
        result.read(loss, 0);
        losses[place] = loss[0];
      }
    }
    return losses;
  }
}
