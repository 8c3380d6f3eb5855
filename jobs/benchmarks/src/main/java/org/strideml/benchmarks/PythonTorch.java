package org.strideml.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** PyTorch as its users start it. */
final class PythonTorch {
  private static final String VARIABLE = "STRIDE_PEER_PYTHON";

  private PythonTorch() {}

  /** A Python that can import torch: the one of STRIDE_PEER_PYTHON, or python3 of the path. */
  static Optional<Peer> peer() throws IOException {
    String python = Optional.ofNullable(System.getenv(VARIABLE)).orElse("python3");
    Path script = Peer.root().resolve("scripts/peers/torch_peer.py");
    Process probe;
    try {
      probe =
          new ProcessBuilder(python, script.toString(), "--version")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      return Optional.empty(); // There is no such program.
    }
    String version =
        new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
    try {
      if (probe.waitFor() != 0) {
        return Optional.empty();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while looking for PyTorch", e);
    }
    return Optional.of(
        new Peer(
            "pytorch",
            "two processes of PyTorch " + version + " on one thread each",
            List.of(python, script.toString()),
            Map.of()));
  }
}
