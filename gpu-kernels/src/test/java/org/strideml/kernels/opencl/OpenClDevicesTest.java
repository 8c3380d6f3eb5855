package org.strideml.kernels.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.strideml.kernels.NoDeviceException;

class OpenClDevicesTest {
  @Test
  void saysEitherWhatThereIsOrWhyThereIsNothing() {
    OpenClDevices devices = OpenClDevices.list();
    assertThat(devices.absence().isEmpty()).isNotEqualTo(devices.devices().isEmpty());
    for (OpenClDevice device : devices.devices()) {
      assertThat(device.kind()).isIn("cpu", "gpu", "accelerator");
      assertThat(device.memoryBytes()).isPositive();
      assertThat(device.maxWorkGroup()).isPositive();
      assertThat(device.toString()).contains(device.address(), device.platform());
    }
  }

  @Test
  void anAbsentDeviceIsRefusedWithWhatIsThere() {
    OpenClDevices devices = OpenClDevices.list();
    assertThatThrownBy(() -> OpenClBackend.open("opencl:99"))
        .isInstanceOf(NoDeviceException.class)
        .hasMessageContaining("opencl:99")
        .hasMessageContaining(
            devices.devices().isEmpty() ? "install" : devices.devices().get(0).name());
  }

  @Test
  void aDeviceHasOneOfTwoForms() {
    for (String wrong : new String[] {"cuda", "opencl", "opencl:", "opencl:-1", "opencl:x", ""}) {
      assertThatThrownBy(() -> OpenClBackend.open(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("auto or opencl:N");
    }
  }

  @Test
  void describesTheDeviceOfABackend() {
    try (OpenClBackend backend = AnyDevice.open()) {
      assertThat(backend.name()).isEqualTo("opencl");
      assertThat(backend.device().name()).isNotBlank();
      assertThat(backend.device().memoryBytes()).isPositive();
    }
  }
}
