package org.strideml.trainer.spark;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.strideml.quantization.Message;

/**
 * Encoded messages that arrived before their turn. Holds at most a budget of bytes in memory; what
 * is over goes to a temporary folder. Not thread-safe.
 */
final class PendingMessages implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PendingMessages.class);

  private final long budget;
  private final Map<Integer, Message> inMemory = new HashMap<>();
  private final Map<Integer, Spilled> onDisk = new HashMap<>();
  private long bytesInMemory;
  private Path folder;

  /** A message in a file, its parts one behind the other. */
  private record Spilled(Path file, int[] partSizes) {
    static Spilled write(Path file, Message message) throws IOException {
      try (OutputStream out = Files.newOutputStream(file)) {
        for (byte[] part : message.parts()) {
          out.write(part);
        }
      }
      return new Spilled(file, message.parts().stream().mapToInt(p -> p.length).toArray());
    }

    Message read() throws IOException {
      byte[][] parts = new byte[partSizes.length][];
      try (InputStream in = Files.newInputStream(file)) {
        for (int i = 0; i < parts.length; i++) {
          parts[i] = in.readNBytes(partSizes[i]);
          if (parts[i].length < partSizes[i]) {
            throw new EOFException(file + " is shorter than what was written to it");
          }
        }
      }
      return Message.of(parts);
    }
  }

  /**
   * @param budget bytes that may wait in memory
   */
  PendingMessages(long budget) {
    this.budget = budget;
  }

  void put(int worker, Message message) {
    if (bytesInMemory + message.size() <= budget) {
      inMemory.put(worker, message);
      bytesInMemory += message.size();
      return;
    }
    try {
      if (folder == null) {
        folder = Files.createTempDirectory("stride-pending");
        LOG.info("more than {} bytes wait for their turn; the rest goes to {}", budget, folder);
      }
      onDisk.put(worker, Spilled.write(folder.resolve("worker-" + worker), message));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot spill a worker's message to " + folder, e);
    }
  }

  /** Messages on disk now. */
  int spilled() {
    return onDisk.size();
  }

  boolean has(int worker) {
    return inMemory.containsKey(worker) || onDisk.containsKey(worker);
  }

  /** The worker's message, which is forgotten here. */
  Message take(int worker) {
    Message message = inMemory.remove(worker);
    if (message != null) {
      bytesInMemory -= message.size();
      return message;
    }
    Spilled spilled = onDisk.remove(worker);
    if (spilled == null) {
      throw new IllegalStateException("no message of worker " + worker + " is waiting");
    }
    try {
      message = spilled.read();
      Files.delete(spilled.file());
      return message;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot read back the message spilled to " + spilled.file(), e);
    }
  }

  @Override
  public void close() {
    inMemory.clear();
    bytesInMemory = 0;
    if (folder == null) {
      return;
    }
    try {
      for (Spilled spilled : onDisk.values()) {
        Files.deleteIfExists(spilled.file());
      }
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      LOG.warn("cannot remove {}: {}; it can be deleted by hand", folder, e.getMessage());
    }
    onDisk.clear();
    folder = null;
  }
}
