package org.strideml.trainer.spark;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;
import org.strideml.kernels.NoDeviceException;
import org.strideml.kernels.opencl.OpenClDevice;
import org.strideml.kernels.opencl.OpenClDevices;
import org.strideml.trainer.TrainerConfig.BackendChoice;

/**
 * The right of one task to use a device of this JVM, until it is closed.
 *
 * <p>When Spark has given the task a {@code gpu}, that is the device, and nobody else may have it.
 * Without, tasks that run at once and mean the same device take turns: it would not become faster
 * by being shared, and needs memory for one of them only. Backends that compute on the calling
 * thread are not leased.
 */
final class DeviceLease implements AutoCloseable {
  /** Name under which Spark's configuration asks for graphics cards. */
  static final String RESOURCE = "gpu";

  private static final Map<String, Semaphore> IN_USE = new ConcurrentHashMap<>();

  private final BackendChoice choice;
  private final Semaphore taken;

  private DeviceLease(BackendChoice choice, Semaphore taken) {
    this.choice = choice;
    this.taken = taken;
  }

  /**
   * @throws NoDeviceException when the device is not there, with what is
   * @throws IllegalStateException when Spark has given one card to several tasks, or several to one
   */
  static DeviceLease take(BackendChoice choice) {
    return choice.type().equals("opencl") ? take(choice, given()) : new DeviceLease(choice, null);
  }

  /**
   * @param given addresses of the cards that are the task's
   */
  static DeviceLease take(BackendChoice choice, String... given) {
    String device = deviceOf(choice, given);
    String address = OpenClDevices.list().find(device).address();
    Semaphore use = IN_USE.computeIfAbsent(address, any -> new Semaphore(1, true));
    if (given.length == 0) {
      waitFor(use, address);
    } else if (!use.tryAcquire()) {
      throw new IllegalStateException(
          "Spark gave the same gpu to two tasks at once (%s); expected one task per gpu: set"
                  .formatted(where())
              + " spark.task.resource.gpu.amount=1");
    }
    return new DeviceLease(new BackendChoice(choice.type(), device, choice.precision()), use);
  }

  /** Addresses of the cards Spark has given to the task that calls; none outside of tasks. */
  private static String[] given() {
    TaskContext task = TaskContext.get();
    ResourceInformation gpus = task == null ? null : task.resourcesJMap().get(RESOURCE);
    return gpus == null ? new String[0] : gpus.addresses();
  }

  /**
   * The device that the calling task is to use, without taking it.
   *
   * @throws NoDeviceException when it is not there, with what is and where
   */
  static OpenClDevice look(BackendChoice choice) {
    try {
      return OpenClDevices.list().find(deviceOf(choice, given()));
    } catch (NoDeviceException absent) {
      throw new NoDeviceException(absent.getMessage() + " (" + where() + ")", absent);
    }
  }

  /** Discovery scripts count cards from 0; others may name a device as {@code opencl:N}. */
  private static String deviceOf(BackendChoice choice, String[] given) {
    if (given.length == 0) {
      return choice.device();
    }
    if (given.length > 1) {
      throw new IllegalStateException(
          "Spark gave gpus %s to one task; expected one: set spark.task.resource.gpu.amount=1"
              .formatted(Arrays.toString(given)));
    }
    if (given[0].matches("\\d{1,9}")) {
      return "gpu:" + given[0];
    }
    if (given[0].matches("opencl:\\d{1,9}")) {
      return given[0];
    }
    throw new NoDeviceException(
        "Spark gave gpu %s to a task; expected a number or opencl:N; scripts/gpu-discovery.sh prints"
                .formatted(given[0])
            + " such addresses");
  }

  private static void waitFor(Semaphore use, String address) {
    try {
      use.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + address, e);
    }
  }

  /** The process that asks, for messages. */
  static String where() {
    SparkEnv env = SparkEnv.get();
    String process =
        env == null
            ? "this process"
            : "executor " + env.executorId() + " on " + env.blockManager().blockManagerId().host();
    String[] given = given();
    return given.length == 0
        ? process
        : process + ", whose task has gpu " + String.join(",", given);
  }

  /** What to open: the device is the one of this lease. */
  BackendChoice choice() {
    return choice;
  }

  @Override
  public void close() {
    if (taken != null) {
      taken.release();
    }
  }
}
