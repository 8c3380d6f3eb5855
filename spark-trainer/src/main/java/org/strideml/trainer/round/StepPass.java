package org.strideml.trainer.round;

import org.strideml.kernels.Arena;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Tensor;
import org.strideml.trainer.model.Batch;
import org.strideml.trainer.model.Network;
import org.strideml.trainer.optim.GradientPass;

/** The passes over one step's batch. The first leaves the step's loss; those after it do not. */
final class StepPass implements GradientPass {
  private final Network network;
  private final Batch batch;
  private final int trainable;
  private final Tensor unused;
  private Tensor parameters;
  private Tensor loss;

  StepPass(Backend backend, Network network, Batch batch, int trainable) {
    this.network = network;
    this.batch = batch;
    this.trainable = trainable;
    this.unused = backend.newArena("loss of another pass", Arena.capacityFor(1)).allocate(1);
  }

  /** Begins a step on the batch as it is now. */
  void begin(Tensor lossOfStep) {
    loss = lossOfStep;
  }

  @Override
  public Tensor parameters() {
    if (parameters == null) {
      parameters = network.parameters().slice(0, trainable);
    }
    return parameters;
  }

  @Override
  public Tensor gradients() {
    return network.gradients();
  }

  @Override
  public void compute() {
    network.lossAndGradients(batch, loss);
    loss = unused;
  }
}
