package org.strideml.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackendsTest {
  @ParameterizedTest
  @CsvSource({"auto, cpu", "cpu, cpu", "reference, reference"})
  void opensByNameAndSaysWhy(String type, String name) {
    Backends.Selection selection = Backends.open(type, "auto");
    try (Backend backend = selection.backend()) {
      assertThat(backend.name()).isEqualTo(name);
      assertThat(selection.reason()).startsWith(type);
    }
  }

  @Test
  void unknownTypeIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> Backends.open("cuda", "auto"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("auto, cpu, opencl or reference")
        .hasMessageContaining("cuda");
  }

  @Test
  void deviceOfAnotherTypeIsRefused() {
    assertThatThrownBy(() -> Backends.open("cpu", "opencl:0"))
        .isInstanceOf(NoDeviceException.class)
        .hasMessageContaining("opencl:0");
  }
}
