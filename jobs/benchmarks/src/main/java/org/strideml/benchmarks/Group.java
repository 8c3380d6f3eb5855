package org.strideml.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What can be measured by itself. */
enum Group {
  /** A training step against the best matrix product of one core. */
  STEP {
    @Override
    List<Measurement> measure(Path data) {
      return StepBenchmark.measure();
    }
  },
  /** A round that has next to nothing to do against a bare Spark job of the same bytes. */
  ROUND {
    @Override
    List<Measurement> measure(Path data) throws Exception {
      return RoundBenchmark.measure();
    }
  },
  /** Encoding and decoding against copying. */
  CODECS {
    @Override
    List<Measurement> measure(Path data) throws Exception {
      return CodecBenchmark.measure();
    }
  },
  /** Local SGD against PyTorch doing the same. */
  PEERS {
    @Override
    List<Measurement> measure(Path data) throws Exception {
      return PeerBenchmark.measure();
    }
  },
  /** Products and steps on an OpenCL device against the processor that serves it. */
  OPENCL {
    @Override
    List<Measurement> measure(Path data) {
      return OpenClBenchmark.measure();
    }
  },
  /** What a second core gains. */
  SCALING {
    @Override
    List<Measurement> measure(Path data) throws Exception {
      return ScalingBenchmark.measure();
    }
  },
  /** Time to an accuracy against Spark MLlib. */
  MLLIB {
    @Override
    List<Measurement> measure(Path data) throws Exception {
      return MllibBenchmark.measure(data);
    }
  };

  /**
   * @param data folder with Fashion-MNIST, for the group that needs it
   */
  abstract List<Measurement> measure(Path data) throws Exception;

  /** Name on the command line and in the output. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
