package org.strideml.trainer.round;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.strideml.kernels.Arena;
import org.strideml.kernels.Backend;
import org.strideml.kernels.DeviceTraffic;
import org.strideml.kernels.Tensor;
import org.strideml.quantization.Message;
import org.strideml.quantization.RandomKey;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.drift.DriftCorrection;
import org.strideml.trainer.drift.DriftRound;
import org.strideml.trainer.drift.LocalDrift;
import org.strideml.trainer.model.Batch;
import org.strideml.trainer.model.Network;

/**
 * A model, its gradients and its optimizer's state in one backend's memory: what a task slot needs
 * to play any worker. What a worker carries between rounds is {@link WorkerState}'s; when a round
 * starts from the very state that the round before has left in this memory, it need not be brought
 * there again.
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
  private final Travel travel;
  private final LocalDrift drift;
  private final StepPass pass;
  private final Optional<DeviceContribution> onDevice;
  private final Optional<FragmentedReplica> fragments;
  private final float[] start;
  private final float[] end;

  /** The state whose vectors the backend's memory has: what the round before has kept, if any. */
  private WorkerState held;

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
    travel = new Travel(config);
    drift = config.sync().drift().open(backend, trainable);
    pass = new StepPass(backend, network, batch, trainable);
    onDevice =
        needsEnd(config.sync().drift()) || config.sync().streaming().active()
            ? Optional.empty()
            : DeviceContribution.of(backend, exchange, network.parameters());
    fragments =
        config.sync().streaming().active()
            ? Optional.of(new FragmentedReplica(config, exchange))
            : Optional.empty();
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
      int worker, RoundSpan span, Message message, WorkerState state, BatchSource batches) {
    long t0 = System.nanoTime();
    List<String> averaged = travel.down(span.round());
    List<Message> parts = exchange.split(message, averaged.size() + travel.shared().size());
    if (fragments.isPresent()) {
      fragments.get().begin(span.round(), parts.get(0), state, start);
    } else {
      exchange.decodeWeights(parts.get(0), received(state), start);
    }
    long t1 = System.nanoTime();
    long products = backend.productNanos();
    boolean there = state == held;
    held = null;
    network.parameters().write(start, 0);
    onDevice.ifPresent(DeviceContribution::begin);
    load(state, there, averaged, parts);
    beginDrift(span, state, parts.subList(1 + averaged.size(), parts.size()));
    stagingNanos = System.nanoTime() - t1;
    long stateSteps = keepsMoments() ? state.steps() : 0;
    config.optimizer().begin(backend, keepsMoments() ? span.round() : 0, moments);
    for (int h = 0; h < span.steps(); h++) {
      mix(h, false);
      step(span.firstStep() + h, stateSteps + h, losses.next(), batches);
    }
    RandomKey probe = Purpose.PROBE.key(config.seed()).child(worker).child(span.round());
    config.optimizer().end(backend, pass, probe, moments);
    mix(span.steps(), true);
    double meanLoss = losses.mean();
    long coding = t1 - t0;
    float[] codec = codecState(state);
    long encode = System.nanoTime();
    Optional<Message> encoded =
        Double.isFinite(meanLoss)
            ? onDevice.flatMap(device -> device.encode(codec, there, span.round(), worker))
            : Optional.empty();
    long read = System.nanoTime();
    if (encoded.isEmpty()) {
      network.parameters().read(end, 0);
    }
    stagingNanos += System.nanoTime() - read;
    long rows = (long) span.steps() * config.batchSize();
    long t2 = System.nanoTime();
    long computing = t2 - t1 - (read - encode);
    StepNanos steps = new StepNanos(computing, backend.productNanos() - products, stagingNanos);
    if (!Double.isFinite(meanLoss) || encoded.isEmpty() && !allFinite(end)) {
      double loss = Double.isFinite(meanLoss) ? Double.NaN : meanLoss;
      return new RoundOutcome(
          Message.of(), state, loss, Double.NaN, rows, steps, coding, newTraffic());
    }
    Map<String, float[]> kept = new LinkedHashMap<>();
    keepMoments(kept);
    double change = encoded.isPresent() ? onDevice.orElseThrow().squaredChange() : squaredChange();
    endDrift(kept);
    Message own =
        fragments.isPresent()
            ? fragments.get().end(worker, span.round(), end, kept)
            : encoded.orElseGet(() -> change(worker, span.round(), codec));
    if (config.compression().workersRemember()) {
      kept.put(WorkerLayout.CODEC, codec);
    }
    Message contribution = contribution(own, span.round(), kept);
    if (exchange.differences()) {
      kept.put(WorkerLayout.RECEIVED, start.clone());
    }
    WorkerState next = new WorkerState(span.round() + 1, stateSteps + span.steps(), kept);
    // Errors of a message that was not encoded on the device are not there.
    held = onDevice.isPresent() && encoded.isEmpty() ? null : next;
    coding += read - encode + System.nanoTime() - t2;
    return new RoundOutcome(
        contribution, next, meanLoss, change, rows, steps, coding, newTraffic());
  }

  /** Whether a correction looks at θ_end, which then has to come down. */
  private static boolean needsEnd(DriftCorrection rule) {
    return !rule.workerNames().isEmpty() || !rule.sharedNames().isEmpty();
  }

  private float[] codecState(WorkerState state) {
    return config.compression().workersRemember()
        ? state.vector(WorkerLayout.CODEC).clone()
        : new float[0];
  }

  private void mix(int steps, boolean last) {
    if (fragments.isPresent()) {
      fragments.get().mix(steps, last, network.parameters());
    }
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
    pass.begin(loss);
    double learningRate = drift.direction(pass, config.schedule().at(step));
    Tensor scale = null;
    if (config.clipNorm() > 0) {
      backend.clipScale(network.gradients(), (float) config.clipNorm(), clipScale);
      scale = clipScale;
    }
    localStep.run(learningRate, stateSteps, scale);
  }

  private boolean keepsMoments() {
    return config.sync().state() != TrainerConfig.StateMode.RESET;
  }

  /**
   * @param there whether the backend's memory has the state's vectors
   * @param averaged of the optimizer's vectors, those that come with the message
   * @param parts of the message
   */
  private void load(WorkerState state, boolean there, List<String> averaged, List<Message> parts) {
    List<String> names = config.optimizer().stateNames();
    List<String> carried = config.optimizer().sharedNames();
    for (int i = 0; i < moments.size(); i++) {
      int part = 1 + averaged.indexOf(names.get(i));
      if (part > 0) {
        float[] mean = new float[exchange.trainableSize()];
        exchange.decodeVector(parts.get(part), mean);
        moments.get(i).write(mean, 0);
      } else if (keepsMoments() && carried.contains(names.get(i))) {
        if (!there) {
          moments.get(i).write(state.vector(names.get(i)), 0);
        }
      } else {
        backend.fill(moments.get(i), 0f);
      }
    }
  }

  private void beginDrift(RoundSpan span, WorkerState state, List<Message> shared) {
    DriftCorrection rule = config.sync().drift();
    Map<String, float[]> own = new LinkedHashMap<>();
    rule.workerNames().forEach(name -> own.put(name, state.vector(Travel.DRIFT + name)));
    Map<String, float[]> sent = new LinkedHashMap<>();
    for (int i = 0; i < shared.size(); i++) {
      float[] vector = new float[exchange.trainableSize()];
      exchange.decodeVector(shared.get(i), vector);
      sent.put(travel.shared().get(i), vector);
    }
    drift.begin(
        DriftRound.of(span.round(), span.firstStep(), span.steps(), config.schedule()),
        start,
        own,
        sent);
  }

  private void endDrift(Map<String, float[]> kept) {
    Map<String, float[]> own = new LinkedHashMap<>();
    drift.end(start, end, own);
    config
        .sync()
        .drift()
        .workerNames()
        .forEach(name -> kept.put(Travel.DRIFT + name, own.get(name)));
  }

  /** ‖θ_start − θ_end‖² of what is trained, in eight sums that do not wait for each other. */
  private double squaredChange() {
    double[] sums = new double[8];
    int trainable = exchange.trainableSize();
    int whole = trainable - trainable % 8;
    for (int i = 0; i < whole; i += 8) {
      for (int lane = 0; lane < 8; lane++) {
        double change = (double) start[i + lane] - end[i + lane];
        sums[lane] += change * change;
      }
    }
    double sum = 0;
    for (int i = whole; i < trainable; i++) {
      double change = (double) start[i] - end[i];
      sum += change * change;
    }
    for (double part : sums) {
      sum += part;
    }
    return sum;
  }

  private void keepMoments(Map<String, float[]> kept) {
    List<String> names = config.optimizer().stateNames();
    for (String name : keepsMoments() ? config.optimizer().sharedNames() : List.<String>of()) {
      kept.put(name, moments.get(names.indexOf(name)).toArray());
    }
  }

  /** What this round has to say: its change, then vectors that travel with it. */
  private Message contribution(Message change, long round, Map<String, float[]> kept) {
    List<Message> messages = new ArrayList<>();
    messages.add(change);
    travel.up(round).forEach(name -> messages.add(exchange.encodeVector(kept.get(name))));
    return Message.join(messages);
  }

  /** Encodes a round's change; {@code codec} becomes what the codec remembers. */
  private Message change(int worker, long round, float[] codec) {
    if (exchange.sendsParameters()) {
      return exchange.encodeParameters(end, start, round, worker);
    }
    // Statistics are averaged as they are.
    for (int i = 0; i < exchange.trainableSize(); i++) {
      end[i] = start[i] - end[i];
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
