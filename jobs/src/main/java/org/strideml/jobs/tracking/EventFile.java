package org.strideml.jobs.tracking;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * A file of TensorBoard events: TFRecord frames around {@code tensorflow.Event} messages.
 *
 * <pre>
 * frame    length, 8 bytes; masked CRC of these; message; masked CRC of the message. Little-endian.
 * masked   ((crc >>> 15) | (crc << 17)) + 0xa282ead8, of CRC-32C
 * Event    1 wall_time double, 2 step int64, 3 file_version string, 5 summary, 7 session_log
 * Summary  1 value, repeated: 1 tag string, 2 simple_value float
 * </pre>
 *
 * <p>Source: tensorflow/core/util/event.proto, framework/summary.proto, lib/io/record_writer.
 */
final class EventFile implements AutoCloseable {
  private static final String VERSION = "brain.Event:2";
  private static final int MASK_DELTA = 0xa282ead8;
  private static final int WALL_TIME = 1;
  private static final int STEP = 2;
  private static final int FILE_VERSION = 3;
  private static final int SUMMARY = 5;
  private static final int SESSION_LOG = 7;
  private static final int STARTED = 1;

  private final Path file;
  private final OutputStream out;

  private interface Fields {
    void write(CodedOutputStream message) throws IOException;
  }

  /** A new file, which must not exist. */
  EventFile(Path file, double wallTime) {
    this.file = file;
    try {
      out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw failed(e);
    }
    event(wallTime, 0, message -> message.writeString(FILE_VERSION, VERSION));
  }

  /** Says that what other files have from this step on is void: the run was resumed before it. */
  void restarted(double wallTime, long step) {
    event(
        wallTime,
        step,
        message -> message.writeBytes(SESSION_LOG, message(log -> log.writeEnum(1, STARTED))));
  }

  /**
   * Writes numbers by tag; those that are not finite are written as they are.
   *
   * @param wallTime seconds since 1970
   */
  void scalars(double wallTime, long step, Map<String, Double> numbers) {
    ByteString summary =
        message(
            values -> {
              for (Map.Entry<String, Double> number : numbers.entrySet()) {
                ByteString value =
                    message(
                        one -> {
                          one.writeString(1, number.getKey());
                          one.writeFloat(2, number.getValue().floatValue());
                        });
                values.writeBytes(1, value);
              }
            });
    event(wallTime, step, message -> message.writeBytes(SUMMARY, summary));
  }

  private void event(double wallTime, long step, Fields what) {
    byte[] event =
        message(
                fields -> {
                  fields.writeDouble(WALL_TIME, wallTime);
                  fields.writeInt64(STEP, step);
                  what.write(fields);
                })
            .toByteArray();
    ByteBuffer frame =
        ByteBuffer.allocate(Long.BYTES + Integer.BYTES + event.length + Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    frame.putLong(event.length);
    frame.putInt(masked(frame.array(), 0, Long.BYTES));
    frame.put(event);
    frame.putInt(masked(event, 0, event.length));
    try {
      out.write(frame.array());
      out.flush();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static ByteString message(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream message = CodedOutputStream.newInstance(bytes);
    try {
      fields.write(message);
      message.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be written", e);
    }
    return ByteString.copyFrom(bytes.toByteArray());
  }

  static int masked(byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA;
  }

  private UncheckedIOException failed(IOException e) {
    return new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw failed(e);
    }
  }
}
