package org.strideml.kernels.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.strideml.kernels.Activation;
import org.strideml.kernels.AdamWStep;
import org.strideml.kernels.Arena;
import org.strideml.kernels.AttentionShape;
import org.strideml.kernels.BatchNorm;
import org.strideml.kernels.Convolution;
import org.strideml.kernels.Dense;
import org.strideml.kernels.Dense.Layout;
import org.strideml.kernels.DenseGradients;
import org.strideml.kernels.GroupNorm;
import org.strideml.kernels.ImageOperations;
import org.strideml.kernels.Indices;
import org.strideml.kernels.Pooling;
import org.strideml.kernels.SequenceOperations;
import org.strideml.kernels.SgdStep;
import org.strideml.kernels.SparseMatrix;
import org.strideml.kernels.Tensor;

/**
 * Operations allocate next to nothing once they have run. With plain loops, because vectors are
 * objects until HotSpot has compiled theirs.
 */
class AllocationTest {
  /** The scalars of an optimizer step are a record. */
  private static final long BYTES_PER_CALL = 100;

  private static final int CALLS = 20;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final CpuBackend backend = new CpuBackend(new OneDnnGemm(), new PlainRows());
  private final Arena arena = backend.newArena("all", 1 << 20);

  @Test
  void operationsAllocateNextToNothing() {
    dense(Layout.IN_OUT);
    dense(Layout.OUT_IN);
    sequence();
    images();
    decoder();
    optimizers();
    sparse();
    backend.close();
  }

  private void dense(Layout layout) {
    Tensor weight = arena.allocate(96, 96);
    Dense layer = new Dense(weight, arena.allocate(96), layout, Activation.GELU);
    Tensor x = arena.allocate(40, 96);
    Tensor pre = arena.allocate(40, 96);
    Tensor y = arena.allocate(40, 96);
    Tensor dx = arena.allocate(40, 96);
    DenseGradients gradients = new DenseGradients(arena.allocate(96, 96), arena.allocate(96));
    check("denseForward", () -> backend.denseForward(layer, x, null, pre, y));
    check("denseBackward", () -> backend.denseBackward(layer, x, pre, y, dx, gradients));
  }

  private void sequence() {
    Tensor x = arena.allocate(4, 10, 32);
    Tensor y = arena.allocate(4, 10, 32);
    Tensor loss = arena.allocate(1);
    Indices tokens = backend.newIndices(40);
    tokens.write(new int[40], 0, 40);
    check(
        "softmaxCrossEntropy",
        () -> backend.losses().softmaxCrossEntropy(x, tokens, null, y, loss));
    check(
        "softmaxCrossEntropy",
        () -> backend.losses().softmaxCrossEntropy(x, tokens, null, null, loss));
    Tensor table = arena.allocate(7, 32);
    Tensor positions = arena.allocate(10, 32);
    check(
        "embeddingForward", () -> backend.sequence().embeddingForward(tokens, table, positions, x));
    check(
        "embeddingBackward",
        () -> backend.sequence().embeddingBackward(tokens, x, table, positions));
    Tensor gamma = arena.allocate(32);
    Tensor beta = arena.allocate(32);
    Tensor dGamma = arena.allocate(32);
    Tensor statistics = arena.allocate(40, 2);
    Tensor dx = arena.allocate(40, 32);
    check(
        "layerNorm",
        () -> backend.sequence().layerNormForward(x, gamma, beta, 1e-5f, y, statistics));
    check(
        "layerNormBackward",
        () -> backend.sequence().layerNormBackward(x, gamma, statistics, y, dx, dGamma, beta));
    AttentionShape shape = new AttentionShape(4, 10, 2, 16);
    Tensor qkv = arena.allocate(40, 96);
    Tensor dQkv = arena.allocate(40, 96);
    Tensor probabilities = arena.allocate(4, 2, 10, 10);
    check(
        "attentionForward",
        () -> backend.sequence().attentionForward(shape, qkv, probabilities, x));
    check(
        "attentionBackward",
        () -> backend.sequence().attentionBackward(shape, qkv, probabilities, x, dQkv));
  }

  private void decoder() {
    SequenceOperations sequence = backend.sequence();
    Tensor x = arena.allocate(40, 32);
    Tensor y = arena.allocate(40, 32);
    Tensor dx = arena.allocate(40, 32);
    Tensor gamma = arena.allocate(32);
    Tensor dGamma = arena.allocate(32);
    Tensor statistics = arena.allocate(40, 1);
    check("rmsNorm", () -> sequence.rmsNormForward(x, gamma, 1e-6f, y, statistics));
    check("rmsNormBackward", () -> sequence.rmsNormBackward(x, gamma, statistics, y, dx, dGamma));
    AttentionShape shape = new AttentionShape(4, 10, 2, 16);
    Tensor qkv = arena.allocate(40, 96);
    Tensor angles = arena.allocate(10, 16);
    check("rotaryForward", () -> sequence.rotaryForward(shape, angles, qkv));
    check("rotaryBackward", () -> sequence.rotaryBackward(shape, angles, qkv));
    Tensor gateUp = arena.allocate(40, 64);
    Tensor dGateUp = arena.allocate(40, 64);
    check("swigluForward", () -> sequence.swigluForward(gateUp, y));
    check("swigluBackward", () -> sequence.swigluBackward(gateUp, y, dGateUp));
    Tensor keys = arena.allocate(4, 30, 32);
    Tensor values = arena.allocate(4, 30, 32);
    check("cachedAttention", () -> sequence.cachedAttention(shape, 20, qkv, keys, values, y));
  }

  private void images() {
    ImageOperations images = backend.images();
    Tensor weight = arena.allocate(8, 4, 3, 3);
    Tensor bias = arena.allocate(8);
    Convolution convolution = new Convolution(weight, bias, 1, 1, Activation.RELU);
    Tensor x = arena.allocate(3, 4, 6, 6);
    Tensor y = arena.allocate(3, 8, 6, 6);
    Tensor dy = arena.allocate(3, 8, 6, 6);
    Tensor dx = arena.allocate(3, 4, 6, 6);
    Tensor dWeight = arena.allocate(8, 4, 3, 3);
    Tensor dBias = arena.allocate(8);
    check("convolutionForward", () -> images.convolutionForward(convolution, x, y));
    check(
        "convolutionBackward",
        () -> images.convolutionBackward(convolution, x, y, dy, dx, dWeight, dBias));
    Tensor z = arena.allocate(3, 8, 6, 6);
    Tensor pooled = arena.allocate(3, 8, 3, 3);
    check("maxPool", () -> images.maxPoolForward(Pooling.of(2), y, pooled));
    check("maxPoolBackward", () -> images.maxPoolBackward(Pooling.of(2), y, pooled, z));
    check("averagePool", () -> images.averagePoolForward(Pooling.of(2), y, pooled));
    check("averagePoolBackward", () -> images.averagePoolBackward(Pooling.of(2), pooled, z));
    Tensor beta = arena.allocate(8);
    GroupNorm group = new GroupNorm(bias, beta, 4, 1e-5f, Activation.RELU);
    Tensor statistics = arena.allocate(12, 2);
    check("groupNormForward", () -> images.groupNormForward(group, y, dy, z, statistics));
    Tensor dz = arena.allocate(3, 8, 6, 6);
    Tensor dGamma = arena.allocate(8);
    check(
        "groupNormBackward",
        () -> images.groupNormBackward(group, y, z, statistics, dy, dz, dGamma, dBias));
    BatchNorm batch =
        new BatchNorm(
            bias, beta, arena.allocate(8), arena.allocate(8), 0.1f, 1e-5f, Activation.RELU);
    Tensor perChannel = arena.allocate(8, 2);
    check("batchNormForward", () -> images.batchNormForward(batch, y, dy, z, perChannel));
    check("batchNormEvaluate", () -> images.batchNormEvaluate(batch, y, dy, z));
    check(
        "batchNormBackward",
        () -> images.batchNormBackward(batch, y, z, perChannel, dy, dz, dGamma, dBias));
  }

  private void optimizers() {
    Tensor p = arena.allocate(100);
    Tensor g = arena.allocate(100);
    Tensor m = arena.allocate(100);
    Tensor v = arena.allocate(100);
    Tensor scale = arena.allocate(1);
    SgdStep sgd = new SgdStep(0.1f, 0.9f, true, 0.1f);
    AdamWStep adamW = new AdamWStep(0.1f, 0.9f, 0.99f, 1e-8f, 0.1f, 0.1, 0.01);
    check("fill", () -> backend.fill(m, 0));
    check("copy", () -> backend.copy(g, v));
    check("clipScale", () -> backend.clipScale(g, 1, scale));
    check("sgd", () -> backend.sgd(sgd, p, g, scale, m));
    check("adamW", () -> backend.adamW(adamW, p, g, scale, m, v));
  }

  private void sparse() {
    SparseMatrix x = new SparseMatrix(50);
    int[] starts = {0, 2, 5};
    int[] ids = {3, 40, 7, 3, 12};
    float[] values = new float[ids.length];
    x.write(2, starts, ids, values);
    Tensor table = arena.allocate(50, 8);
    Tensor block = arena.allocate(x.touched(), 8);
    Tensor dBlock = arena.allocate(x.touched(), 8);
    Tensor bias = arena.allocate(8);
    Tensor sums = arena.allocate(2, 8);
    Tensor y = arena.allocate(2, 1);
    check("SparseMatrix.write", () -> x.write(2, starts, ids, values));
    check("gather", () -> backend.sparse().gather(x, table, block));
    check("scatter", () -> backend.sparse().scatter(x, block, table));
    check("productForward", () -> backend.sparse().productForward(x, block, bias, sums));
    check("productBackward", () -> backend.sparse().productBackward(x, sums, dBlock, bias));
    check("interactions", () -> backend.sparse().interactionForward(x, block, sums, y));
    check(
        "interactionBackward",
        () -> backend.sparse().interactionBackward(x, block, sums, y, dBlock));
  }

  private void check(String operation, Runnable call) {
    long thread = Thread.currentThread().getId();
    for (int i = 0; i < CALLS; i++) {
      call.run();
    }
    long before = threads.getThreadAllocatedBytes(thread);
    for (int i = 0; i < CALLS; i++) {
      call.run();
    }
    long bytes = (threads.getThreadAllocatedBytes(thread) - before) / CALLS;
    assertThat(bytes).as("bytes a call of %s allocates", operation).isLessThan(BYTES_PER_CALL);
  }
}
