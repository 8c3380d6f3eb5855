package org.strideml.kernels.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.strideml.kernels.Activation;
import org.strideml.kernels.BatchNorm;
import org.strideml.kernels.Convolution;
import org.strideml.kernels.GroupNorm;
import org.strideml.kernels.ImageOperations;
import org.strideml.kernels.Pooling;
import org.strideml.kernels.Tensor;

/** The backward operations of images. */
class ImageGradientTest extends CentralDifferences {
  private final ImageOperations images = backend.images();

  @Test
  void convolution() {
    Tensor x = normal(2, 3, 6, 5);
    Tensor weight = normal(4, 3, 3, 2);
    Tensor bias = normal(4);
    Convolution layer = new Convolution(weight, bias, 2, 1, Activation.RELU);
    Tensor y = arena.allocate(2, 4, 3, 3);
    Tensor dy = normal(2, 4, 3, 3);
    double[] weighting = backend.toDoubles(dy);
    Tensor dx = arena.allocate(x.shape());
    Tensor dWeight = arena.allocate(weight.shape());
    Tensor dBias = arena.allocate(4);
    Runnable forward = () -> images.convolutionForward(layer, x, y);
    forward.run();
    images.convolutionBackward(layer, x, y, dy, dx, dWeight, dBias);
    check(forward, y, weighting, List.of(x, weight, bias), List.of(dx, dWeight, dBias));
  }

  @Test
  void pooling() {
    Pooling pooling = new Pooling(3, 2, 2);
    Tensor x = normal(2, 2, 7, 6);
    Tensor y = arena.allocate(2, 2, 3, 3);
    Tensor dy = normal(2, 2, 3, 3);
    double[] weighting = backend.toDoubles(dy);
    Tensor dx = arena.allocate(x.shape());
    images.maxPoolBackward(pooling, x, dy, dx);
    check(() -> images.maxPoolForward(pooling, x, y), y, weighting, List.of(x), List.of(dx));
    images.averagePoolBackward(pooling, dy, dx);
    check(() -> images.averagePoolForward(pooling, x, y), y, weighting, List.of(x), List.of(dx));
  }

  @Test
  void groupNorm() {
    Tensor x = normal(2, 4, 3, 2);
    Tensor residual = normal(2, 4, 3, 2);
    Tensor gamma = normal(4);
    Tensor beta = normal(4);
    GroupNorm layer = new GroupNorm(gamma, beta, 2, 1e-5f, Activation.RELU);
    Tensor y = arena.allocate(x.shape());
    Tensor statistics = arena.allocate(4, 2);
    Tensor dy = normal(2, 4, 3, 2);
    double[] weighting = backend.toDoubles(dy);
    Tensor dx = arena.allocate(x.shape());
    Tensor dGamma = arena.allocate(4);
    Tensor dBeta = arena.allocate(4);
    Runnable forward = () -> images.groupNormForward(layer, x, residual, y, statistics);
    forward.run();
    images.groupNormBackward(layer, x, y, statistics, dy, dx, dGamma, dBeta);
    check(forward, y, weighting, List.of(x, residual, gamma, beta), List.of(dx, dy, dGamma, dBeta));
  }

  @Test
  void batchNorm() {
    Tensor x = normal(3, 2, 2, 3);
    Tensor residual = normal(3, 2, 2, 3);
    Tensor gamma = normal(2);
    Tensor beta = normal(2);
    BatchNorm layer =
        new BatchNorm(gamma, beta, normal(2), normal(2), 0.1f, 1e-5f, Activation.RELU);
    Tensor y = arena.allocate(x.shape());
    Tensor statistics = arena.allocate(2, 2);
    Tensor dy = normal(3, 2, 2, 3);
    double[] weighting = backend.toDoubles(dy);
    Tensor dx = arena.allocate(x.shape());
    Tensor dGamma = arena.allocate(2);
    Tensor dBeta = arena.allocate(2);
    Runnable forward = () -> images.batchNormForward(layer, x, residual, y, statistics);
    forward.run();
    images.batchNormBackward(layer, x, y, statistics, dy, dx, dGamma, dBeta);
    check(forward, y, weighting, List.of(x, residual, gamma, beta), List.of(dx, dy, dGamma, dBeta));
  }

  /** As PyTorch: running = 0.9 running + 0.1 batch, with the unbiased variance. */
  @Test
  void runningStatisticsMoveAsInPyTorch() {
    Tensor x = arena.allocate(2, 1, 1, 2);
    backend.write(x, new double[] {1, 2, 3, 6});
    Tensor mean = arena.allocate(1);
    Tensor variance = arena.allocate(1);
    backend.write(variance, new double[] {1});
    Tensor gamma = normal(1);
    BatchNorm layer =
        new BatchNorm(gamma, normal(1), mean, variance, 0.5f, 1e-5f, Activation.IDENTITY);
    images.batchNormForward(layer, x, null, arena.allocate(2, 1, 1, 2), arena.allocate(1, 2));
    // mean 3, squared deviations 4 + 1 + 0 + 9 = 14, unbiased variance 14 / 3
    assertThat(backend.toDoubles(mean)[0]).isEqualTo(1.5);
    assertThat(backend.toDoubles(variance)[0]).isCloseTo(0.5 + 7.0 / 3, within(1e-15));
  }
}
