package org.strideml.trainer.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.strideml.kernels.NoDeviceException;
import org.strideml.kernels.Precision;
import org.strideml.kernels.opencl.OpenClDevices;
import org.strideml.trainer.TrainerConfig.BackendChoice;

class DeviceLeaseTest {
  private static final BackendChoice AUTO = new BackendChoice("opencl", "auto", Precision.FP32);

  private static void needADevice() {
    Assumptions.assumeThat(OpenClDevices.list().devices())
        .as("OpenCL devices: install pocl-opencl-icd ocl-icd-libopencl1")
        .isNotEmpty();
  }

  @Test
  void tasksThatMeanTheSameDeviceTakeTurns() throws Exception {
    needADevice();
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      CountDownLatch waiting = new CountDownLatch(1);
      Future<Long> second;
      long released;
      try (DeviceLease first = DeviceLease.take(AUTO)) {
        assertThat(first.choice().device()).isEqualTo("auto");
        second =
            other.submit(
                () -> {
                  waiting.countDown();
                  String sameDevice = OpenClDevices.list().find("auto").address();
                  BackendChoice named = new BackendChoice("opencl", sameDevice, Precision.FP32);
                  try (DeviceLease lease = DeviceLease.take(named)) {
                    return System.nanoTime();
                  }
                });
        waiting.await();
        Thread.sleep(50);
        assertThat(second.isDone()).isFalse();
        released = System.nanoTime();
      }
      assertThat(second.get(10, TimeUnit.SECONDS)).isGreaterThanOrEqualTo(released);
    } finally {
      other.shutdownNow();
    }
  }

  @Test
  void aCardOfSparksBelongsToOneTask() {
    needADevice();
    try (DeviceLease first = DeviceLease.take(AUTO, "opencl:0")) {
      assertThat(first.choice().device()).isEqualTo("opencl:0");
      assertThatThrownBy(() -> DeviceLease.take(AUTO, "opencl:0"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("same gpu to two tasks")
          .hasMessageContaining("spark.task.resource.gpu.amount=1");
    }
    DeviceLease.take(AUTO, "opencl:0").close();
  }

  @Test
  void aTaskHasOneCard() {
    assertThatThrownBy(() -> DeviceLease.take(AUTO, "0", "1"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("[0, 1]")
        .hasMessageContaining("expected one");
  }

  @Test
  void addressesThatAreNoNumbersAreRefused() {
    assertThatThrownBy(() -> DeviceLease.take(AUTO, "GPU-6e2a"))
        .isInstanceOf(NoDeviceException.class)
        .hasMessageContaining("GPU-6e2a")
        .hasMessageContaining("gpu-discovery.sh");
  }

  @Test
  void otherBackendsNeedNoTurn() {
    BackendChoice cpu = new BackendChoice("cpu", "auto", Precision.FP32);
    try (DeviceLease first = DeviceLease.take(cpu);
        DeviceLease second = DeviceLease.take(cpu)) {
      assertThat(first.choice()).isEqualTo(second.choice());
    }
  }
}
