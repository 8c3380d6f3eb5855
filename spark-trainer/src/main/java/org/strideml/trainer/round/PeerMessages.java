package org.strideml.trainer.round;

import java.util.Arrays;
import java.util.List;
import org.strideml.quantization.ChunkedFormat;
import org.strideml.quantization.Codecs;
import org.strideml.quantization.Message;
import org.strideml.quantization.RandomKey;
import org.strideml.quantization.Section;
import org.strideml.trainer.TrainerConfig;

/**
 * What workers that have models of their own tell their neighbours: each its model, by the run's
 * codec of weights, as it is or as the difference to what they have heard of it so far. All
 * neighbours have heard the same, and a worker knows what that is. Random bits are a function of
 * seed, round and worker.
 */
public final class PeerMessages {
  private static final int MEMORY = 5;

  private final Exchange exchange;
  private final RandomKey key;
  private final boolean differences;
  private final int size;
  private final int partBytes;
  private final float[][] carried;

  public PeerMessages(TrainerConfig config) {
    this.exchange = new Exchange(config, config.model().layout());
    this.size = config.model().layout().size();
    this.partBytes = config.compression().partBytes();
    this.differences = config.compression().differences();
    this.key = Purpose.PEERS.key(config.seed());
    this.carried = new float[config.sync().workers()][exchange.carriedSize()];
  }

  /** Whether others hear a worker's very model. */
  public boolean exact() {
    return exchange.exactWeights();
  }

  /** Floats that are carried for each worker from round to round. */
  public int carriedSize() {
    return exchange.carriedSize();
  }

  /**
   * Tells a worker's neighbours of its model; once per round in which it has something to tell.
   *
   * @param heard becomes what they know of it afterwards
   * @return bytes of the message
   */
  public long tell(int worker, float[] model, long round, float[] heard) {
    RandomKey bits = key.child(round).child(worker);
    Message message = exchange.encodeWeights(model, carried[worker], bits);
    if (differences) {
      int end = carried[worker].length - 1;
      float[] known = Arrays.copyOfRange(carried[worker], end - size, end);
      System.arraycopy(known, 0, heard, 0, size);
    } else {
      exchange.decodeWeights(message, heard);
    }
    return message.size();
  }

  /** What is carried for a worker, for a checkpoint. */
  public Message save(int worker) {
    return memory().encode(MEMORY, carried[worker], key);
  }

  /** Goes on from what {@link #save} has saved. */
  public void restore(int worker, Message saved) {
    memory().decode(saved, carried[worker]);
  }

  private ChunkedFormat memory() {
    return new ChunkedFormat(
        List.of(new Section(0, exchange.carriedSize(), Codecs.of("none", 0, 0))),
        List.of(),
        partBytes);
  }
}
