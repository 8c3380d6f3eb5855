package org.strideml.trainer.spark;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.strideml.quantization.Message;

/** Encoded parameters that are broadcast, each as long as somebody holds on to it. */
final class Versions {
  private final Function<Message, Broadcast<Message>> broadcast;
  private final Map<Long, Held> held = new HashMap<>();

  private static final class Held {
    private final Broadcast<Message> message;
    private int holders;

    Held(Broadcast<Message> message) {
      this.message = message;
    }
  }

  Versions(Function<Message, Broadcast<Message>> broadcast) {
    this.broadcast = broadcast;
  }

  boolean has(long version) {
    return held.containsKey(version);
  }

  /** Broadcasts a version that nobody holds yet. */
  void add(long version, Message message) {
    held.put(version, new Held(broadcast.apply(message)));
  }

  /** One more holder. */
  Broadcast<Message> hold(long version) {
    Held one = get(version);
    one.holders++;
    return one.message;
  }

  Message message(long version) {
    return get(version).message.value();
  }

  /** One holder less; the last one takes the version with it. */
  void release(long version) {
    Held one = get(version);
    if (--one.holders == 0) {
      held.remove(version);
      one.message.destroy();
    }
  }

  void releaseAll() {
    held.values().forEach(one -> one.message.destroy());
    held.clear();
  }

  private Held get(long version) {
    Held one = held.get(version);
    if (one == null) {
      throw new IllegalStateException(
          "version %d was never added, or is gone; there are %s".formatted(version, held.keySet()));
    }
    return one;
  }
}
