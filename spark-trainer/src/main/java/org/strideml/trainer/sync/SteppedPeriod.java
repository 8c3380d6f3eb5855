package org.strideml.trainer.sync;

import java.util.Map;
import java.util.TreeMap;

/**
 * H by a table: of a round that begins at step s, the value of the last entry at or before s.
 *
 * @param table H by first step; has one for step 0
 */
public record SteppedPeriod(TreeMap<Long, Long> table) implements SyncPeriod {
  public SteppedPeriod {
    table = new TreeMap<>(table);
    if (!table.containsKey(0L)) {
      throw new IllegalArgumentException("the table needs an H for step 0, got " + table);
    }
    for (Map.Entry<Long, Long> entry : table.entrySet()) {
      Steps.require("a step of the table", entry.getKey(), 0);
      Steps.require("an H of the table", entry.getValue(), 1);
    }
  }

  @Override
  public String type() {
    return "stepped";
  }

  @Override
  public long base() {
    return table.get(0L);
  }

  @Override
  public long steps(SyncPoint at) {
    return table.floorEntry(at.step()).getValue();
  }
}
