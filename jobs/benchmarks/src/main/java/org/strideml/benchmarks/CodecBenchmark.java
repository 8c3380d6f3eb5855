package org.strideml.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.strideml.quantization.CodecType;

/** Runs {@link CodecOperations} under JMH, each codec next to a copy of the same floats. */
final class CodecBenchmark {
  private static final List<Integer> FEW_BITS = List.of(8, 6, 5, 4, 3, 2);

  private CodecBenchmark() {}

  static List<Measurement> measure() throws RunnerException {
    List<Measurement> measurements = new ArrayList<>();
    for (String codec : codecs()) {
      Map<String, Double> millis = medians(codec);
      double copy = millis.get("copy");
      for (String operation : List.of("encode", "decode")) {
        measurements.add(measurement(codec, operation, millis.get(operation), copy));
      }
    }
    return measurements;
  }

  /** Every codec, those of several widths at several. */
  private static List<String> codecs() {
    List<String> names = new ArrayList<>();
    for (CodecType type : CodecType.values()) {
      if (type.settings().contains(CodecType.Setting.BITS)) {
        FEW_BITS.forEach(bits -> names.add(type.codecName() + "-" + bits));
      } else {
        names.add(type.codecName() + "-" + CodecOperations.bits(type));
      }
    }
    return names;
  }

  /** Milliseconds by operation. */
  private static Map<String, Double> medians(String codec) throws RunnerException {
    var options =
        new OptionsBuilder()
            .include(CodecOperations.class.getName() + "\\.")
            .param("codec", codec)
            .verbosity(VerboseMode.SILENT)
            .shouldFailOnError(true)
            .build();
    Map<String, Double> medians = new LinkedHashMap<>();
    for (RunResult result : new Runner(options).run()) {
      medians.put(
          result.getPrimaryResult().getLabel(),
          result.getPrimaryResult().getStatistics().getPercentile(50));
    }
    return medians;
  }

  private static Measurement measurement(
      String codec, String operation, double millis, double copy) {
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("codec", CodecOperations.codec(codec).toString());
    params.put("floats", CodecOperations.LENGTH);
    double billions = 1e-6 * CodecOperations.LENGTH;
    return new Measurement(
        Group.CODECS.toString(),
        "codec-" + codec + "-" + operation,
        params,
        billions / millis,
        "G elements/s",
        "System.arraycopy of the same floats",
        copy / millis);
  }
}
