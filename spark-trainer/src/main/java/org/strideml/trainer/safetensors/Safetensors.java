package org.strideml.trainer.safetensors;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Reads and writes safetensors files. What is written is in single precision; tensors in F16 and
 * BF16 are read as well, without loss.
 *
 * <p>The same contents give the same bytes. Data pass through a small buffer, so files may be
 * larger than an array. A reader believes nothing: the header is held against the length of the
 * file before memory is reserved, and header and data against the checksum where there is one.
 */
public final class Safetensors {
  /** Metadata key of the CRC-32C of header and data, eight hexadecimal digits. */
  public static final String CHECKSUM = "stride.crc32c";

  private Safetensors() {}

  /** Decides where a tensor's elements go once its name and shape are known. */
  @FunctionalInterface
  public interface Destination {
    /**
     * A tensor of that name and shape whose array will be filled, or {@code null} to pass over it.
     *
     * @throws CorruptFileException when no such tensor is wanted
     */
    TensorFile.Tensor place(String name, int[] shape);
  }

  /** Writes to a stream, which stays open. */
  public static void write(OutputStream out, TensorFile file) throws IOException {
    SafetensorsWriter.write(out, file);
  }

  /**
   * Writes a file that is never seen half-written: first {@code path.tmp}, forced to the disk, then
   * renamed over what was there.
   */
  public static void write(Path path, TensorFile file) throws IOException {
    Path temporary = path.resolveSibling(path.getFileName() + ".tmp");
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      write(Channels.newOutputStream(channel), file);
      channel.force(true);
    }
    Files.move(
        temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Reads a stream of {@code length} bytes, which stays open.
   *
   * @param source name of the file, for messages
   * @throws CorruptFileException when the bytes are not a whole safetensors file, or of elements
   *     that are no floats
   */
  public static TensorFile read(InputStream in, long length, String source) throws IOException {
    return read(in, length, source, Safetensors::newArray);
  }

  /** As {@link #read(InputStream, long, String)}, into arrays of the caller's. */
  public static TensorFile read(InputStream in, long length, String source, Destination destination)
      throws IOException {
    return new SafetensorsReader(in, length, source).read(destination);
  }

  /** As {@link #read(InputStream, long, String)}. */
  public static TensorFile read(Path path) throws IOException {
    return read(path, Safetensors::newArray);
  }

  /** As {@link #read(InputStream, long, String)}, into arrays of the caller's. */
  public static TensorFile read(Path path, Destination destination) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
      return read(in, Files.size(path), path.toString(), destination);
    }
  }

  private static TensorFile.Tensor newArray(String name, int[] shape) {
    return new TensorFile.Tensor(name, shape, new float[TensorFile.Tensor.sizeOf(shape)], 0);
  }
}
