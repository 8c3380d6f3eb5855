package org.strideml.trainer.gossip;

import org.strideml.trainer.sync.SyncMode;

/** A round among workers that have models of their own: who trains, and what becomes of it. */
public interface PeerExchange extends SyncMode {
  /** Workers that train in round {@code round}, ascending. */
  int[] participants(long round, int workers, long seed);

  /**
   * The models after a round.
   *
   * @param starts by worker, what each had before; not changed
   * @param ends by worker, what each of the participants has trained to, {@code null} for others;
   *     not changed
   * @param heard by worker, what the others have heard of that; {@code ends} itself when nothing is
   *     lost on the way
   * @return by worker; arrays may be shared
   */
  float[][] mix(long round, float[][] starts, float[][] ends, float[][] heard, long seed);

  /** Models that are sent from worker to worker in that round. */
  long messages(long round, int workers);

  @Override
  default boolean startsTogether() {
    return true;
  }
}
