package org.strideml.kernels.examination;

import java.util.List;
import org.strideml.kernels.AdamWStep;
import org.strideml.kernels.Dropout;
import org.strideml.kernels.Operation;
import org.strideml.kernels.SgdStep;
import org.strideml.kernels.Tensor;

/** Moving, adding, dropping elements; optimizers, which change each on its own. */
final class ElementExercises {
  private static final int SIZE = 1 << 15;
  private static final int ROWS = 64;
  private static final int COLUMNS = 33;

  private ElementExercises() {}

  static List<Exercise> all() {
    return List.of(
        new Exercise(Operation.DENSE, "fill", ElementExercises::fill),
        new Exercise(Operation.DENSE, "copy", ElementExercises::copy),
        new Exercise(Operation.DENSE, "copyColumns", ElementExercises::copyColumns),
        new Exercise(Operation.DENSE, "add", ElementExercises::add),
        new Exercise(Operation.DENSE, "dropout", ElementExercises::dropout),
        new Exercise(Operation.OPTIMIZER, "clipScale", ElementExercises::clipScale),
        new Exercise(Operation.OPTIMIZER, "sgd", ElementExercises::sgd),
        new Exercise(Operation.OPTIMIZER, "adamW", ElementExercises::adamW));
  }

  private static Runnable fill(Workbench bench) {
    Tensor x = bench.result(0, SIZE);
    return () -> bench.backend().fill(x, 0.25f);
  }

  private static Runnable copy(Workbench bench) {
    Tensor x = bench.normal(SIZE);
    Tensor y = bench.result(0, SIZE);
    return () -> bench.backend().copy(x, y);
  }

  private static Runnable copyColumns(Workbench bench) {
    Tensor from = bench.normal(ROWS, COLUMNS);
    Tensor to = bench.changed(0, ROWS, 2 * COLUMNS);
    return () -> bench.backend().copyColumns(from, 3, to, 7, COLUMNS - 4);
  }

  private static Runnable add(Workbench bench) {
    Tensor x = bench.normal(SIZE);
    Tensor y = bench.changed(Bounds.elementwise(), SIZE);
    return () -> bench.backend().add(x, y);
  }

  private static Runnable dropout(Workbench bench) {
    Tensor x = bench.normal(SIZE);
    Tensor y = bench.result(Bounds.elementwise(), SIZE);
    return () -> bench.backend().dropout(new Dropout(0.3f, 17, 23), x, y);
  }

  private static Runnable clipScale(Workbench bench) {
    Tensor gradient = bench.normal(SIZE);
    Tensor scale = bench.result(Bounds.sums(SIZE), 1);
    return () -> bench.backend().clipScale(gradient, 2f, scale);
  }

  private static Runnable sgd(Workbench bench) {
    Tensor parameters = bench.changed(Bounds.elementwise(), SIZE);
    Tensor gradient = bench.normal(SIZE);
    Tensor scale = bench.positive(1);
    Tensor momentum = bench.changed(Bounds.elementwise(), SIZE);
    SgdStep step = new SgdStep(0.1f, 0.9f, true, 0.01f);
    return () -> bench.backend().sgd(step, parameters, gradient, scale, momentum);
  }

  private static Runnable adamW(Workbench bench) {
    Tensor parameters = bench.changed(4 * Bounds.elementwise(), SIZE);
    Tensor gradient = bench.normal(SIZE);
    Tensor scale = bench.positive(1);
    Tensor m = bench.changed(Bounds.elementwise(), SIZE);
    Tensor v = bench.compared(Bounds.elementwise(), bench.positive(SIZE));
    AdamWStep step = new AdamWStep(0.01f, 0.9f, 0.99f, 1e-8f, 0.1f, 0.271, 0.0297);
    return () -> bench.backend().adamW(step, parameters, gradient, scale, m, v);
  }
}
