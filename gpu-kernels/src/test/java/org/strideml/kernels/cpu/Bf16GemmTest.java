package org.strideml.kernels.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx2;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx2_vnni_2;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx512_core;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx512_core_amx;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx512_core_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_get_effective_cpu_isa;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.strideml.kernels.Activation;
import org.strideml.kernels.Arena;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Backends;
import org.strideml.kernels.Dense;
import org.strideml.kernels.Dense.Layout;
import org.strideml.kernels.DenseGradients;
import org.strideml.kernels.Precision;
import org.strideml.kernels.Tensor;
import org.strideml.kernels.reference.ReferenceBackend;

/** Dense layers in bfloat16 against the reference in double. */
class Bf16GemmTest {
  private static final int[][] SHAPES = {{1, 1, 1}, {17, 13, 1}, {5, 207, 33}, {128, 100, 10}};

  /** Sums in single precision, as for the other backends. */
  private static final double SUMS = 100 * 0x1p-24;

  /**
   * Both factors are off by at most 2^-9 of themselves, so a product by 2^-8; a sum's largest error
   * stays below twice that of its largest value.
   */
  private static final double ROUNDED = 2 * 0x1p-8;

  @BeforeEach
  void needsInstructions() {
    new OneDnnGemm().close(); // Loads the library.
    assumeTrue(
        Bf16Gemm.hasInstructions(dnnl_get_effective_cpu_isa()),
        "this processor has no bfloat16 instructions");
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void multipliesRepresentableNumbersAsExactlyAsSinglePrecision(Layout layout) {
    for (int[] shape : SHAPES) {
      compare(shape, layout, Bf16GemmTest::representable, 0, SUMS);
    }
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void roundsOtherNumbersOnTheirWay(Layout layout) {
    for (int[] shape : SHAPES) {
      compare(shape, layout, values -> values, shape[1] > 1 ? 8 * SUMS : 0, ROUNDED);
    }
  }

  /** Runs both passes; forward results must be off by at least and at most so much. */
  private static void compare(
      int[] shape, Layout layout, UnaryOperator<float[]> prepare, double least, double most) {
    try (Backend tested = CpuBackend.open(Precision.BF16);
        ReferenceBackend reference = ReferenceBackend.inDouble()) {
      Layer layer = new Layer(tested, shape, layout, prepare);
      Layer expected = new Layer(reference, shape, layout, prepare);
      layer.run(tested);
      expected.run(reference);
      double error = error(layer.y, reference.toDoubles(expected.y));
      assertThat(error).as("y of %s", Arrays.toString(shape)).isBetween(least, most);
      assertThat(error(layer.dWeight, reference.toDoubles(expected.dWeight))).isLessThan(most);
      assertThat(error(layer.dx, reference.toDoubles(expected.dx))).isLessThan(most);
      assertThat(error(layer.dBias, reference.toDoubles(expected.dBias))).isLessThan(SUMS);
    }
  }

  /** Largest error, relative to the largest value. */
  private static double error(Tensor got, double[] expected) {
    float[] values = got.toArray();
    double magnitude = 0;
    double error = 0;
    for (int i = 0; i < expected.length; i++) {
      magnitude = Math.max(magnitude, Math.abs(expected[i]));
      error = Math.max(error, Math.abs(values[i] - expected[i]));
    }
    return error / magnitude;
  }

  /** Cuts all but 8 significant bits off. */
  private static float[] representable(float[] values) {
    float[] cut = new float[values.length];
    for (int i = 0; i < cut.length; i++) {
      cut[i] = Float.intBitsToFloat(Float.floatToRawIntBits(values[i]) & 0xffff0000);
    }
    return cut;
  }

  @Test
  void sameBitsEachTimeAndWhateverCameBefore() {
    int[] shape = {40, 96, 24};
    try (Backend first = CpuBackend.open(Precision.BF16);
        Backend second = CpuBackend.open(Precision.BF16)) {
      Layer other = new Layer(second, new int[] {40, 24, 96}, Layout.OUT_IN, values -> values);
      other.run(second);
      Layer one = new Layer(first, shape, Layout.IN_OUT, values -> values);
      Layer two = new Layer(second, shape, Layout.IN_OUT, values -> values);
      for (int i = 0; i < 3; i++) {
        one.run(first);
        two.run(second);
        other.run(second);
        assertThat(two.y.toArray()).isEqualTo(one.y.toArray());
        assertThat(two.dx.toArray()).isEqualTo(one.dx.toArray());
        assertThat(two.dWeight.toArray()).isEqualTo(one.dWeight.toArray());
      }
    }
  }

  @Test
  void seesWeightsThatChangedInTheirArena() {
    int[] shape = {6, 32, 16};
    float[] weights = new float[32 * 16];
    Arrays.fill(weights, 0.5f);
    try (Backend tested = CpuBackend.open(Precision.BF16);
        Backend fresh = CpuBackend.open(Precision.BF16)) {
      Layer layer = new Layer(tested, shape, Layout.IN_OUT, values -> values);
      Layer expected = new Layer(fresh, shape, Layout.IN_OUT, values -> values);
      layer.run(tested);
      float[] before = layer.y.toArray();
      layer.weight.write(weights, 0);
      expected.weight.write(weights, 0);
      layer.run(tested);
      expected.run(fresh);
      assertThat(layer.y.toArray()).isEqualTo(expected.y.toArray()).isNotEqualTo(before);
      assertThat(layer.dx.toArray()).isEqualTo(expected.dx.toArray());
    }
  }

  /** With plain loops, because vectors are objects until HotSpot has compiled theirs. */
  @Test
  void allocatesNextToNothing() {
    try (Backend backend = new CpuBackend(new NetlibGemm(), new Bf16Gemm(), new PlainRows())) {
      Layer layer = new Layer(backend, new int[] {40, 96, 64}, Layout.IN_OUT, values -> values);
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long thread = Thread.currentThread().getId();
      int calls = 20;
      for (int i = 0; i < calls; i++) {
        layer.run(backend);
      }
      long before = threads.getThreadAllocatedBytes(thread);
      for (int i = 0; i < calls; i++) {
        layer.run(backend);
      }
      assertThat((threads.getThreadAllocatedBytes(thread) - before) / calls).isLessThan(200);
    }
  }

  @Test
  void knowsWhichProcessorsHaveIt() {
    assertThat(Bf16Gemm.hasInstructions(dnnl_cpu_isa_avx512_core_bf16)).isTrue();
    assertThat(Bf16Gemm.hasInstructions(dnnl_cpu_isa_avx512_core_amx)).isTrue();
    assertThat(Bf16Gemm.hasInstructions(dnnl_cpu_isa_avx2_vnni_2)).isTrue();
    assertThat(Bf16Gemm.hasInstructions(dnnl_cpu_isa_avx512_core)).isFalse();
    assertThat(Bf16Gemm.hasInstructions(dnnl_cpu_isa_avx2)).isFalse();
  }

  @Test
  void saysWhatIsInUse() {
    try (Backend backend = Backends.open("cpu", "auto", Precision.BF16).backend()) {
      assertThat(backend.device().instructionSet()).startsWith("bf16 avx");
    }
  }

  @Test
  void otherBackendsRefuseIt() {
    assertThatThrownBy(() -> Backends.open("reference", "auto", Precision.BF16))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("backend.precision=bf16")
        .hasMessageContaining("reference");
    assertThatThrownBy(() -> Backends.open("opencl", "auto", Precision.BF16))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("opencl");
  }

  /** A dense layer without activation, its parameters in an arena of their own. */
  private static final class Layer {
    final Dense dense;
    final DenseGradients gradients;
    final Tensor weight;
    final Tensor x;
    final Tensor y;
    final Tensor dy;
    final Tensor dx;
    final Tensor dWeight;
    final Tensor dBias;

    Layer(Backend backend, int[] shape, Layout layout, UnaryOperator<float[]> prepare) {
      int rows = shape[0];
      int inputs = shape[1];
      int outputs = shape[2];
      int extent0 = layout == Layout.IN_OUT ? inputs : outputs;
      int extent1 = layout == Layout.IN_OUT ? outputs : inputs;
      Arena parameters = backend.newArena("parameters", 1 << 16);
      Arena all = backend.newArena("all", 1 << 18);
      Random random = new Random(4);
      weight = parameters.allocate(extent0, extent1);
      weight.write(prepare.apply(StepSpeed.normal(random, 1, weight.size())), 0);
      Tensor bias = parameters.allocate(outputs);
      dense = new Dense(weight, bias, layout, Activation.IDENTITY);
      x = all.allocate(rows, inputs);
      x.write(prepare.apply(StepSpeed.normal(random, 1, x.size())), 0);
      dy = all.allocate(rows, outputs);
      dy.write(prepare.apply(StepSpeed.normal(random, 1, dy.size())), 0);
      y = all.allocate(rows, outputs);
      dx = all.allocate(rows, inputs);
      dWeight = all.allocate(extent0, extent1);
      dBias = all.allocate(outputs);
      gradients = new DenseGradients(dWeight, dBias);
    }

    void run(Backend backend) {
      backend.denseForward(dense, x, null, null, y);
      backend.denseBackward(dense, x, null, dy, dx, gradients);
    }
  }
}
