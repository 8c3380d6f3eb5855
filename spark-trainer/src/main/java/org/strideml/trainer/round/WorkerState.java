package org.strideml.trainer.round;

import java.util.List;
import java.util.stream.Stream;
import org.strideml.trainer.model.ParameterLayout;

/**
 * What a worker carries from round to round: the inner optimizer's vectors and the error-feedback
 * residual. Immutable by agreement: nobody writes into the arrays once it is built, so that a
 * second attempt of a round starts where the first did.
 */
public final class WorkerState {
  private final long round;
  private final long steps;
  private final List<float[]> moments;
  private final float[] residual;

  /**
   * @param round the round that starts from this state
   * @param steps optimizer steps since the vectors were zero
   * @param moments in the order of the optimizer's state names; empty when state is not kept
   * @param residual what the last messages lost; empty without error feedback
   */
  public WorkerState(long round, long steps, List<float[]> moments, float[] residual) {
    this.round = round;
    this.steps = steps;
    this.moments = List.copyOf(moments);
    this.residual = residual;
  }

  /** The state before the first round. */
  public static WorkerState initial(int moments, ParameterLayout layout, boolean errorFeedback) {
    List<float[]> zeros =
        Stream.generate(() -> new float[layout.trainableSize()]).limit(moments).toList();
    return new WorkerState(0, 0, zeros, new float[errorFeedback ? layout.size() : 0]);
  }

  /** The state of every round when nothing is carried over. */
  public static WorkerState none() {
    return new WorkerState(0, 0, List.of(), new float[0]);
  }

  public long round() {
    return round;
  }

  public long steps() {
    return steps;
  }

  public List<float[]> moments() {
    return moments;
  }

  public float[] residual() {
    return residual;
  }
}
