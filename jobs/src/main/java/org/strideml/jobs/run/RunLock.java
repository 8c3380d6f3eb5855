package org.strideml.jobs.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.strideml.jobs.config.ConfigException;

/** Keeps a second process out of a run folder; gone with the process, however that ends. */
final class RunLock implements AutoCloseable {
  private final FileChannel channel;

  private RunLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * @throws ConfigException when another process trains there
   */
  static RunLock of(RunFolder folder) throws IOException {
    Path file = folder.path().resolve(".lock");
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return new RunLock(channel);
      }
    } catch (OverlappingFileLockException e) {
      // Another thread of this process has it, which is the same to a caller.
    }
    channel.close();
    throw new ConfigException(
        "another process trains in " + folder + "; wait for it, or give another run.dir");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
