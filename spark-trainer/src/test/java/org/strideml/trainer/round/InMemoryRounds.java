package org.strideml.trainer.round;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.strideml.kernels.Backends;
import org.strideml.trainer.TrainerConfig;

/** The plain statement of a round: all workers one after the other in this JVM, no Spark. */
public final class InMemoryRounds implements AutoCloseable {
  private final TrainerConfig config;
  private final Exchange exchange;
  private final Replica replica;
  private final GlobalModel global;
  private final IntFunction<BatchSource> batches;
  private final List<WorkerState> states = new ArrayList<>();
  private long round;
  private long step;

  public InMemoryRounds(TrainerConfig config, float[] initial, IntFunction<BatchSource> batches) {
    this.config = config;
    this.exchange = new Exchange(config, config.model().layout());
    this.replica =
        new Replica(
            config,
            exchange,
            Backends.open(
                    config.backend().type(),
                    config.backend().device(),
                    config.backend().precision())
                .backend());
    this.global = new GlobalModel(config.sync().outer(), exchange, initial.clone(), List.of());
    this.batches = batches;
    int moments =
        config.sync().state() == TrainerConfig.StateMode.KEEP
            ? config.optimizer().stateNames().size()
            : 0;
    for (int worker = 0; worker < config.sync().workers(); worker++) {
      states.add(
          WorkerState.initial(
              moments, config.model().layout(), config.compression().errorFeedback()));
    }
  }

  /** Plays one round and returns the workers' mean loss. */
  public double round() {
    RoundSpan span = new RoundSpan(round, step, config.sync().period());
    byte[] message = exchange.encodeWeights(global.parameters(), round);
    global.begin(message);
    double loss = 0;
    for (int worker = 0; worker < states.size(); worker++) {
      RoundOutcome outcome =
          replica.run(worker, span, message, states.get(worker), batches.apply(worker));
      global.add(outcome.message(), outcome.rows());
      states.set(worker, outcome.endState());
      loss += outcome.meanLoss() / states.size();
    }
    global.step();
    round++;
    step += span.steps();
    return loss;
  }

  public float[] parameters() {
    return global.parameters().clone();
  }

  @Override
  public void close() {
    replica.close();
  }
}
