package org.strideml.quantization;

import java.util.Set;

/**
 * Which loops run here: plain ones for short runs, for long ones the fastest this machine has.
 *
 * <p>Vector code is slow until it is compiled, by a second or so in all. Short runs never earn that
 * back, they take the plain loops a millisecond or two.
 */
final class LoopsChoice {
  /** Values from which on vectors are worth their start. */
  static final int LONG_RUN = 1 << 20;

  /** Narrower vectors lack the conversions that the loops need and would be emulated. */
  private static final int MINIMUM_LANES = 8;

  /** Wider ones than there is scratch for. */
  private static final int MAXIMUM_LANES = Loops.RANGE_SCRATCH / 2;

  private static final Set<String> ARCHITECTURES = Set.of("amd64", "x86_64");

  private static final Loops PLAIN = new PlainLoops();

  private LoopsChoice() {}

  static Loops forLength(int length) {
    return length < LONG_RUN ? PLAIN : Fastest.LOOPS;
  }

  static ShortLoops bf16(int length) {
    return forLength(length) instanceof PlainLoops ? new PlainBf16() : new VectorBf16();
  }

  static ShortLoops fp16(int length) {
    return forLength(length) instanceof PlainLoops ? new PlainFp16() : new VectorFp16();
  }

  static SignLoops signs(int length) {
    return forLength(length) instanceof PlainLoops ? new PlainSigns() : new VectorSigns();
  }

  /** Chosen, and where it is the slow choice said, when first needed. */
  private static final class Fastest {
    private static final Loops LOOPS = choose();
  }

  private static Loops choose() {
    System.Logger log = System.getLogger(Loops.class.getPackageName());
    if (!ARCHITECTURES.contains(System.getProperty("os.arch"))) {
      log.log(System.Logger.Level.INFO, "quantization loops: plain, vectors are tried on x86 only");
      return PLAIN;
    }
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      log.log(
          System.Logger.Level.WARNING,
          "quantization loops: plain and slower, same bytes; module jdk.incubator.vector is absent."
              + " Start the JVM with --add-modules=jdk.incubator.vector");
      return PLAIN;
    }
    return vectorsOrPlain(log);
  }

  private static Loops vectorsOrPlain(System.Logger log) {
    int lanes = VectorLoops.LANES;
    if (lanes < MINIMUM_LANES || lanes > MAXIMUM_LANES) {
      log.log(
          System.Logger.Level.INFO,
          "quantization loops: plain, vectors here have {0} floats, expected {1} to {2}",
          lanes,
          MINIMUM_LANES,
          MAXIMUM_LANES);
      return PLAIN;
    }
    return new VectorLoops();
  }
}
