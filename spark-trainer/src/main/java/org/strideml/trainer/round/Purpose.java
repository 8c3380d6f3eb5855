package org.strideml.trainer.round;

import org.strideml.quantization.RandomKey;

/** What random bits are for; each purpose has a stream of its own under the run's seed. */
enum Purpose {
  WEIGHTS(0x77656967687473L), // "weights"
  PSEUDO_GRADIENTS(0x64656c7461L), // "delta"
  STEP(0x73746570L), // "step"
  PROBE(0x70726f6265L), // "probe"
  PEERS(0x7065657273L); // "peers"

  private final long code;

  Purpose(long code) {
    this.code = code;
  }

  RandomKey key(long seed) {
    return RandomKey.of(seed).child(code);
  }
}
