package org.strideml.trainer.data;

import org.strideml.quantization.RandomKey;

/** Any order: the control that tells what the order does from what fewer rows do. */
public record RandomRanking() implements Ranking {
  private static final long PURPOSE = 0x72616e6bL; // "rank"

  @Override
  public int[] order(Shard shard, RecordFormat format, int worker, long seed) {
    int[] places = new int[shard.size()];
    if (places.length > 0) {
      RandomKey key = RandomKey.of(seed).child(PURPOSE).child(worker);
      KeyedPermutation shuffled = new KeyedPermutation(places.length, key);
      for (int i = 0; i < places.length; i++) {
        places[i] = (int) shuffled.at(i);
      }
    }
    return places;
  }
}
