package org.strideml.kernels.examination;

import java.util.List;
import org.strideml.kernels.Activation;
import org.strideml.kernels.BatchNorm;
import org.strideml.kernels.Convolution;
import org.strideml.kernels.GroupNorm;
import org.strideml.kernels.Operation;
import org.strideml.kernels.Pooling;
import org.strideml.kernels.Tensor;

/** Convolution, pooling and normalization of images. */
final class ImageExercises {
  private static final int IMAGES = 3;
  private static final int CHANNELS = 8;
  private static final int OUTPUTS = 12;
  private static final int HEIGHT = 15;
  private static final int WIDTH = 13;
  private static final int KERNEL = 3;
  private static final int GROUPS = 4;
  private static final float EPSILON = 1e-5f;
  private static final Pooling POOLING = new Pooling(3, 3, 2);
  private static final int[] BATCH = {IMAGES, CHANNELS, HEIGHT, WIDTH};
  private static final int[] CONVOLVED = {IMAGES, OUTPUTS, (HEIGHT + 1) / 2, (WIDTH + 1) / 2};
  private static final int[] POOLED = {
    IMAGES, CHANNELS, POOLING.outputHeight(HEIGHT), POOLING.outputWidth(WIDTH)
  };

  /** Elements of a group, and of a channel. */
  private static final int BLOCK = Math.max(CHANNELS / GROUPS, IMAGES) * HEIGHT * WIDTH;

  private ImageExercises() {}

  static List<Exercise> all() {
    return List.of(
        new Exercise(Operation.IMAGE, "convolutionForward", ImageExercises::convolution),
        new Exercise(Operation.IMAGE, "convolutionBackward", ImageExercises::convolutionBackward),
        new Exercise(Operation.IMAGE, "maxPoolForward", ImageExercises::maxPool),
        new Exercise(Operation.IMAGE, "maxPoolBackward", ImageExercises::maxPoolBackward),
        new Exercise(Operation.IMAGE, "averagePoolForward", ImageExercises::averagePool),
        new Exercise(Operation.IMAGE, "averagePoolBackward", ImageExercises::averagePoolBackward),
        new Exercise(Operation.IMAGE, "groupNormForward", ImageExercises::groupNorm),
        new Exercise(Operation.IMAGE, "groupNormBackward", ImageExercises::groupNormBackward),
        new Exercise(Operation.IMAGE, "batchNormForward", ImageExercises::batchNorm),
        new Exercise(Operation.IMAGE, "batchNormEvaluate", ImageExercises::batchNormEvaluate),
        new Exercise(Operation.IMAGE, "batchNormBackward", ImageExercises::batchNormBackward));
  }

  private static Convolution layer(Workbench bench) {
    Tensor weight = bench.normal(OUTPUTS, CHANNELS, KERNEL, KERNEL);
    return new Convolution(weight, bench.normal(OUTPUTS), 2, 1, Activation.RELU);
  }

  private static Runnable convolution(Workbench bench) {
    Convolution layer = layer(bench);
    Tensor x = bench.normal(BATCH);
    Tensor y = bench.result(Bounds.sums(CHANNELS * KERNEL * KERNEL), CONVOLVED);
    return () -> bench.backend().images().convolutionForward(layer, x, y);
  }

  private static Runnable convolutionBackward(Workbench bench) {
    Convolution layer = layer(bench);
    Tensor x = bench.normal(BATCH);
    Tensor y = bench.activated(CONVOLVED);
    Tensor dy = bench.changed(0, CONVOLVED);
    int pixels = IMAGES * CONVOLVED[2] * CONVOLVED[3];
    Tensor dx = bench.result(Bounds.sums(OUTPUTS * KERNEL * KERNEL), BATCH);
    Tensor dWeight = bench.result(Bounds.sums(pixels), OUTPUTS, CHANNELS, KERNEL, KERNEL);
    Tensor dBias = bench.result(Bounds.sums(pixels), OUTPUTS);
    return () -> bench.backend().images().convolutionBackward(layer, x, y, dy, dx, dWeight, dBias);
  }

  private static Runnable maxPool(Workbench bench) {
    Tensor x = bench.normal(BATCH);
    Tensor y = bench.result(0, POOLED);
    return () -> bench.backend().images().maxPoolForward(POOLING, x, y);
  }

  private static Runnable maxPoolBackward(Workbench bench) {
    Tensor x = bench.normal(BATCH);
    Tensor dy = bench.normal(POOLED);
    Tensor dx = bench.result(Bounds.sums(POOLING.size()), BATCH);
    return () -> bench.backend().images().maxPoolBackward(POOLING, x, dy, dx);
  }

  private static Runnable averagePool(Workbench bench) {
    Tensor x = bench.normal(BATCH);
    Tensor y = bench.result(Bounds.sums(POOLING.size()), POOLED);
    return () -> bench.backend().images().averagePoolForward(POOLING, x, y);
  }

  private static Runnable averagePoolBackward(Workbench bench) {
    Tensor dy = bench.normal(POOLED);
    Tensor dx = bench.result(Bounds.sums(POOLING.size()), BATCH);
    return () -> bench.backend().images().averagePoolBackward(POOLING, dy, dx);
  }

  private static GroupNorm groups(Workbench bench) {
    return new GroupNorm(
        bench.positive(CHANNELS), bench.normal(CHANNELS), GROUPS, EPSILON, Activation.RELU);
  }

  private static Runnable groupNorm(Workbench bench) {
    GroupNorm layer = groups(bench);
    Tensor x = bench.normal(BATCH);
    Tensor residual = bench.normal(BATCH);
    Tensor y = bench.result(Bounds.sums(BLOCK), BATCH);
    Tensor statistics = bench.result(Bounds.sums(BLOCK), IMAGES * GROUPS, 2);
    return () -> bench.backend().images().groupNormForward(layer, x, residual, y, statistics);
  }

  private static Runnable groupNormBackward(Workbench bench) {
    GroupNorm layer = groups(bench);
    Tensor x = bench.normal(BATCH);
    Tensor y = bench.activated(BATCH);
    Tensor statistics = bench.positive(IMAGES * GROUPS, 2);
    Tensor dy = bench.changed(0, BATCH);
    Tensor dx = bench.result(Bounds.sums(BLOCK), BATCH);
    Tensor dGamma = bench.result(Bounds.sums(BLOCK), CHANNELS);
    Tensor dBeta = bench.result(Bounds.sums(BLOCK), CHANNELS);
    return () ->
        bench.backend().images().groupNormBackward(layer, x, y, statistics, dy, dx, dGamma, dBeta);
  }

  private static BatchNorm channels(Workbench bench, boolean moves) {
    Tensor mean = bench.normal(CHANNELS);
    Tensor variance = bench.positive(CHANNELS);
    if (moves) {
      bench.compared(Bounds.sums(BLOCK), mean);
      bench.compared(Bounds.sums(BLOCK), variance);
    }
    return new BatchNorm(
        bench.positive(CHANNELS),
        bench.normal(CHANNELS),
        mean,
        variance,
        0.1f,
        EPSILON,
        Activation.RELU);
  }

  private static Runnable batchNorm(Workbench bench) {
    BatchNorm layer = channels(bench, true);
    Tensor x = bench.normal(BATCH);
    Tensor residual = bench.normal(BATCH);
    Tensor y = bench.result(Bounds.sums(BLOCK), BATCH);
    Tensor statistics = bench.result(Bounds.sums(BLOCK), CHANNELS, 2);
    return () -> bench.backend().images().batchNormForward(layer, x, residual, y, statistics);
  }

  private static Runnable batchNormEvaluate(Workbench bench) {
    BatchNorm layer = channels(bench, false);
    Tensor x = bench.normal(BATCH);
    Tensor residual = bench.normal(BATCH);
    Tensor y = bench.result(4 * Bounds.elementwise(), BATCH);
    return () -> bench.backend().images().batchNormEvaluate(layer, x, residual, y);
  }

  private static Runnable batchNormBackward(Workbench bench) {
    BatchNorm layer = channels(bench, false);
    Tensor x = bench.normal(BATCH);
    Tensor y = bench.activated(BATCH);
    Tensor statistics = bench.positive(CHANNELS, 2);
    Tensor dy = bench.changed(0, BATCH);
    Tensor dx = bench.result(Bounds.sums(BLOCK), BATCH);
    Tensor dGamma = bench.result(Bounds.sums(BLOCK), CHANNELS);
    Tensor dBeta = bench.result(Bounds.sums(BLOCK), CHANNELS);
    return () ->
        bench.backend().images().batchNormBackward(layer, x, y, statistics, dy, dx, dGamma, dBeta);
  }
}
