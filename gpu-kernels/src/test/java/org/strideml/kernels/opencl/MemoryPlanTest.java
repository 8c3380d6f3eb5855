package org.strideml.kernels.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.strideml.kernels.DeviceMemoryException;

class MemoryPlanTest {
  private static OpenClDevice device(long maxAllocationBytes) {
    return new OpenClDevice(
        0, "platform", "card", "vendor", "gpu", 8L << 30, maxAllocationBytes, 1 << 15, 4, 256);
  }

  @Test
  void regionsFollowEachOtherAligned() {
    MemoryPlan plan = new MemoryPlan(device(1 << 20));
    assertThat(plan.reserve("a", 17)).isZero();
    assertThat(plan.reserve("b", 0)).isEqualTo(32);
    assertThat(plan.reserve("c", 16)).isEqualTo(32);
    assertThat(plan.elements()).isEqualTo(48);
  }

  @Test
  void refusesWhatOneAllocationOfTheDeviceCannotHold() {
    MemoryPlan plan = new MemoryPlan(device(1000));
    plan.reserve("parameters", 160);
    assertThatThrownBy(() -> plan.reserve("activations", 200))
        .isInstanceOf(DeviceMemoryException.class)
        .hasMessageContaining("activations of 200 elements")
        .hasMessageContaining("at most 1000 bytes")
        .hasMessageContaining("[parameters (160)]")
        .hasMessageContaining("640 bytes");
    assertThat(plan.elements()).isEqualTo(160);
  }

  @Test
  void refusesWhatAparapiCannotAddress() {
    MemoryPlan plan = new MemoryPlan(device(100L << 30));
    plan.reserve("parameters", 400_000_000);
    assertThatThrownBy(() -> plan.reserve("activations", 200_000_000))
        .isInstanceOf(DeviceMemoryException.class)
        .hasMessageContaining("at most " + Integer.MAX_VALUE);
    assertThatThrownBy(() -> plan.reserve("huge", Integer.MAX_VALUE))
        .isInstanceOf(DeviceMemoryException.class);
  }
}
