package org.strideml.trainer.safetensors;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** Reads one stream front to back. */
final class SafetensorsReader {
  static final String REMEDY =
      "the file is damaged or no safetensors file; restore it from a copy or write it again";

  /** Longest header that is read, as in the format's own reader. */
  private static final long MAX_HEADER = 100_000_000;

  private final InputStream in;
  private final long length;
  private final String source;

  SafetensorsReader(InputStream in, long length, String source) {
    this.in = in;
    this.length = length;
    this.source = source;
  }

  TensorFile read(Safetensors.Destination destination) throws IOException {
    byte[] headerBytes = readHeader();
    long dataStart = Long.BYTES + (long) headerBytes.length;
    HeaderParser header = new HeaderParser(source, headerBytes, length - dataStart);
    List<TensorFile.Tensor> tensors = new ArrayList<>();
    for (HeaderParser.Entry entry : header.entries()) {
      tensors.add(place(header, entry, destination));
    }
    CRC32C checksum = new CRC32C();
    HeaderChecksum.update(checksum, headerBytes);
    fill(header.entries(), tensors, dataStart, checksum);
    Map<String, String> metadata = new TreeMap<>(header.metadata());
    String expected = metadata.remove(Safetensors.CHECKSUM);
    String got = HeaderChecksum.digits(checksum);
    if (expected != null && !expected.equals(got)) {
      throw corrupt(0, "header and data with checksum " + expected, "checksum " + got);
    }
    return new TensorFile(source, metadata, header.inHeaderOrder(tensors));
  }

  private byte[] readHeader() throws IOException {
    if (length < Long.BYTES) {
      throw corrupt(0, "at least " + Long.BYTES + " bytes", length + " bytes");
    }
    byte[] prefix = new byte[Long.BYTES];
    readFully(prefix, Long.BYTES, 0);
    long size = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getLong();
    long most = Math.min(length - Long.BYTES, MAX_HEADER);
    if (size < 2 || size > most) {
      throw corrupt(
          0,
          "a header length in [2, " + most + "], the file having " + length + " bytes",
          Long.toUnsignedString(size));
    }
    byte[] header = new byte[(int) size];
    readFully(header, header.length, Long.BYTES);
    return header;
  }

  /** Null for what is passed over. */
  private static TensorFile.Tensor place(
      HeaderParser header, HeaderParser.Entry entry, Safetensors.Destination destination) {
    TensorFile.Tensor tensor = destination.place(entry.name(), entry.shape());
    if (tensor == null) {
      return null;
    }
    if (!entry.type().isRead()) {
      throw header.unreadable(entry.name(), entry.type().name());
    }
    if (tensor.size() != TensorFile.Tensor.sizeOf(entry.shape())) {
      throw new IllegalArgumentException(
          "a destination of the size of " + entry.name() + " was needed, got " + tensor);
    }
    return tensor;
  }

  private void fill(
      List<HeaderParser.Entry> entries,
      List<TensorFile.Tensor> tensors,
      long dataStart,
      CRC32C checksum)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(SafetensorsWriter.CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    long position = dataStart;
    for (int i = 0; i < tensors.size(); i++) {
      TensorFile.Tensor tensor = tensors.get(i);
      DataType type = entries.get(i).type();
      int most = SafetensorsWriter.CHUNK / type.bytes();
      int size = TensorFile.Tensor.sizeOf(entries.get(i).shape());
      for (int done = 0; done < size; done += most) {
        int count = Math.min(most, size - done);
        int bytes = count * type.bytes();
        readFully(buffer.array(), bytes, position);
        checksum.update(buffer.array(), 0, bytes);
        if (tensor != null) {
          type.read(buffer, tensor.array(), tensor.offset() + done, count);
        }
        position += bytes;
      }
    }
  }

  private void readFully(byte[] target, int count, long position) throws IOException {
    int read = in.readNBytes(target, 0, count);
    if (read < count) {
      throw corrupt(
          position + read, "a file of " + length + " bytes", "its end after " + (position + read));
    }
  }

  private CorruptFileException corrupt(long offset, String expected, String got) {
    return new CorruptFileException(source, offset, expected, got, REMEDY);
  }
}
