package org.strideml.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.data.Shard;

/**
 * Local SGD by Stride on {@code local[2]} against the same by PyTorch: two workers, 16 steps
 * between averages, the same model, batch and optimizer, nothing quantized. Stride's time is that
 * of a whole round as the driver sees it, Spark included; the peer's that of a whole round of its
 * two processes. They take turns round by round.
 */
final class PeerBenchmark {
  private static final int PRODUCT = 1024;

  private PeerBenchmark() {}

  static List<Measurement> measure() throws Exception {
    List<Peer> peers = new ArrayList<>(List.of(Libtorch.peer()));
    PythonTorch.peer()
        .ifPresentOrElse(
            peers::add,
            () ->
                System.err.println(
                    "no Python with torch (python3 on the path, or STRIDE_PEER_PYTHON): libtorch"
                        + " stands in for it"));
    List<Measurement> measurements = new ArrayList<>();
    try (JavaSparkContext spark = LocalSpark.start(PeerCase.WORKERS)) {
      for (PeerCase work : PeerCase.all()) {
        for (Peer peer : peers) {
          measurements.add(measure(spark, work, peer));
        }
      }
    }
    return measurements;
  }

  private static Measurement measure(JavaSparkContext spark, PeerCase work, Peer peer)
      throws Exception {
    String name = "peer-" + peer.name() + "-" + work.name();
    System.err.println("measuring " + name);
    StepCase step = work.step();
    List<Integer> workers = IntStream.range(0, PeerCase.WORKERS).boxed().toList();
    JavaRDD<Shard> shards =
        spark.parallelize(workers, PeerCase.WORKERS).map(i -> step.rows()).cache();
    shards.count();
    TrainerConfig config =
        step.config(
            PeerCase.WORKERS,
            PeerCase.PERIOD,
            work.warmUps() + work.repetitions(),
            TrainerConfig.StateMode.KEEP,
            work.precision());
    try (SparkTraining training = new SparkTraining(spark, shards, name, config, step.format());
        PeerProcesses processes = new PeerProcesses(peer, work)) {
      return measure(name, work, peer, training, processes);
    } finally {
      shards.unpersist(true);
    }
  }

  private static Measurement measure(
      String name, PeerCase work, Peer peer, SparkTraining training, PeerProcesses processes)
      throws Exception {
    int repetitions = work.repetitions();
    double[] ours = new double[repetitions];
    double[] theirs = new double[repetitions];
    double[] ourProcessor = new double[repetitions];
    double[] theirProcessor = new double[repetitions];
    for (int i = -work.warmUps(); i < repetitions; i++) {
      double peerNanos = processes.nanos();
      double before = processorSeconds();
      double nanos = training.nanos();
      if (i >= 0) {
        theirs[i] = peerNanos;
        theirProcessor[i] = processes.processorSeconds();
        ours[i] = nanos;
        ourProcessor[i] = processorSeconds() - before;
      }
    }
    double rate = 1e9 * work.rowsPerRound() / Median.of(ours);
    double peerRate = 1e9 * work.rowsPerRound() / Median.of(theirs);
    Map<String, Object> params = work.step().params();
    params.put("workers", PeerCase.WORKERS);
    params.put("period", PeerCase.PERIOD);
    params.put("repetitions", repetitions);
    params.put("peer", processes.description());
    params.put("peerEnvironment", peer.environment());
    params.put("peerSamplesPerSecond", peerRate);
    params.put("peerProductGigaflops", peerProduct(processes));
    params.put("processorSecondsPerRound", Median.of(ourProcessor));
    params.put("peerProcessorSecondsPerRound", Median.of(theirProcessor));
    params.put("processorRatio", Median.of(theirProcessor) / Median.of(ourProcessor));
    return new Measurement(
        Group.PEERS.toString(), name, params, rate, "samples/s", peer.title(), rate / peerRate);
  }

  private static double peerProduct(PeerProcesses processes) throws IOException {
    double[] rates = new double[3];
    for (int i = 0; i < rates.length; i++) {
      rates[i] = processes.gigaflops(PRODUCT);
    }
    return Median.of(rates);
  }

  /** Of this process: tasks, driver, compiler and collector. */
  private static double processorSeconds() {
    return 1e-9
        * ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime();
  }
}
