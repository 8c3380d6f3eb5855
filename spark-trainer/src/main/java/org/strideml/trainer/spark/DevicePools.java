package org.strideml.trainer.spark;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.strideml.kernels.Backend;
import org.strideml.kernels.NoDeviceException;
import org.strideml.trainer.TrainerConfig.BackendChoice;

/** Things of one kind that tasks lay out in backends' memory: a {@link Pool} for each device. */
final class DevicePools<T extends AutoCloseable> {
  private final Map<String, Pool<Placed<T>>> pools = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * Lends the calling task something laid out on the device it is to use, and the device with it.
   *
   * @throws NoDeviceException when it is not there, with what is and where
   */
  <R> R use(BackendChoice choice, Function<Backend, T> layOut, Function<Placed<T>, R> work) {
    try (DeviceLease lease = DeviceLease.take(choice)) {
      BackendChoice chosen = lease.choice();
      Pool<Placed<T>> pool =
          pools.computeIfAbsent(chosen.device(), device -> new Pool<>(Placed::close));
      if (closed) {
        pool.close();
      }
      return pool.use(() -> Placed.open(chosen, layOut), work);
    } catch (NoDeviceException absent) {
      throw new NoDeviceException(absent.getMessage() + " (" + DeviceLease.where() + ")", absent);
    }
  }

  /** Closes what is idle now, and what is in use as it comes back. */
  void close() {
    closed = true;
    pools.values().forEach(Pool::close);
  }
}
