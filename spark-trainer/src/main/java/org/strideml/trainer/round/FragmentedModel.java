package org.strideml.trainer.round;

import java.util.List;
import org.strideml.quantization.Message;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.optim.OuterOptimizer;
import org.strideml.trainer.optim.OuterStep;
import org.strideml.trainer.round.Fragments.Fragment;
import org.strideml.trainer.sync.Aggregation;

/** The driver's side of rounds that exchange a fragment each. */
final class FragmentedModel {
  private final TrainerConfig config;
  private final Exchange whole;
  private final Fragments fragments;
  private Fragment fragment;
  private long round;
  private Aggregation.Fold fold;
  private float[] scratch = {};

  FragmentedModel(TrainerConfig config, Exchange whole) {
    this.config = config;
    this.whole = whole;
    this.fragments = new Fragments(config);
  }

  /** θ before the first round, then the fragment that the round before has moved. */
  Message encode(float[] parameters, long ofRound) {
    if (ofRound == 0) {
      return whole.encodeWeights(parameters, 0);
    }
    Fragment moved = fragments.of(ofRound - 1);
    return moved.exchange().encodeWeights(moved.gather(parameters), ofRound);
  }

  void begin(long ofRound) {
    round = ofRound;
    fragment = fragments.of(ofRound);
    scratch = new float[fragment.layout().size()];
    fold = config.sync().aggregation().open(scratch.length);
  }

  void add(Message message, long rows) {
    fragment.exchange().decodeContribution(message, new float[0], scratch);
    fold.add(scratch, rows);
  }

  /** The outer step of the round's fragment. */
  void step(OuterOptimizer outer, float[] parameters, List<float[]> outerState) {
    fold.finish(scratch);
    float[] theta = fragment.gather(parameters);
    List<float[]> state = outerState.stream().map(fragment::gather).toList();
    OuterStep at = new OuterStep(round / fragments.count(), fragment.layout().slices());
    outer.step(at, theta, scratch, state);
    fragment.scatter(theta, parameters);
    for (int i = 0; i < state.size(); i++) {
      fragment.scatter(state.get(i), outerState.get(i));
    }
  }
}
