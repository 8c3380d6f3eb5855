package org.strideml.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The workers of a peer, one process each. */
final class PeerProcesses implements AutoCloseable {
  private final Path folder;
  private final List<LineProcess> workers = new ArrayList<>();
  private final String description;
  private double processorSeconds;

  /** Starts the workers and waits until all are ready. */
  PeerProcesses(Peer peer, PeerCase work) throws IOException {
    folder = Files.createTempDirectory("stride-peer");
    String said = "";
    for (int rank = 0; rank < PeerCase.WORKERS; rank++) {
      List<String> arguments = new ArrayList<>(peer.command());
      arguments.addAll(work.settings());
      arguments.add("rank=" + rank);
      arguments.add("exchange=" + folder.resolve("exchange"));
      workers.add(new LineProcess(arguments, peer.environment()));
    }
    // All at once: they may wait for each other before they answer.
    for (LineProcess worker : workers) {
      said = worker.answer();
    }
    description = said;
  }

  /** What the peer says of itself. */
  String description() {
    return description;
  }

  /** Plays a round; nanoseconds until the last worker has the average. */
  double nanos() throws IOException {
    long start = System.nanoTime();
    for (LineProcess worker : workers) {
      worker.tell("round");
    }
    processorSeconds = 0;
    for (LineProcess worker : workers) {
      String[] answer = worker.answer().split(" ");
      processorSeconds += Double.parseDouble(answer[0]);
      if (!Double.isFinite(Double.parseDouble(answer[1]))) {
        throw new IllegalStateException("the peer's loss is " + answer[1]);
      }
    }
    return System.nanoTime() - start;
  }

  /** Of the last round, all workers together. */
  double processorSeconds() {
    return processorSeconds;
  }

  /** GFLOP/s of the peer's matrix product, one worker alone. */
  double gigaflops(int size) throws IOException {
    return Double.parseDouble(workers.get(0).ask("product " + size));
  }

  @Override
  public void close() throws IOException {
    for (LineProcess worker : workers) {
      worker.close();
    }
    Files.deleteIfExists(folder.resolve("exchange"));
    Files.deleteIfExists(folder);
  }
}
