package org.strideml.trainer.round;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.strideml.quantization.WireFormatException;

/**
 * Several messages as one. One message is that message; more are, little-endian: {@code "STRB"},
 * the number of messages as int32, and of each its length as int32 and its bytes, which have
 * checksums of their own. Both ends know how many there are.
 */
final class Bundle {
  private static final int MAGIC = 'S' | 'T' << 8 | 'R' << 16 | 'B' << 24;

  private Bundle() {}

  static byte[] join(List<byte[]> messages) {
    if (messages.size() == 1) {
      return messages.get(0);
    }
    long payload = messages.stream().mapToLong(message -> message.length).sum();
    ByteBuffer bundle =
        ByteBuffer.allocate(size(payload, messages.size())).order(ByteOrder.LITTLE_ENDIAN);
    bundle.putInt(MAGIC).putInt(messages.size());
    messages.forEach(message -> bundle.putInt(message.length).put(message));
    return bundle.array();
  }

  /** Bytes of a bundle of {@code count} messages, at least 2, of so many bytes together. */
  static int size(long payload, int count) {
    return Math.toIntExact(payload + (2L + count) * Integer.BYTES);
  }

  /** The first message of a bundle that may be of one. */
  static byte[] first(byte[] bundle) {
    ByteBuffer bytes = ByteBuffer.wrap(bundle).order(ByteOrder.LITTLE_ENDIAN);
    return bytes.remaining() >= 2 * Integer.BYTES && bytes.getInt() == MAGIC
        ? split(bundle, bytes.getInt()).get(0)
        : bundle;
  }

  /**
   * @param count messages that must be in it
   * @throws WireFormatException when there are others
   */
  static List<byte[]> split(byte[] bundle, int count) {
    if (count == 1) {
      return List.of(bundle);
    }
    ByteBuffer bytes = ByteBuffer.wrap(bundle).order(ByteOrder.LITTLE_ENDIAN);
    try {
      if (bytes.getInt() != MAGIC || bytes.getInt() != count) {
        throw new WireFormatException(0, "expected a bundle of " + count + " messages");
      }
      List<byte[]> messages = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int length = bytes.getInt();
        if (length < 0 || length > bytes.remaining()) {
          throw new WireFormatException(
              bytes.position(), "message %d cannot have %d bytes".formatted(i, length));
        }
        byte[] message = new byte[length];
        bytes.get(message);
        messages.add(message);
      }
      if (bytes.hasRemaining()) {
        throw new WireFormatException(
            bytes.position(), bytes.remaining() + " bytes follow the last message");
      }
      return messages;
    } catch (BufferUnderflowException e) {
      throw new WireFormatException(bundle.length, "the bundle ends within a length");
    }
  }
}
