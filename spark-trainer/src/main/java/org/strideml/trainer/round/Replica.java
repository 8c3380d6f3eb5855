package org.strideml.trainer.round;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.strideml.kernels.Arena;
import org.strideml.kernels.Backend;
import org.strideml.kernels.DeviceTraffic;
import org.strideml.kernels.Tensor;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.model.Batch;
import org.strideml.trainer.model.Network;

/**
 * A model, its gradients and its optimizer's state in one backend's memory: what a task slot needs
 * to play any worker. Holds nothing of a worker between rounds; that is {@link WorkerState}'s.
 */
public final class Replica implements AutoCloseable {
  private final TrainerConfig config;
  private final Exchange exchange;
  private final Backend backend;
  private final Network network;
  private final Batch batch;
  private final List<Tensor> moments = new ArrayList<>();
  private final LocalStep localStep;
  private final StepLosses losses;
  private final Tensor clipScale;
  private final float[] start;
  private final float[] end;

  /** Of the round at work. */
  private long stagingNanos;

  /** Up to the end of the round before. */
  private DeviceTraffic trafficBefore = DeviceTraffic.NONE;

  /**
   * @param backend owned from now on; closed with this replica
   */
  public Replica(TrainerConfig config, Exchange exchange, Backend backend) {
    this.config = config;
    this.exchange = exchange;
    this.backend = backend;
    this.network = config.model().build(backend, config.batchSize(), true);
    this.batch = config.model().newBatch(config.batchSize());
    int size = config.model().layout().size();
    int trainable = config.model().layout().trainableSize();
    int vectors = config.optimizer().stateNames().size();
    Arena state = backend.newArena("optimizer state", vectors * Arena.capacityFor(trainable));
    for (int i = 0; i < vectors; i++) {
      moments.add(state.allocate(trainable));
    }
    localStep = new LocalStep(backend, config.optimizer(), network, moments);
    losses = new StepLosses(backend);
    clipScale = backend.newArena("clip scale", Arena.capacityFor(1)).allocate(1);
    start = new float[size];
    end = new float[size];
  }

  /**
   * Plays one worker for one round.
   *
   * @param message θ̂ as the driver sent it
   * @param state what this round starts from; its round must be the span's when it carries anything
   */
  public RoundOutcome run(
      int worker, RoundSpan span, byte[] message, WorkerState state, BatchSource batches) {
    long t0 = System.nanoTime();
    exchange.decodeWeights(message, received(state), start);
    long t1 = System.nanoTime();
    long products = backend.productNanos();
    network.parameters().write(start, 0);
    load(state);
    stagingNanos = System.nanoTime() - t1;
    long stateSteps = keepsMoments() ? state.steps() : 0;
    for (int h = 0; h < span.steps(); h++) {
      step(span.firstStep() + h, stateSteps + h, losses.next(), batches);
    }
    double meanLoss = losses.mean();
    long read = System.nanoTime();
    network.parameters().read(end, 0);
    stagingNanos += System.nanoTime() - read;
    long rows = (long) span.steps() * config.batchSize();
    long t2 = System.nanoTime();
    StepNanos steps = new StepNanos(t2 - t1, backend.productNanos() - products, stagingNanos);
    if (!Double.isFinite(meanLoss) || !allFinite(end)) {
      double loss = Double.isFinite(meanLoss) ? Double.NaN : meanLoss;
      return new RoundOutcome(new byte[0], state, loss, rows, steps, t1 - t0, newTraffic());
    }
    Map<String, float[]> kept = new LinkedHashMap<>();
    keepMoments(kept);
    byte[] contribution = contribution(worker, span.round(), state, kept);
    if (exchange.differences()) {
      kept.put(WorkerLayout.RECEIVED, start.clone());
    }
    WorkerState next = new WorkerState(span.round() + 1, stateSteps + span.steps(), kept);
    long t3 = System.nanoTime();
    long coding = t1 - t0 + t3 - t2;
    return new RoundOutcome(contribution, next, meanLoss, rows, steps, coding, newTraffic());
  }

  private float[] received(WorkerState state) {
    return exchange.differences() ? state.vector(WorkerLayout.RECEIVED) : new float[0];
  }

  private DeviceTraffic newTraffic() {
    DeviceTraffic now = backend.traffic();
    DeviceTraffic traffic = now.since(trafficBefore);
    trafficBefore = now;
    return traffic;
  }

  private void step(long step, long stateSteps, Tensor loss, BatchSource batches) {
    long begin = System.nanoTime();
    batches.fill(batch, step);
    stagingNanos += System.nanoTime() - begin;
    network.lossAndGradients(batch, loss);
    Tensor scale = null;
    if (config.clipNorm() > 0) {
      backend.clipScale(network.gradients(), (float) config.clipNorm(), clipScale);
      scale = clipScale;
    }
    localStep.run(config.schedule().at(step), stateSteps, scale);
  }

  private boolean keepsMoments() {
    return config.sync().state() == TrainerConfig.StateMode.KEEP;
  }

  private void load(WorkerState state) {
    List<String> names = config.optimizer().stateNames();
    for (int i = 0; i < moments.size(); i++) {
      if (keepsMoments()) {
        moments.get(i).write(state.vector(names.get(i)), 0);
      } else {
        backend.fill(moments.get(i), 0f);
      }
    }
  }

  private void keepMoments(Map<String, float[]> kept) {
    List<String> names = config.optimizer().stateNames();
    for (int i = 0; keepsMoments() && i < names.size(); i++) {
      kept.put(names.get(i), moments.get(i).toArray());
    }
  }

  /** Encodes what this round has to say; {@code kept} gets what the codec remembers. */
  private byte[] contribution(
      int worker, long round, WorkerState state, Map<String, float[]> kept) {
    if (exchange.sendsParameters()) {
      return exchange.encodeParameters(end, start, round, worker);
    }
    // Statistics are averaged as they are.
    for (int i = 0; i < exchange.trainableSize(); i++) {
      end[i] = start[i] - end[i];
    }
    float[] codec = {};
    if (config.compression().workersRemember()) {
      codec = state.vector(WorkerLayout.CODEC).clone();
      kept.put(WorkerLayout.CODEC, codec);
    }
    return exchange.encodePseudoGradient(end, codec, round, worker);
  }

  /** Eight sums, which do not wait for each other; v·0 is 0 or NaN. */
  private static boolean allFinite(float[] values) {
    float[] sums = new float[8];
    int whole = values.length - values.length % 8;
    for (int i = 0; i < whole; i += 8) {
      for (int lane = 0; lane < 8; lane++) {
        sums[lane] += values[i + lane] * 0f;
      }
    }
    for (int i = whole; i < values.length; i++) {
      sums[0] += values[i] * 0f;
    }
    float sum = 0;
    for (float part : sums) {
      sum += part;
    }
    return sum == 0f;
  }

  @Override
  public void close() {
    backend.close();
  }
}
