package org.strideml.trainer.sync;

import java.io.Serializable;

/**
 * Rounds that bring together a part of the model each (Streaming DiLoCo, Douillard et al., 2025):
 * the model is cut into fragments, round r exchanges fragment r mod P, so every fragment is
 * exchanged after every P rounds, each at its own offset, and no message is larger than a fragment.
 * Between these workers keep their own θ. What comes back is mixed in when the next round has made
 * {@code delay} steps, as if it had been on its way meanwhile:
 *
 * <pre>θ ← mixing·θ_own + (1 − mixing)·θ_global</pre>
 *
 * @param fragments P; 0 for whole models
 * @param delay local steps of the round before the mixture, at most the round's
 * @param mixing in [0, 1]; 0 takes the global one
 */
public record Streaming(int fragments, int delay, double mixing) implements Serializable {
  /** Whole models. */
  public static final Streaming NONE = new Streaming(0, 0, 0);

  public Streaming {
    Steps.require("fragments", fragments, 0);
    Steps.require("delay", delay, 0);
    Steps.require("mixing", mixing, 0, 1);
  }

  /** Whether models travel in fragments. */
  public boolean active() {
    return fragments > 0;
  }
}
