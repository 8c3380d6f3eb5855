package org.strideml.kernels.cpu;

import java.util.function.IntFunction;
import org.strideml.kernels.Activation;
import org.strideml.kernels.BatchNorm;
import org.strideml.kernels.Convolution;
import org.strideml.kernels.GroupNorm;
import org.strideml.kernels.ImageOperations;
import org.strideml.kernels.Pooling;
import org.strideml.kernels.Tensor;

/** Image operations: convolutions by {@link Convolutions}, the rest by loops over planes. */
final class CpuImages implements ImageOperations, AutoCloseable {
  private final Gemm gemm;
  private final Rows rows;
  private final Convolutions convolutions;
  private final CpuPooling pooling = new CpuPooling();
  private final CpuGroupNorm groupNorm;
  private final CpuBatchNorm batchNorm;
  private final Row output = new Row();
  private final Row gradient = new Row();
  private long nanos;

  CpuImages(Gemm gemm, Rows rows, IntFunction<Tensor> scratch) {
    this.gemm = gemm;
    this.rows = rows;
    Planes planes = rows instanceof PlainRows ? new PlainPlanes() : new VectorPlanes();
    convolutions =
        gemm instanceof OneDnnGemm
            ? new OneDnnConvolutions(scratch)
            : new GemmConvolutions(gemm, rows, scratch);
    groupNorm = new CpuGroupNorm(rows, planes);
    batchNorm = new CpuBatchNorm(rows, planes);
  }

  @Override
  public void convolutionForward(Convolution layer, Tensor x, Tensor y) {
    long begin = begin();
    convolutions.forward(layer, x, y);
    end(begin);
    if (layer.activation() == Activation.RELU) {
      Row all = output.of(y);
      rows.activate(Activation.RELU, all, all, y.size());
    }
  }

  @Override
  public void convolutionBackward(
      Convolution layer, Tensor x, Tensor y, Tensor dy, Tensor dx, Tensor dWeight, Tensor dBias) {
    if (layer.activation() == Activation.RELU) {
      rows.activationGradient(Activation.RELU, output.of(y), gradient.of(dy), dy.size());
    }
    long begin = begin();
    convolutions.backward(layer, x, dy, dx, dWeight, dBias);
    end(begin);
  }

  @Override
  public void maxPoolForward(Pooling windows, Tensor x, Tensor y) {
    convolutions.max(windows, x, y);
  }

  @Override
  public void maxPoolBackward(Pooling windows, Tensor x, Tensor dy, Tensor dx) {
    convolutions.maxGradient(windows, x, dy, dx);
  }

  @Override
  public void averagePoolForward(Pooling windows, Tensor x, Tensor y) {
    pooling.average(windows, x, y);
  }

  @Override
  public void averagePoolBackward(Pooling windows, Tensor dy, Tensor dx) {
    rows.fill(0, gradient.of(dx), dx.size());
    pooling.averageGradient(windows, dy, dx);
  }

  @Override
  public void groupNormForward(
      GroupNorm layer, Tensor x, Tensor residual, Tensor y, Tensor statistics) {
    groupNorm.forward(layer, x, residual, y, statistics);
  }

  @Override
  public void groupNormBackward(
      GroupNorm layer,
      Tensor x,
      Tensor y,
      Tensor statistics,
      Tensor dy,
      Tensor dx,
      Tensor dGamma,
      Tensor dBeta) {
    groupNorm.backward(layer, x, y, statistics, dy, dx, dGamma, dBeta);
  }

  @Override
  public void batchNormForward(
      BatchNorm layer, Tensor x, Tensor residual, Tensor y, Tensor statistics) {
    batchNorm.forward(layer, x, residual, y, statistics);
  }

  @Override
  public void batchNormEvaluate(BatchNorm layer, Tensor x, Tensor residual, Tensor y) {
    batchNorm.evaluate(layer, x, residual, y);
  }

  @Override
  public void batchNormBackward(
      BatchNorm layer,
      Tensor x,
      Tensor y,
      Tensor statistics,
      Tensor dy,
      Tensor dx,
      Tensor dGamma,
      Tensor dBeta) {
    batchNorm.backward(layer, x, y, statistics, dy, dx, dGamma, dBeta);
  }

  @Override
  public void close() {
    convolutions.close();
  }

  /** Spent in convolutions so far, apart from what the products they go to measure themselves. */
  long convolutionNanos() {
    return nanos;
  }

  private long begin() {
    return System.nanoTime() - gemm.nanos();
  }

  private void end(long begin) {
    nanos += System.nanoTime() - gemm.nanos() - begin;
  }
}
