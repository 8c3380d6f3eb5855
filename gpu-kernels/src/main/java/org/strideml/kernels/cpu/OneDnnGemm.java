package org.strideml.kernels.cpu;

import static org.bytedeco.dnnl.global.dnnl.dnnl_get_effective_cpu_isa;
import static org.bytedeco.dnnl.global.dnnl.dnnl_sgemm;
import static org.bytedeco.dnnl.global.dnnl.dnnl_success;

import java.util.Map;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;

/** Products by oneDNN's {@code sgemm}, on one core. */
final class OneDnnGemm extends Gemm {
  private static final byte AS_IS = 'N';
  private static final byte TRANSPOSED = 'T';
  private static final Map<Integer, String> INSTRUCTION_SETS =
      Map.ofEntries(
          Map.entry(dnnl.dnnl_cpu_isa_sse41, "sse41"),
          Map.entry(dnnl.dnnl_cpu_isa_avx, "avx"),
          Map.entry(dnnl.dnnl_cpu_isa_avx2, "avx2"),
          Map.entry(dnnl.dnnl_cpu_isa_avx2_vnni, "avx2_vnni"),
          Map.entry(dnnl.dnnl_cpu_isa_avx2_vnni_2, "avx2_vnni_2"),
          Map.entry(dnnl.dnnl_cpu_isa_avx512_core, "avx512_core"),
          Map.entry(dnnl.dnnl_cpu_isa_avx512_core_vnni, "avx512_core_vnni"),
          Map.entry(dnnl.dnnl_cpu_isa_avx512_core_bf16, "avx512_core_bf16"),
          Map.entry(dnnl.dnnl_cpu_isa_avx512_core_fp16, "avx512_core_fp16"),
          Map.entry(dnnl.dnnl_cpu_isa_avx512_core_amx, "avx512_core_amx"),
          Map.entry(dnnl.dnnl_cpu_isa_avx512_core_amx_fp16, "avx512_core_amx_fp16"));

  private final SingleThread singleThread;

  /**
   * Loads the native library.
   *
   * @throws UnsatisfiedLinkError when there is none for this platform
   * @throws IllegalStateException when it would use several cores at once
   */
  OneDnnGemm() {
    Loader.load(dnnl.class);
    singleThread = new SingleThread();
  }

  @Override
  String name() {
    int set = dnnl_get_effective_cpu_isa();
    return INSTRUCTION_SETS.getOrDefault(set, "isa 0x" + Integer.toHexString(set));
  }

  @Override
  void multiply(int rows, int inner, int columns, float alpha, float beta) {
    singleThread.enter();
    int status =
        dnnl_sgemm(
            a.isTransposed() ? TRANSPOSED : AS_IS,
            b.isTransposed() ? TRANSPOSED : AS_IS,
            rows,
            columns,
            inner,
            alpha,
            a.pointer(),
            a.stride(),
            b.pointer(),
            b.stride(),
            beta,
            c.pointer(),
            c.stride());
    if (status != dnnl_success) {
      throw new IllegalStateException(
          String.format(
              "oneDNN refused a product of %d x %d x %d with status %d",
              rows, inner, columns, status));
    }
  }
}
