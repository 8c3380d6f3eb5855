package org.strideml.trainer.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.strideml.quantization.Message;

/** Messages among a checkpoint's files: their parts are {@code NAME}, {@code NAME.1}, … */
public final class MessageFiles {
  private MessageFiles() {}

  /** Adds a message's parts to {@code files}. */
  public static void put(Map<String, byte[]> files, String name, Message message) {
    for (int part = 0; part < message.count(); part++) {
      files.put(fileName(name, part), message.parts().get(part));
    }
  }

  /** The message of that name; {@code null} when there is none. */
  public static Message get(Map<String, byte[]> files, String name) {
    List<byte[]> parts = new ArrayList<>();
    while (files.containsKey(fileName(name, parts.size()))) {
      parts.add(files.get(fileName(name, parts.size())));
    }
    return parts.isEmpty() ? null : Message.of(parts.toArray(byte[][]::new));
  }

  private static String fileName(String name, int part) {
    return part == 0 ? name : name + "." + part;
  }
}
