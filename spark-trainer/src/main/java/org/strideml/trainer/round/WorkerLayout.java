package org.strideml.trainer.round;

import java.util.LinkedHashMap;
import java.util.Map;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.TrainerConfig.StateMode;
import org.strideml.trainer.model.ParameterLayout;

/** Which vectors a worker of a run carries from round to round, and their lengths. */
public final class WorkerLayout {
  /** What gradient codecs remember, such as what lossy messages have left out so far. */
  public static final String CODEC = "codec";

  /** θ̂ of the round before, where weights travel as differences. */
  public static final String RECEIVED = "received";

  /** A worker's own θ, where rounds exchange fragments. */
  static final String OWN = "own";

  /** The global θ it last heard of, where rounds exchange fragments. */
  static final String ANCHOR = "anchor";

  private final Map<String, Integer> sizes = new LinkedHashMap<>();

  public WorkerLayout(TrainerConfig config) {
    ParameterLayout layout = config.model().layout();
    if (config.sync().state() != StateMode.RESET) {
      config.optimizer().sharedNames().forEach(name -> sizes.put(name, layout.trainableSize()));
    }
    for (String name : config.sync().drift().workerNames()) {
      sizes.put(Travel.DRIFT + name, layout.trainableSize());
    }
    if (config.sync().streaming().active()) {
      sizes.put(OWN, layout.size());
      sizes.put(ANCHOR, layout.size());
    }
    if (config.compression().workersRemember()) {
      sizes.put(CODEC, new Exchange(config, layout).codecStateSize());
    }
    if (config.compression().differences()) {
      sizes.put(RECEIVED, layout.size());
    }
  }

  /** Lengths by name, in the order in which files have them. */
  public Map<String, Integer> sizes() {
    return sizes;
  }

  /** Whether workers carry nothing. */
  public boolean isEmpty() {
    return sizes.isEmpty();
  }

  /** Elements of all vectors together. */
  public long elements() {
    return sizes.values().stream().mapToLong(Integer::longValue).sum();
  }

  /** The state before the first round. */
  public WorkerState initial() {
    Map<String, float[]> vectors = new LinkedHashMap<>();
    sizes.forEach((name, size) -> vectors.put(name, new float[size]));
    return new WorkerState(0, 0, vectors);
  }
}
