package org.strideml.kernels.examination;

import java.util.List;
import org.strideml.kernels.AttentionShape;
import org.strideml.kernels.Operation;
import org.strideml.kernels.Tensor;

/** Attention and the positions it knows. */
final class AttentionExercises {
  private static final AttentionShape SHAPE = new AttentionShape(2, 37, 3, 16);
  private static final AttentionShape STEP = new AttentionShape(2, 3, 3, 16);
  private static final int PAST = 20;
  private static final double BOUND = Bounds.sums(SHAPE.headWidth() + SHAPE.time());

  private AttentionExercises() {}

  static List<Exercise> all() {
    return List.of(
        new Exercise(Operation.SEQUENCE, "rotaryAngles", AttentionExercises::angles),
        new Exercise(Operation.SEQUENCE, "rotaryForward", AttentionExercises::rotary),
        new Exercise(Operation.SEQUENCE, "rotaryBackward", AttentionExercises::rotaryBackward),
        new Exercise(Operation.SEQUENCE, "attentionForward", AttentionExercises::attention),
        new Exercise(Operation.SEQUENCE, "attentionBackward", AttentionExercises::backward),
        new Exercise(Operation.SEQUENCE, "cachedAttention", AttentionExercises::cached));
  }

  private static Runnable angles(Workbench bench) {
    Tensor angles = bench.result(Bounds.elementwise(), SHAPE.time(), SHAPE.headWidth());
    return () -> bench.backend().sequence().rotaryAngles(10_000, angles);
  }

  private static Runnable rotary(Workbench bench) {
    Tensor angles = bench.normal(SHAPE.time(), SHAPE.headWidth());
    Tensor qkv = bench.changed(Bounds.elementwise(), SHAPE.rows(), 3 * SHAPE.width());
    return () -> bench.backend().sequence().rotaryForward(SHAPE, angles, qkv);
  }

  private static Runnable rotaryBackward(Workbench bench) {
    Tensor angles = bench.normal(SHAPE.time(), SHAPE.headWidth());
    Tensor dQkv = bench.changed(Bounds.elementwise(), SHAPE.rows(), 3 * SHAPE.width());
    return () -> bench.backend().sequence().rotaryBackward(SHAPE, angles, dQkv);
  }

  private static Runnable attention(Workbench bench) {
    Tensor qkv = bench.normal(SHAPE.rows(), 3 * SHAPE.width());
    Tensor probabilities =
        bench.result(BOUND, SHAPE.batch(), SHAPE.heads(), SHAPE.time(), SHAPE.time());
    Tensor out = bench.result(BOUND, SHAPE.rows(), SHAPE.width());
    return () -> bench.backend().sequence().attentionForward(SHAPE, qkv, probabilities, out);
  }

  private static Runnable backward(Workbench bench) {
    Tensor qkv = bench.normal(SHAPE.rows(), 3 * SHAPE.width());
    Tensor probabilities =
        bench
            .lowerTriangles(SHAPE.batch() * SHAPE.heads(), SHAPE.time())
            .slice(0, SHAPE.batch(), SHAPE.heads(), SHAPE.time(), SHAPE.time());
    Tensor dOut = bench.normal(SHAPE.rows(), SHAPE.width());
    Tensor dQkv = bench.result(4 * BOUND, SHAPE.rows(), 3 * SHAPE.width());
    return () ->
        bench.backend().sequence().attentionBackward(SHAPE, qkv, probabilities, dOut, dQkv);
  }

  private static Runnable cached(Workbench bench) {
    Tensor qkv = bench.normal(STEP.rows(), 3 * STEP.width());
    Tensor keys = bench.changed(0, STEP.batch(), PAST + 8, STEP.width());
    Tensor values = bench.changed(0, STEP.batch(), PAST + 8, STEP.width());
    Tensor out = bench.result(BOUND, STEP.rows(), STEP.width());
    return () -> bench.backend().sequence().cachedAttention(STEP, PAST, qkv, keys, values, out);
  }
}
