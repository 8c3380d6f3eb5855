package org.strideml.trainer.round;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.strideml.kernels.Backends;
import org.strideml.quantization.Message;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.sync.SyncPoint;

/** The plain statement of a round: all workers one after the other in this JVM, no Spark. */
public final class InMemoryRounds implements AutoCloseable {
  private final TrainerConfig config;
  private final Exchange exchange;
  private final Replica replica;
  private final GlobalModel global;
  private final IntFunction<BatchSource> batches;
  private final List<WorkerState> states = new ArrayList<>();
  private long bytesUp;
  private long bytesDown;
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
    this.global = GlobalModel.initial(config, exchange, initial.clone());
    this.batches = batches;
    for (int worker = 0; worker < config.sync().workers(); worker++) {
      states.add(new WorkerLayout(config).initial());
    }
  }

  /** Plays one round and returns the workers' mean loss. */
  public double round() {
    SyncPoint here = new SyncPoint(round, step, Long.MAX_VALUE, 0, 0, 0, config.schedule());
    RoundSpan span = new RoundSpan(round, step, config.sync().policy().steps(here));
    Message message = global.encode(round);
    global.begin(span, message);
    int[] participants = config.sync().participation().of(round, states.size(), config.seed());
    bytesDown += (long) participants.length * message.size();
    double loss = 0;
    for (int worker : participants) {
      RoundOutcome outcome =
          replica.run(worker, span, message, states.get(worker), batches.apply(worker));
      global.add(outcome.message(), outcome.rows());
      global.note(outcome.rows(), outcome.squaredChange());
      bytesUp += outcome.message().size();
      states.set(worker, outcome.endState());
      loss += outcome.meanLoss() / participants.length;
    }
    global.step();
    round++;
    step += span.steps();
    return loss;
  }

  /** Encoded bytes of all workers so far, both ways. */
  long bytes() {
    return bytesUp + bytesDown;
  }

  List<WorkerState> states() {
    return states;
  }

  GlobalModel global() {
    return global;
  }

  public float[] parameters() {
    return global.parameters().clone();
  }

  @Override
  public void close() {
    replica.close();
  }
}
