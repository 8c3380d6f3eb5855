package org.strideml.jobs.run;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.strideml.jobs.config.ConfigException;

/**
 * Keeps a second process out of a folder; gone with the process, however that ends. The file {@code
 * .lock} says who has it.
 */
public final class FolderLock implements AutoCloseable {
  static final String FILE = ".lock";

  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * @param folder exists
   * @param what the process does there, such as {@code trains}
   * @param key setting that names another folder
   * @throws ConfigException naming the process that has the folder
   */
  public static FolderLock of(Path folder, String what, String key) throws IOException {
    Path file = folder.resolve(FILE);
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(self().getBytes(StandardCharsets.UTF_8)));
        return new FolderLock(channel);
      }
    } catch (OverlappingFileLockException e) {
      // Another thread of this process has it, which is the same to a caller.
    }
    channel.close();
    throw new ConfigException(
        "another process (%s) %s in %s; wait for it, or give another %s"
            .formatted(Files.readString(file), what, folder, key));
  }

  private static String self() {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      host = "a host without a name";
    }
    return "pid %d on %s".formatted(ProcessHandle.current().pid(), host);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
