package org.strideml.trainer.async;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;

/**
 * Where all workers and shards of an asynchronous run stand. Together with the clock's further
 * answers it decides the rest of the run.
 *
 * @param events answers of the clock so far
 * @param nanos of the last one
 * @param atWork assignments that are not finished, in the order they were given out: what a virtual
 *     clock's queue is made of
 * @param waiting workers that have finished and wait for the others of their grace period, in the
 *     order they came
 * @param deadline of that grace period; {@link Clock#NEVER} when nobody waits, or for all
 * @param finished assignments by worker
 * @param workerSteps local steps finished by worker
 * @param speeds last known, in local steps per second by worker; 0 where none is
 * @param shardSteps local steps given out by shard
 */
public record DispatcherState(
    long events,
    long nanos,
    List<Assignment> atWork,
    List<Integer> waiting,
    long deadline,
    long[] finished,
    long[] workerSteps,
    double[] speeds,
    long[] shardSteps) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** As it lies in a checkpoint. */
  public byte[] toJson() {
    try {
      return JSON.writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + this, e);
    }
  }

  /**
   * @throws IOException when it is not what {@link #toJson} wrote
   */
  public static DispatcherState fromJson(byte[] json) throws IOException {
    return JSON.readValue(json, DispatcherState.class);
  }
}
