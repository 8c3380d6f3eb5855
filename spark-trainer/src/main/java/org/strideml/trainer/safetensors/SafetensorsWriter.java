package org.strideml.trainer.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.SortedMap;
import java.util.zip.CRC32C;

/** Puts header and data together; the data are walked twice, first for their checksum. */
final class SafetensorsWriter {
  static final String METADATA = "__metadata__";

  /** Bytes that pass through memory at a time. */
  static final int CHUNK = 1 << 16;

  private static final int ALIGNMENT = 8;

  private SafetensorsWriter() {}

  /** Takes the next bytes of the data region. */
  private interface Sink {
    void accept(byte[] bytes, int length) throws IOException;
  }

  static void write(OutputStream out, TensorFile file) throws IOException {
    CRC32C checksum = new CRC32C();
    byte[] header = header(file);
    checksum.update(header, Long.BYTES, header.length - Long.BYTES);
    forEachChunk(file, (bytes, length) -> checksum.update(bytes, 0, length));
    HeaderChecksum.put(header, checksum);
    out.write(header);
    forEachChunk(file, (bytes, length) -> out.write(bytes, 0, length));
    out.flush();
  }

  private static void forEachChunk(TensorFile file, Sink sink) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    int most = CHUNK / Float.BYTES;
    for (TensorFile.Tensor tensor : file.tensors()) {
      for (int done = 0; done < tensor.size(); done += most) {
        int count = Math.min(most, tensor.size() - done);
        buffer.asFloatBuffer().put(tensor.array(), tensor.offset() + done, count);
        sink.accept(buffer.array(), count * Float.BYTES);
      }
    }
  }

  private static byte[] header(TensorFile file) throws IOException {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    header.write(new byte[Long.BYTES]);
    try (JsonGenerator json = new JsonFactory().createGenerator(header)) {
      json.writeStartObject();
      writeMetadata(json, file.metadata());
      long begin = 0;
      for (TensorFile.Tensor tensor : file.tensors()) {
        long end = begin + (long) tensor.size() * Float.BYTES;
        writeTensor(json, tensor, begin, end);
        begin = end;
      }
      json.writeEndObject();
    }
    while (header.size() % ALIGNMENT != 0) {
      header.write(' ');
    }
    byte[] bytes = header.toByteArray();
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(0, (long) bytes.length - Long.BYTES);
    return bytes;
  }

  private static void writeMetadata(JsonGenerator json, SortedMap<String, String> metadata)
      throws IOException {
    if (metadata.put(Safetensors.CHECKSUM, HeaderChecksum.BLANK) != null) {
      throw new IllegalArgumentException(
          "the metadata key " + Safetensors.CHECKSUM + " is written by this class, not by callers");
    }
    json.writeObjectFieldStart(METADATA);
    for (Map.Entry<String, String> entry : metadata.entrySet()) {
      json.writeStringField(entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
  }

  private static void writeTensor(
      JsonGenerator json, TensorFile.Tensor tensor, long begin, long end) throws IOException {
    if (tensor.name().equals(METADATA)) {
      throw new IllegalArgumentException("a tensor cannot have the name " + METADATA);
    }
    json.writeObjectFieldStart(tensor.name());
    json.writeStringField("dtype", "F32");
    json.writeFieldName("shape");
    int[] shape = tensor.shape();
    json.writeArray(shape, 0, shape.length);
    json.writeFieldName("data_offsets");
    json.writeArray(new long[] {begin, end}, 0, 2);
    json.writeEndObject();
  }
}
