package org.strideml.kernels.cpu;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.strideml.kernels.AdamWStep;
import org.strideml.kernels.Arena;
import org.strideml.kernels.CheckedBackend;
import org.strideml.kernels.Dense;
import org.strideml.kernels.DenseGradients;
import org.strideml.kernels.Device;
import org.strideml.kernels.Dropout;
import org.strideml.kernels.ImageOperations;
import org.strideml.kernels.Indices;
import org.strideml.kernels.LossOperations;
import org.strideml.kernels.NoDeviceException;
import org.strideml.kernels.Operation;
import org.strideml.kernels.Precision;
import org.strideml.kernels.SequenceOperations;
import org.strideml.kernels.SgdStep;
import org.strideml.kernels.SparseOperations;
import org.strideml.kernels.Tensor;

/**
 * One core of this machine: oneDNN products and vector loops, single precision.
 *
 * <p>Memory is outside of the Java heap. After the first step of a shape nothing is allocated. Same
 * inputs give the same bits on processors with the same {@link Device#instructionSet}, whatever the
 * thread and whatever was computed before.
 */
public final class CpuBackend extends CheckedBackend {
  private static final Logger LOG = LoggerFactory.getLogger(CpuBackend.class);
  private static final Set<Operation> ALL = Set.copyOf(EnumSet.allOf(Operation.class));

  private final Gemm gemm;

  /** Of dense layers; the same as {@link #gemm} in single precision. */
  private final Gemm denseGemm;

  private final Rows rows;
  private final CpuDense dense;
  private final CpuLosses losses;
  private final CpuOptimizers optimizers;
  private final CpuImages images;
  private final List<CpuArena> arenas = new ArrayList<>();
  private final Scratch scratch = new Scratch();

  CpuBackend(Gemm gemm, Rows rows) {
    this(gemm, gemm, rows);
  }

  CpuBackend(Gemm gemm, Gemm denseGemm, Rows rows) {
    this.gemm = gemm;
    this.denseGemm = denseGemm;
    this.rows = rows;
    dense = new CpuDense(denseGemm, rows);
    losses = new CpuLosses(rows, scratch::of);
    optimizers = new CpuOptimizers(rows);
    images = new CpuImages(gemm, rows, scratch::of);
  }

  /**
   * With the fastest products and loops this JVM can have; whatever is missing is logged with the
   * cause and a remedy.
   */
  public static CpuBackend open() {
    return new CpuBackend(openGemm(), openRows());
  }

  /**
   * With dense layers in this precision.
   *
   * @throws NoDeviceException when the processor, or this platform's oneDNN, does not have it
   */
  public static CpuBackend open(Precision precision) {
    return precision == Precision.FP32
        ? open()
        : new CpuBackend(openGemm(), openBf16Gemm(), openRows());
  }

  private static Gemm openBf16Gemm() {
    try {
      return new Bf16Gemm();
    } catch (LinkageError e) {
      throw new NoDeviceException(
          "backend.precision=bf16 needs oneDNN, which cannot be loaded: "
              + e
              + "; use backend.precision=fp32");
    }
  }

  private static Gemm openGemm() {
    try {
      return new OneDnnGemm();
    } catch (LinkageError | RuntimeException e) {
      LOG.warn(
          "oneDNN cannot be used, products go to Java loops and are several times slower: {}. It"
              + " needs Linux on x86-64, org.bytedeco:dnnl, javacpp and opencl with their"
              + " linux-x86_64 jars, and a writable ~/.javacpp or temporary folder",
          e.toString());
      LOG.debug("why oneDNN cannot be used", e);
      return new NetlibGemm();
    }
  }

  private static Rows openRows() {
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      LOG.warn(
          "the JVM was started without the Vector API, so loops are several times slower; add"
              + " --add-modules=jdk.incubator.vector");
      return new PlainRows();
    }
    return VectorRows.fits() ? new VectorRows() : new PlainRows();
  }

  @Override
  public String name() {
    return "cpu";
  }

  /** Which products and loops are in use, such as {@code avx512_core products, vector loops}. */
  public String explanation() {
    return denseGemm.name()
        + " products, "
        + (rows instanceof PlainRows ? "plain" : "vector")
        + " loops";
  }

  @Override
  public Device device() {
    return Processor.describe(denseGemm.name());
  }

  @Override
  public Set<Operation> operations() {
    return ALL;
  }

  @Override
  public long productNanos() {
    return gemm.nanos() + (denseGemm == gemm ? 0 : denseGemm.nanos()) + images.convolutionNanos();
  }

  @Override
  protected Arena newArenaK(String name, int capacity) {
    CpuArena arena = new CpuArena(name, capacity);
    arenas.add(arena);
    return arena;
  }

  @Override
  protected Indices newIndicesK(int capacity) {
    return new CpuIndices(capacity);
  }

  @Override
  protected void fillK(Tensor x, float value) {
    rows.fill(value, new Row().of(x), x.size());
  }

  @Override
  protected void copyK(Tensor x, Tensor y) {
    new Row().of(y).copy(new Row().of(x), x.size());
  }

  @Override
  protected void copyColumnsK(Tensor from, int fromColumn, Tensor to, int toColumn, int columns) {
    Row source = new Row().of(from);
    Row target = new Row().of(to);
    for (int row = 0; row < from.rows(); row++) {
      target
          .from(row * to.columns() + toColumn)
          .copy(source.from(row * from.columns() + fromColumn), columns);
    }
  }

  @Override
  protected void addK(Tensor x, Tensor y) {
    rows.add(new Row().of(x), new Row().of(y), x.size());
  }

  @Override
  protected void dropoutK(Dropout dropout, Tensor x, Tensor y) {
    rows.dropout(dropout, new Row().of(x), new Row().of(y), x.size());
  }

  @Override
  protected LossOperations lossesK() {
    return losses;
  }

  @Override
  protected ImageOperations imagesK() {
    return images;
  }

  @Override
  protected void denseForwardK(Dense layer, Tensor x, Tensor residual, Tensor pre, Tensor y) {
    dense.forward(layer, x, residual, pre, y);
  }

  @Override
  protected void denseBackwardK(
      Dense layer, Tensor x, Tensor pre, Tensor dy, Tensor dx, DenseGradients gradients) {
    dense.backward(layer, x, pre, dy, dx, gradients);
  }

  @Override
  protected SequenceOperations sequenceK() {
    return new CpuSequence(gemm, rows, scratch);
  }

  @Override
  protected void clipScaleK(Tensor gradient, float maxNorm, Tensor scale) {
    optimizers.clipScale(gradient, maxNorm, scale);
  }

  @Override
  protected void sgdK(
      SgdStep step, Tensor parameters, Tensor gradient, Tensor gradientScale, Tensor momentum) {
    optimizers.sgd(step, parameters, gradient, gradientScale, momentum);
  }

  @Override
  protected void adamWK(
      AdamWStep step,
      Tensor parameters,
      Tensor gradient,
      Tensor gradientScale,
      Tensor m,
      Tensor v) {
    optimizers.adamW(step, parameters, gradient, gradientScale, m, v);
  }

  @Override
  protected SparseOperations sparseK() {
    return new CpuSparse(rows);
  }

  @Override
  protected void closeK() {
    gemm.close();
    if (denseGemm != gemm) {
      denseGemm.close();
    }
    images.close();
    arenas.forEach(CpuArena::free);
    scratch.free();
  }
}
