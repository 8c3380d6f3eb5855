package org.strideml.quantization;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * Encoded vectors as they travel: arrays of bytes in order, each a whole message of a {@link
 * MessageFormat} with a checksum of its own. There are several where one array cannot hold a
 * vector, or where more vectors than one travel together; both ends know how many. None says
 * nothing.
 *
 * <p>The arrays are not copied on their way in or out and must not be changed.
 */
public final class Message implements java.io.Serializable {
  private static final long serialVersionUID = 1L;

  private final byte[][] parts;

  private Message(byte[][] parts) {
    this.parts = parts;
  }

  /** The message of these parts. */
  public static Message of(byte[]... parts) {
    return new Message(parts.clone());
  }

  /** The message of the parts of all these, one behind the other. */
  public static Message join(Collection<Message> messages) {
    List<byte[]> parts = new ArrayList<>();
    messages.forEach(message -> parts.addAll(message.parts()));
    return new Message(parts.toArray(byte[][]::new));
  }

  public List<byte[]> parts() {
    return List.of(parts);
  }

  /** Parts from {@code from} to before {@code to}. */
  public Message parts(int from, int to) {
    Objects.checkFromToIndex(from, to, parts.length);
    return new Message(Arrays.copyOfRange(parts, from, to));
  }

  /** How many parts. */
  public int count() {
    return parts.length;
  }

  /** Bytes of all parts. */
  public long size() {
    return Arrays.stream(parts).mapToLong(part -> part.length).sum();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Message message && Arrays.deepEquals(parts, message.parts);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(parts);
  }

  @Override
  public String toString() {
    return "message of " + size() + " bytes in " + count() + " parts";
  }
}
