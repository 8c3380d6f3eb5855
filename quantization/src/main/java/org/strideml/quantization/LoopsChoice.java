package org.strideml.quantization;

import java.util.Set;

/** Which loops run here. */
final class LoopsChoice {
  /** Narrower vectors lack the conversions that the loops need and would be emulated. */
  private static final int MINIMUM_LANES = 8;

  /** Wider ones than there is scratch for. */
  private static final int MAXIMUM_LANES = Loops.RANGE_SCRATCH / 2;

  private static final Set<String> ARCHITECTURES = Set.of("amd64", "x86_64");

  private LoopsChoice() {}

  static Loops choose() {
    System.Logger log = System.getLogger(Loops.class.getPackageName());
    if (!ARCHITECTURES.contains(System.getProperty("os.arch"))) {
      log.log(System.Logger.Level.INFO, "quantization loops: plain, vectors are tried on x86 only");
      return new PlainLoops();
    }
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      log.log(
          System.Logger.Level.WARNING,
          "quantization loops: plain and slower, same bytes; module jdk.incubator.vector is absent."
              + " Start the JVM with --add-modules=jdk.incubator.vector");
      return new PlainLoops();
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
      return new PlainLoops();
    }
    return new VectorLoops();
  }
}
