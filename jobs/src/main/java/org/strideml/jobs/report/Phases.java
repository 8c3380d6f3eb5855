package org.strideml.jobs.report;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.strideml.jobs.run.Curves;

/**
 * Where rounds' time went, in seconds per round.
 *
 * <p>With s slots for K workers, of which min(s, K) work at once: computing is the workers' local
 * steps divided by that many; coding their encoding and decoding likewise, and the driver's. When
 * each worker has a slot, waiting is what the slowest one's steps took beyond the mean. Spark is
 * the rest: scheduling, broadcast, results, averaging, and slots that stand idle between workers.
 */
record Phases(double[] compute, double[] encode, double[] waiting, double[] spark) {

  static Phases of(RunRecord run) {
    Curves curves = run.curves();
    // Asynchronous rounds are single arrivals, between which the other workers go on.
    int streams = run.isAsynchronous() ? (int) run.number("sync.workers") : 0;
    double[] round = curves.ofRounds("roundSeconds");
    double[] slowest = curves.ofRounds("computeSeconds");
    double[] coding = curves.ofRounds("encodeSeconds");
    double[] slots = curves.ofRounds("slots");
    double[][] steps = curves.ofWorkers("computeSeconds");
    double[][] encoding = curves.ofWorkers("encodeSeconds");
    int n = round.length;
    Phases phases = new Phases(new double[n], new double[n], new double[n], new double[n]);
    for (int i = 0; i < n; i++) {
      int workers = Math.max(Math.max(1, streams), steps[i].length);
      double atOnce = slots[i] >= 1 ? Math.min(slots[i], workers) : workers;
      double mean = steps[i].length == 0 ? slowest[i] : sum(steps[i]) / atOnce;
      double driver = coding[i] - most(encoding[i]);
      double code = encoding[i].length == 0 ? coding[i] : driver + sum(encoding[i]) / atOnce;
      phases.compute[i] = Math.min(round[i], mean);
      phases.encode[i] = Math.min(round[i] - phases.compute[i], code);
      double left = round[i] - phases.compute[i] - phases.encode[i];
      phases.waiting[i] =
          atOnce < workers || streams > 0 ? 0 : Math.min(left, Math.max(0, slowest[i] - mean));
      phases.spark[i] = left - phases.waiting[i];
    }
    return phases;
  }

  double total() {
    return sum(compute) + sum(encode) + sum(waiting) + sum(spark);
  }

  /** A phase's part of all the time; NaN when none has passed. */
  double share(double[] phase) {
    return sum(phase) / total();
  }

  /** What would not be there without synchronizing: coding and Spark. */
  double overhead() {
    return sum(encode) + sum(spark);
  }

  /** The same without the first rounds. */
  Phases after(int rounds) {
    return new Phases(
        Arrays.copyOfRange(compute, rounds, compute.length),
        Arrays.copyOfRange(encode, rounds, encode.length),
        Arrays.copyOfRange(waiting, rounds, waiting.length),
        Arrays.copyOfRange(spark, rounds, spark.length));
  }

  static double sum(double[] numbers) {
    return DoubleStream.of(numbers).filter(Double::isFinite).sum();
  }

  private static double most(double[] numbers) {
    return Arrays.stream(numbers).filter(Double::isFinite).max().orElse(0);
  }
}
