package org.strideml.trainer.round;

import java.util.Map;
import org.strideml.kernels.Tensor;
import org.strideml.quantization.Message;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.round.Fragments.Fragment;
import org.strideml.trainer.sync.Streaming;

/**
 * A worker's side of rounds that exchange a fragment each: it goes on from its own θ, mixes in what
 * comes back, and says how far its fragment has come from the global one it last heard of.
 */
final class FragmentedReplica {
  private final Streaming streaming;
  private final Exchange whole;
  private final Fragments fragments;
  private final float[] values;
  private float[] anchor = {};
  private float[] received = {};
  private Fragment arriving;

  FragmentedReplica(TrainerConfig config, Exchange whole) {
    this.streaming = config.sync().streaming();
    this.whole = whole;
    this.fragments = new Fragments(config);
    this.values = new float[config.model().layout().size()];
  }

  /** Writes what the worker begins its round with. */
  void begin(long round, Message message, WorkerState state, float[] start) {
    arriving = null;
    if (round == 0) {
      whole.decodeWeights(message, start);
      anchor = start.clone();
      return;
    }
    System.arraycopy(state.vector(WorkerLayout.OWN), 0, start, 0, start.length);
    anchor = state.vector(WorkerLayout.ANCHOR).clone();
    arriving = fragments.of(round - 1);
    received = new float[arriving.layout().size()];
    arriving.exchange().decodeWeights(message, received);
    arriving.scatter(received, anchor);
  }

  /** Mixes in what has arrived, when it is time after {@code steps} of the round's steps. */
  void mix(int steps, boolean last, Tensor parameters) {
    if (arriving == null || (steps < streaming.delay() && !last)) {
      return;
    }
    parameters.read(values, 0);
    float[] own = arriving.gather(values);
    float keep = (float) streaming.mixing();
    for (int i = 0; i < own.length; i++) {
      own[i] = keep * own[i] + (1 - keep) * received[i];
    }
    arriving.scatter(own, values);
    parameters.write(values, 0);
    arriving = null;
  }

  /** The round's fragment as a message; {@code kept} gets what the next round begins with. */
  Message end(int worker, long round, float[] end, Map<String, float[]> kept) {
    kept.put(WorkerLayout.OWN, end.clone());
    kept.put(WorkerLayout.ANCHOR, anchor);
    Fragment fragment = fragments.of(round);
    float[] change = fragment.gather(anchor);
    float[] here = fragment.gather(end);
    for (int i = 0; i < change.length; i++) {
      change[i] -= here[i];
    }
    return fragment.exchange().encodePseudoGradient(change, new float[0], round, worker);
  }
}
