package org.strideml.kernels.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.strideml.kernels.NoDeviceException;

class HumongousArraysTest {
  @Test
  void otherCollectorsAreRefusedWithTheRemedy() {
    assertThatThrownBy(() -> HumongousArrays.requireG1(List.of("Copy", "MarkSweepCompact")))
        .isInstanceOf(NoDeviceException.class)
        .hasMessageContaining("MarkSweepCompact")
        .hasMessageContaining("-XX:+UseG1GC");
  }

  @Test
  void theCollectorOfTheseTestsIsG1() {
    assertThatCode(HumongousArrays::requireG1).doesNotThrowAnyException();
    // Regions are 1 to 32 MiB, or to 512 MiB in later JVMs.
    assertThat(HumongousArrays.leastElements()).isBetween(2 << 18, 2 << 27);
  }
}
