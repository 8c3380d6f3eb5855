package org.strideml.kernels.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
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
  void autoPrefersWhatIsNoProcessorAndSaysSo() {
    OpenClDevices devices = some("cpu", "gpu", "gpu");
    OpenClDevice found = devices.find("auto");
    assertThat(found.address()).isEqualTo("opencl:1");
    assertThat(devices.explain("auto", found))
        .contains("auto took opencl:1", "the first gpu of 3 devices");
    OpenClDevices one = some("cpu");
    assertThat(one.explain("auto", one.find("auto"))).contains("the only one");
    assertThat(some("gpu", "accelerator").find("auto").kind()).isEqualTo("accelerator");
  }

  @Test
  void schedulersCountWithoutProcessors() {
    OpenClDevices devices = some("cpu", "gpu", "cpu", "gpu");
    assertThat(devices.find("gpu:0").address()).isEqualTo("opencl:1");
    assertThat(devices.find("gpu:1").address()).isEqualTo("opencl:3");
    assertThat(devices.find("opencl:2").kind()).isEqualTo("cpu");
    assertThatThrownBy(() -> devices.find("gpu:2"))
        .isInstanceOf(NoDeviceException.class)
        .hasMessageContaining("no device gpu:2")
        .hasMessageContaining("opencl:3");
    assertThatThrownBy(() -> some("cpu").find("gpu:0"))
        .isInstanceOf(NoDeviceException.class)
        .hasMessageContaining("opencl:0");
  }

  private static OpenClDevices some(String... kinds) {
    List<OpenClDevice> devices = new ArrayList<>();
    for (String kind : kinds) {
      int index = devices.size();
      devices.add(
          new OpenClDevice(
              index, "platform", kind + index, "vendor", kind, 1 << 30, 1 << 28, 1 << 15, 8, 256));
    }
    return new OpenClDevices(devices, List.of(), "none");
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
