package org.strideml.trainer.round;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.strideml.kernels.Arena;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Tensor;
import org.strideml.kernels.cpu.CpuBackend;
import org.strideml.kernels.reference.ReferenceBackend;
import org.strideml.quantization.RandomKey;
import org.strideml.trainer.model.Batch;
import org.strideml.trainer.model.Head;
import org.strideml.trainer.model.Network;
import org.strideml.trainer.model.SparseModel;
import org.strideml.trainer.optim.AdamW;
import org.strideml.trainer.optim.InnerOptimizer;
import org.strideml.trainer.optim.Sgd;

/** Steps of a model of which a batch touches little. */
class LocalStepTest {
  /** A sparse model with an optimizer's state on one backend. */
  private static final class Lab implements AutoCloseable {
    final Backend backend;
    final Network network;
    final Tensor moments;
    final Tensor loss;
    final LocalStep step;

    Lab(Backend backend, SparseModel model, int rows, InnerOptimizer optimizer) {
      this.backend = backend;
      network = model.build(backend, rows, true);
      int size = model.layout().size();
      int vectors = optimizer.stateNames().size();
      moments =
          backend.newArena("moments", vectors * Arena.capacityFor(size)).allocate(vectors, size);
      loss = backend.newArena("loss", 16).allocate(1);
      network.parameters().write(model.initialParameters(1), 0);
      List<Tensor> vector =
          java.util.stream.IntStream.range(0, vectors)
              .mapToObj(i -> moments.slice(i * size, size))
              .toList();
      step = new LocalStep(backend, optimizer, network, vector);
    }

    void step(Batch batch, long number) {
      network.lossAndGradients(batch, loss);
      step.run(0.1, number, null);
    }

    @Override
    public void close() {
      backend.close();
    }
  }

  /** {@code rows} rows of {@code entries} features drawn from all. */
  private static void fill(Batch batch, RandomKey key, int features, int entries) {
    for (int row = 0; row < batch.rows(); row++) {
      batch.sparse().begin(row);
      RandomKey ofRow = key.child(row);
      for (int i = 0; i < entries; i++) {
        batch.sparse().add(ofRow.below(features, i), 1);
      }
      batch.targets()[row] = ofRow.below(2, entries);
    }
  }

  @Test
  void whatIsNotTouchedStaysWithItsState() {
    SparseModel model = new SparseModel(200, 4, Head.binary());
    Batch batch = model.newBatch(3);
    try (Lab lab = new Lab(ReferenceBackend.inFloat(), model, 3, new AdamW(0.9, 0.99, 1e-8, 0.5))) {
      for (int step = 0; step < 20; step++) {
        float[] before = lab.network.parameters().toArray();
        float[] momentsBefore = lab.moments.toArray();
        fill(batch, RandomKey.of(step), 200, 5);
        lab.step(batch, step);
        boolean[] touched = touched(batch, model);
        float[] after = lab.network.parameters().toArray();
        float[] momentsAfter = lab.moments.toArray();
        for (int i = 0; i < after.length; i++) {
          for (int vector = 0; vector < 2; vector++) {
            int at = vector * after.length + i;
            assertThat(momentsAfter[at] != momentsBefore[at]).isEqualTo(touched[i]);
          }
          if (!touched[i]) {
            assertThat(after[i]).isEqualTo(before[i]);
          }
        }
      }
    }
  }

  private static boolean[] touched(Batch batch, SparseModel model) {
    boolean[] touched = new boolean[model.layout().size()];
    touched[0] = true;
    for (int e = 0; e < batch.sparse().start(batch.rows()); e++) {
      int id = batch.sparse().id(e);
      touched[1 + id] = true;
      for (int f = 0; f < model.factors(); f++) {
        touched[1 + model.features() + id * model.factors() + f] = true;
      }
    }
    return touched;
  }

  /** A feature in each batch moves as a dense parameter with the same gradients does. */
  @Test
  void whatIsTouchedEachTimeMovesAsInADenseModel() {
    SparseModel model = new SparseModel(3, 0, Head.binary());
    for (InnerOptimizer optimizer :
        List.of(new Sgd(0.9, true, 0.01), new AdamW(0.9, 0.99, 1e-8, 0.1))) {
      Batch batch = model.newBatch(4);
      try (Lab lab = new Lab(CpuBackend.open(), model, 4, optimizer);
          Lab dense = new Lab(CpuBackend.open(), model, 4, optimizer)) {
        int size = model.layout().size();
        Tensor gradient = dense.backend.newArena("gradient", 16).allocate(size);
        List<Tensor> moments =
            java.util.stream.IntStream.range(0, optimizer.stateNames().size())
                .mapToObj(i -> dense.moments.slice(i * size, size))
                .toList();
        for (int step = 0; step < 10; step++) {
          for (int row = 0; row < 4; row++) {
            batch.sparse().begin(row);
            for (int id : new int[] {2, 0, 1}) {
              batch.sparse().add(id, (float) RandomKey.of(step).child(row).gaussian(id));
            }
            batch.targets()[row] = row % 2;
          }
          lab.step(batch, step);
          dense.network.lossAndGradients(batch, dense.loss);
          dense.network.touched().get().scatter(dense.network.gradients(), gradient);
          optimizer.step(
              dense.backend, 0.1, step, dense.network.parameters(), gradient, null, moments);
        }
        assertThat(lab.network.parameters().toArray())
            .isEqualTo(dense.network.parameters().toArray());
      }
    }
  }

  /**
   * A hundred times the features, the same number in each row: time and garbage of a step stay. A
   * step that passed over all parameters would take a hundred times as long.
   */
  @Test
  void aStepCostsNoMoreForAMillionFeatures() {
    Measured small = measure(10_000);
    Measured large = measure(1_000_000);
    assertThat(large.seconds)
        .as("seconds, %s for 10^4", small.seconds)
        .isLessThan(12 * small.seconds);
    assertThat(large.bytes).as("bytes allocated by a step").isLessThan(64 << 10);
  }

  private record Measured(double seconds, long bytes) {}

  private static Measured measure(int features) {
    SparseModel model = new SparseModel(features, 8, Head.binary());
    Batch batch = model.newBatch(64);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    double seconds = Double.POSITIVE_INFINITY;
    long bytes = Long.MAX_VALUE;
    try (Lab lab = new Lab(CpuBackend.open(), model, 64, new AdamW(0.9, 0.99, 1e-8, 0))) {
      long step = 0;
      // The least of several windows: what the machine does besides only adds.
      for (int window = 0; window < 40; window++) {
        long bytesBefore = threads.getCurrentThreadAllocatedBytes();
        long before = System.nanoTime();
        for (int i = 0; i < 10; i++, step++) {
          fill(batch, RandomKey.of(step), features, 40);
          lab.step(batch, step);
        }
        seconds = Math.min(seconds, (System.nanoTime() - before) * 1e-10);
        bytes = Math.min(bytes, (threads.getCurrentThreadAllocatedBytes() - bytesBefore) / 10);
      }
    }
    return new Measured(seconds, bytes);
  }
}
