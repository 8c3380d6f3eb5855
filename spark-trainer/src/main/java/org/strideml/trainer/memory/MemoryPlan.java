package org.strideml.trainer.memory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.strideml.kernels.Arena;
import org.strideml.kernels.MemoryRuler;
import org.strideml.kernels.MemoryRuler.Reservation;
import org.strideml.kernels.opencl.OpenClBackend;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.TrainingData;
import org.strideml.trainer.async.Asynchronous;
import org.strideml.trainer.data.RowSet;
import org.strideml.trainer.gossip.PeerExchange;
import org.strideml.trainer.model.Network;
import org.strideml.trainer.model.ParameterLayout;
import org.strideml.trainer.round.Exchange;
import org.strideml.trainer.round.GlobalModel;
import org.strideml.trainer.round.WorkerLayout;

/**
 * What a run takes of memory. Arenas of a model are laid out without memory and counted to the
 * byte; rows count as packed bytes where they have one length; Spark's own needs are not in here.
 *
 * <p>Each executor holds one laid-out model per task that trains at once, one more to score
 * held-out rows, the shards of its workers, and two versions of their state. A device holds two
 * arrays for as long as the run goes on: one to train and one to score.
 */
public final class MemoryPlan {
  private static final long FLOAT = Float.BYTES;
  private static final long DOUBLE = Double.BYTES;

  /** What oneDNN, its bindings and OpenMP take beside arenas; measured at about half of it. */
  private static final long LIBRARIES = 64L << 20;

  /** What goes up to a device or comes down with one launch, at most, both ways. */
  private static final long STAGING = 2L << 20;

  private static final String KEPT_VERSIONS =
      "models sent since the last checkpoint (to disk what does not fit)";

  private final List<Item> items = new ArrayList<>();
  private final ClusterShape cluster;

  /**
   * @param what in words
   * @param bytes on the driver or on each executor
   * @param spills whether what does not fit goes to disk
   */
  public record Item(Place place, String what, long bytes, boolean spills) {}

  private MemoryPlan(ClusterShape cluster) {
    this.cluster = cluster;
  }

  public static MemoryPlan of(TrainerConfig config, TrainingData data, ClusterShape cluster) {
    MemoryPlan plan = new MemoryPlan(cluster);
    ParameterLayout layout = config.model().layout();
    int workersHere = (config.sync().workers() + cluster.executors() - 1) / cluster.executors();
    int tasks = Math.min(cluster.slots(), workersHere);
    plan.driver(config, layout.size());
    boolean onDevice = config.backend().type().equals("opencl");
    // One task at a time has a device.
    int replicas = onDevice ? Math.min(cluster.devices(), tasks) : tasks;
    plan.executorHeap(config, data, layout.size(), workersHere, replicas);
    if (onDevice) {
      plan.device(config, replicas);
    } else {
      plan.arenas(config, replicas);
    }
    return plan;
  }

  private void driver(TrainerConfig config, long size) {
    long vectors =
        GlobalModel.vectorSizes(config).values().stream().mapToLong(Integer::longValue).sum();
    add(Place.DRIVER_HEAP, "model, outer state, best model", (4 * size + vectors) * FLOAT);
    add(Place.DRIVER_HEAP, "sum over workers", size * DOUBLE);
    long gathered = (long) config.sync().perRound() * config.sync().aggregation().keptPerWorker();
    add(Place.DRIVER_HEAP, "workers' vectors", gathered * size * FLOAT);
    add(Place.DRIVER_HEAP, "results that wait, at most", config.sync().pendingBytes());
    if (config.sync().mode() instanceof PeerExchange) {
      long models = 3L * config.sync().workers();
      long heard = new Exchange(config, config.model().layout()).carriedSize();
      long known = config.sync().workers() * (heard + (heard > 0 ? size : 0));
      add(Place.DRIVER_HEAP, "models of all workers", (models * size + known) * FLOAT);
    } else if (config.sync().mode() instanceof Asynchronous mode) {
      items.add(new Item(Place.DRIVER_HEAP, KEPT_VERSIONS, keptVersions(config, mode), true));
    }
  }

  /** Encoded models that are kept for workers whose state may get lost. */
  private static long keptVersions(TrainerConfig config, Asynchronous mode) {
    long workers = config.sync().workers();
    long results = workers * config.sync().policy().rounds(config.beginning());
    long updates = config.checkpointEvery() == 0 ? results : config.checkpointEvery();
    boolean state = !new WorkerLayout(config).isEmpty();
    long versions = state ? Math.min(updates, results / mode.buffer()) : 0;
    Exchange exchange = new Exchange(config, config.model().layout());
    return (workers + versions) * exchange.weightsSize();
  }

  private void executorHeap(
      TrainerConfig config, TrainingData data, long size, int workersHere, int replicas) {
    long rows = packed(data.training()) + packed(data.evaluation());
    long here = rows / cluster.executors();
    items.add(new Item(Place.EXECUTOR_HEAP, "rows (to disk what does not fit)", here, true));
    long state = new WorkerLayout(config).elements() * FLOAT;
    add(Place.EXECUTOR_HEAP, "worker state, two versions", 2L * workersHere * state);
    add(Place.EXECUTOR_HEAP, "start and end of a round", 2L * replicas * size * FLOAT);
    if (config.sync().streaming().active()) {
      add(Place.EXECUTOR_HEAP, "mixing of fragments", 2L * replicas * size * FLOAT);
    }
    add(Place.EXECUTOR_HEAP, "broadcast models", 2 * size * FLOAT);
  }

  private static long packed(RowSet rows) {
    return rows.rows() * rows.format().recordBytes();
  }

  private void arenas(TrainerConfig config, int replicas) {
    Place place =
        config.backend().type().equals("reference") ? Place.EXECUTOR_HEAP : Place.EXECUTOR_NATIVE;
    training(config, new MemoryRuler(false), place, replicas);
    add(place, "evaluation", replicas * scored(config, new MemoryRuler(false)));
    if (place == Place.EXECUTOR_NATIVE) {
      add(place, "libraries, about", LIBRARIES);
    }
  }

  private void device(TrainerConfig config, int replicas) {
    Exchange exchange = new Exchange(config, config.model().layout());
    training(config, new MemoryRuler(true), Place.DEVICE_TRAINING, 1);
    add(Place.DEVICE_TRAINING, "training: pseudo-gradient", FLOAT * exchange.deviceElements());
    add(Place.DEVICE_TRAINING, "training: scratch", OpenClBackend.MOST_SCRATCH_BYTES);
    add(Place.DEVICE_SCORING, "evaluation", scored(config, new MemoryRuler(true)));
    add(Place.DEVICE_SCORING, "evaluation: scratch", OpenClBackend.MOST_SCRATCH_BYTES);
    long training = bytes(Place.DEVICE_TRAINING);
    long scoring = bytes(Place.DEVICE_SCORING);
    add(Place.DEVICE_MEMORY, "array for training", training);
    add(Place.DEVICE_MEMORY, "array for scoring", scoring);
    long message = exchange.deviceElements() > 0 ? exchange.contributionSize() : 0;
    add(Place.DEVICE_MEMORY, "staging and messages, at most", 2 * STAGING + 2 * message);
    add(Place.EXECUTOR_HEAP, "images of the device's arrays", replicas * (training + scoring));
  }

  /** What one task that trains lays out in its backend's memory, {@code replicas} times. */
  private void training(TrainerConfig config, MemoryRuler ruler, Place place, int replicas) {
    int trainable = config.model().layout().trainableSize();
    Network network = config.model().build(ruler.backend(), config.batchSize(), true);
    config.sync().drift().open(ruler.backend(), trainable);
    byKind(ruler).forEach((what, bytes) -> add(place, "training: " + what, replicas * bytes));
    int moments = config.optimizer().stateNames().size();
    long state = (long) moments * Arena.capacityFor(trainable) * FLOAT;
    add(place, "training: optimizer state", replicas * state);
    if (ruler.backend().sealsMemory() && network.touched().isPresent()) {
      add(place, "training: touched optimizer state", replicas * state);
    }
  }

  private static long scored(TrainerConfig config, MemoryRuler ruler) {
    config.model().build(ruler.backend(), config.evaluation().batchSize(), false);
    return ruler.reservations().stream().mapToLong(Reservation::bytes).sum();
  }

  private static Map<String, Long> byKind(MemoryRuler ruler) {
    Map<String, Long> kinds = new LinkedHashMap<>();
    ruler.reservations().forEach(part -> kinds.merge(part.what(), part.bytes(), Long::sum));
    return kinds;
  }

  private void add(Place place, String what, long bytes) {
    if (bytes > 0) {
      items.add(new Item(place, what, bytes, false));
    }
  }

  /** Everything, place by place. */
  public List<Item> items() {
    return List.copyOf(items);
  }

  public ClusterShape cluster() {
    return cluster;
  }

  public long bytes(Place place) {
    return items.stream().filter(item -> item.place() == place).mapToLong(Item::bytes).sum();
  }

  /** Whether more must fit there than is known to be. */
  public boolean exceeds(Place place) {
    Long limit = cluster.limits().get(place);
    long needed =
        items.stream()
            .filter(item -> item.place() == place && !item.spills())
            .mapToLong(Item::bytes)
            .sum();
    return limit != null && needed > limit;
  }
}
