package org.strideml.kernels.cpu;

import static org.bytedeco.dnnl.global.dnnl.dnnl_get_effective_cpu_isa;
import static org.bytedeco.dnnl.global.dnnl.dnnl_sgemm;
import static org.bytedeco.dnnl.global.dnnl.dnnl_success;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.Loader;

/**
 * Products by oneDNN, on one core: by {@code sgemm}, or where that is slow by a compiled {@link
 * OneDnnMatmul}. Which of them depends on the shape alone, so that bits do.
 */
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

  /** An operand that is turned around is used so few times that this is dear. */
  private static final int FEW = 256;

  /** Below, starting a compiled product costs more than it saves. */
  private static final int LARGE = 64;

  private final SingleThread singleThread;
  private final List<OneDnnMatmul> compiled = new ArrayList<>();
  private final engine engine;
  private final stream stream;

  /**
   * Loads the native library.
   *
   * @throws UnsatisfiedLinkError when there is none for this platform
   * @throws IllegalStateException when it would use several cores at once
   */
  OneDnnGemm() {
    Loader.load(dnnl.class);
    singleThread = new SingleThread();
    singleThread.enter();
    engine = new engine(org.bytedeco.dnnl.engine.kind.cpu, 0);
    stream = new stream(engine);
  }

  @Override
  String name() {
    return instructionSet();
  }

  /** The widest instructions oneDNN uses here. */
  static String instructionSet() {
    int set = dnnl_get_effective_cpu_isa();
    return INSTRUCTION_SETS.getOrDefault(set, "isa 0x" + Integer.toHexString(set));
  }

  @Override
  void product(int rows, int inner, int columns, float alpha, float beta) {
    singleThread.enter();
    boolean plain = alpha == 1 && beta == 0 && inner >= LARGE && columns >= LARGE;
    if (plain && turnsOperand(rows, inner, columns)) {
      compiled(rows, inner, columns, false).multiply(this, stream);
    } else {
      sgemm(rows, inner, columns, alpha, beta);
    }
  }

  @Override
  boolean productAndRow(int rows, int inner, int columns) {
    boolean compile = inner >= LARGE && columns >= LARGE && turnsOperand(rows, inner, columns);
    if (!compile) {
      product(rows, inner, columns, 1, 0);
      return false;
    }
    singleThread.enter();
    compiled(rows, inner, columns, true).multiply(this, stream);
    return true;
  }

  /** Whether {@code sgemm} would spend a good part of the product on turning an operand around. */
  private boolean turnsOperand(int rows, int inner, int columns) {
    if (a.isTransposed()) {
      return !b.isTransposed() && rows > FEW && (inner <= FEW || columns <= FEW);
    }
    return b.isTransposed() && rows <= FEW;
  }

  private OneDnnMatmul compiled(int rows, int inner, int columns, boolean addsRow) {
    for (int i = 0; i < compiled.size(); i++) {
      if (compiled.get(i).fits(this, rows, inner, columns, addsRow)) {
        return compiled.get(i);
      }
    }
    OneDnnMatmul product = new OneDnnMatmul(engine, this, rows, inner, columns, addsRow);
    compiled.add(product);
    return product;
  }

  private void sgemm(int rows, int inner, int columns, float alpha, float beta) {
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

  @Override
  void close() {
    compiled.forEach(OneDnnMatmul::close);
    compiled.clear();
    stream.close();
    engine.close();
  }
}
