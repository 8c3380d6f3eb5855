package org.strideml.kernels.cpu;

import static org.bytedeco.dnnl.global.dnnl.dnnl_get_effective_cpu_isa;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.Loader;
import org.strideml.kernels.NoDeviceException;

/**
 * Products of whole tensors in bfloat16 by oneDNN, on one core; sums are in single precision.
 *
 * <p>Operands are rounded on their way. A {@linkplain Gemm.Operand#lasting lasting} one is rounded
 * again only when its arena has changed, any other once for all products of an operation: an
 * operation may not write what it has multiplied and then multiply it again.
 */
final class Bf16Gemm extends Gemm {
  /** Operands of an operation that do not last: x, dy. */
  private static final int PASSING = 2;

  private final SingleThread singleThread;
  private final engine engine;
  private final stream stream;
  private final List<Bf16Product> products = new ArrayList<>();
  private final List<Bf16Copy> lasting = new ArrayList<>();
  private final List<Bf16Copy> rooms = new ArrayList<>();
  private final Bf16Copy[] passing = new Bf16Copy[PASSING];
  private int oldest;

  /**
   * @throws NoDeviceException when the processor has no instructions for it
   * @throws UnsatisfiedLinkError when there is no oneDNN for this platform
   */
  Bf16Gemm() {
    Loader.load(dnnl.class);
    if (!hasInstructions(dnnl_get_effective_cpu_isa())) {
      throw new NoDeviceException(
          "backend.precision=bf16 needs a processor with bfloat16 instructions (avx512_bf16,"
              + " avx_ne_convert or AMX); this one has "
              + OneDnnGemm.instructionSet()
              + "; use backend.precision=fp32");
    }
    singleThread = new SingleThread();
    singleThread.enter();
    engine = new engine(org.bytedeco.dnnl.engine.kind.cpu, 0);
    stream = new stream(engine);
  }

  /** Each set's bits contain those of the sets it includes. */
  static boolean hasInstructions(int set) {
    return (set & dnnl.dnnl_cpu_isa_avx512_core_bf16) == dnnl.dnnl_cpu_isa_avx512_core_bf16
        || set == dnnl.dnnl_cpu_isa_avx2_vnni_2;
  }

  @Override
  String name() {
    return "bf16 " + OneDnnGemm.instructionSet();
  }

  @Override
  void product(int rows, int inner, int columns, float alpha, float beta) {
    if (alpha != 1 || beta != 0) {
      throw new IllegalArgumentException(
          "products in bf16 have alpha 1 and beta 0, got " + alpha + " and " + beta);
    }
    product(rows, inner, columns, false);
  }

  @Override
  boolean productAndRow(int rows, int inner, int columns) {
    product(rows, inner, columns, true);
    return true;
  }

  private void product(int rows, int inner, int columns, boolean addsRow) {
    requireWhole(a, a.isTransposed() ? rows : inner);
    requireWhole(b, b.isTransposed() ? inner : columns);
    requireWhole(c, columns);
    singleThread.enter();
    Bf16Copy left = rounded(a, Math.multiplyExact(rows, inner), null);
    Bf16Copy right = rounded(b, Math.multiplyExact(inner, columns), left);
    compiled(rows, inner, columns, left, right, addsRow).multiply(this, left, right, stream);
    stream._wait();
  }

  private static void requireWhole(Operand operand, int columns) {
    if (operand.stride() != columns) {
      throw new IllegalArgumentException(
          "products in bf16 are of whole tensors, got rows of "
              + columns
              + " elements that lie "
              + operand.stride()
              + " apart");
    }
  }

  /** The operand's copy, never in the room of {@code busy}. */
  private Bf16Copy rounded(Operand operand, int size, Bf16Copy busy) {
    Bf16Copy copy = operand.lasts() ? lasting(operand, size) : passing(operand, size, busy);
    if (!copy.of(operand, size) || !copy.current()) {
      copy.copy(operand, stream);
    }
    return copy;
  }

  private Bf16Copy lasting(Operand operand, int size) {
    for (int i = 0; i < lasting.size(); i++) {
      if (lasting.get(i).of(operand, size)) {
        return lasting.get(i);
      }
    }
    Bf16Copy copy = new Bf16Copy(engine, operand, size);
    lasting.add(copy);
    return copy;
  }

  private Bf16Copy passing(Operand operand, int size, Bf16Copy busy) {
    for (Bf16Copy copy : passing) {
      if (copy != null && copy.of(operand, size) && copy.current()) {
        return copy;
      }
    }
    if (passing[oldest] != null && passing[oldest] == busy) {
      oldest = (oldest + 1) % PASSING;
    }
    Bf16Copy copy = room(operand, size, busy);
    passing[oldest] = copy;
    oldest = (oldest + 1) % PASSING;
    return copy;
  }

  /** Rooms are kept by size; there are as many sizes as the model has shapes. */
  private Bf16Copy room(Operand operand, int size, Bf16Copy busy) {
    for (int i = 0; i < rooms.size(); i++) {
      Bf16Copy room = rooms.get(i);
      if (room.size() == size && room != busy && room != passing[1 - oldest]) {
        return room;
      }
    }
    Bf16Copy room = new Bf16Copy(engine, operand, size);
    rooms.add(room);
    return room;
  }

  private Bf16Product compiled(
      int rows, int inner, int columns, Bf16Copy left, Bf16Copy right, boolean addsRow) {
    for (int i = 0; i < products.size(); i++) {
      if (products.get(i).fits(this, rows, inner, columns, addsRow)) {
        return products.get(i);
      }
    }
    Bf16Product product = new Bf16Product(engine, this, rows, inner, columns, left, right, addsRow);
    products.add(product);
    return product;
  }

  @Override
  void close() {
    products.forEach(Bf16Product::close);
    lasting.forEach(Bf16Copy::close);
    rooms.forEach(Bf16Copy::close);
    products.clear();
    lasting.clear();
    rooms.clear();
    stream.close();
    engine.close();
  }
}
