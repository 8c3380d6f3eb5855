package org.strideml.trainer.spark;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.strideml.quantization.Message;
import org.strideml.quantization.WireFormatException;

/**
 * {@link Message}s as Kryo writes them: the number of parts as an int, then of each its length as
 * an int and its bytes as they are. On the word of a length, reading allocates 8 MiB at most;
 * beyond that no more than twice what has arrived.
 */
final class MessageSerializer extends Serializer<Message> {
  /** Most that is allocated for a part of which nothing has arrived yet. */
  static final int FIRST_BYTES = 8 << 20;

  MessageSerializer() {
    super(false, true);
  }

  @Override
  public void write(Kryo kryo, Output output, Message message) {
    output.writeInt(message.count());
    for (byte[] part : message.parts()) {
      output.writeInt(part.length);
      output.writeBytes(part);
    }
  }

  /**
   * @throws WireFormatException when the bytes end within a message or cannot be one
   */
  @Override
  public Message read(Kryo kryo, Input input, Class<Message> type) {
    int count = readSize(input, "parts");
    List<byte[]> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      parts.add(readPart(input, i));
    }
    return Message.of(parts.toArray(byte[][]::new));
  }

  private static int readSize(Input input, String what) {
    int size;
    try {
      size = input.readInt();
    } catch (KryoException e) {
      throw new WireFormatException(
          input.total(), "the bytes end where the number of " + what + " should be");
    }
    if (size < 0) {
      throw new WireFormatException(
          input.total(), "the number of " + what + " must be >= 0, got " + size);
    }
    return size;
  }

  private static byte[] readPart(Input input, int index) {
    int length = readSize(input, "bytes of part " + index);
    byte[] part = new byte[Math.min(length, FIRST_BYTES)];
    int read = 0;
    while (true) {
      // Bytes that are there are taken until the array is full.
      while (read < part.length) {
        int more = input.read(part, read, part.length - read);
        if (more <= 0) {
          throw new WireFormatException(
              input.total(),
              "part %d of a message ends after %d of %d bytes".formatted(index, read, length));
        }
        read += more;
      }
      if (read == length) {
        return part;
      }
      part = Arrays.copyOf(part, (int) Math.min(length, 2L * part.length));
    }
  }
}
