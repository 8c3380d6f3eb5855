package org.strideml.trainer.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encoded messages that arrived before their turn. Holds at most a budget of bytes in memory; what
 * is over goes to a temporary folder. Not thread-safe.
 */
final class PendingMessages implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PendingMessages.class);

  private final long budget;
  private final Map<Integer, byte[]> inMemory = new HashMap<>();
  private final Map<Integer, Path> onDisk = new HashMap<>();
  private long bytesInMemory;
  private Path folder;

  /**
   * @param budget bytes that may wait in memory
   */
  PendingMessages(long budget) {
    this.budget = budget;
  }

  void put(int worker, byte[] message) {
    if (bytesInMemory + message.length <= budget) {
      inMemory.put(worker, message);
      bytesInMemory += message.length;
      return;
    }
    try {
      if (folder == null) {
        folder = Files.createTempDirectory("stride-pending");
        LOG.info("more than {} bytes wait for their turn; the rest goes to {}", budget, folder);
      }
      Path file = folder.resolve("worker-" + worker);
      Files.write(file, message);
      onDisk.put(worker, file);
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
  byte[] take(int worker) {
    byte[] message = inMemory.remove(worker);
    if (message != null) {
      bytesInMemory -= message.length;
      return message;
    }
    Path file = onDisk.remove(worker);
    if (file == null) {
      throw new IllegalStateException("no message of worker " + worker + " is waiting");
    }
    try {
      byte[] spilled = Files.readAllBytes(file);
      Files.delete(file);
      return spilled;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read back the message spilled to " + file, e);
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
      for (Path file : onDisk.values()) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      LOG.warn("cannot remove {}: {}; it can be deleted by hand", folder, e.getMessage());
    }
    onDisk.clear();
    folder = null;
  }
}
