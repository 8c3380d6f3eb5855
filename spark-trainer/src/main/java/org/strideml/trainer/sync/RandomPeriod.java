package org.strideml.trainer.sync;

import org.strideml.quantization.RandomKey;

/**
 * After every step workers meet with a probability, by a coin they share (ProxSkip, Mishchenko et
 * al., 2022). Coin s is a function of the seed and s, so nobody has to be told.
 *
 * @param probability in (0, 1]
 * @param seed of the run
 */
public record RandomPeriod(double probability, long seed) implements SyncPeriod {
  private static final long PURPOSE = 0x636f696eL; // "coin"

  public RandomPeriod {
    Steps.require("probability", probability, 1e-6, 1);
  }

  @Override
  public String type() {
    return "random";
  }

  @Override
  public long base() {
    return Math.round(1 / probability);
  }

  @Override
  public long steps(SyncPoint at) {
    RandomKey coins = RandomKey.of(seed).child(PURPOSE);
    long steps = 1;
    while (steps < at.left() && coins.child(at.step() + steps).uniform(0) >= probability) {
      steps++;
    }
    return steps;
  }
}
