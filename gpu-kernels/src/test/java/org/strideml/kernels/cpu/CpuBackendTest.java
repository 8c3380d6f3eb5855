package org.strideml.kernels.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.strideml.kernels.Arena;
import org.strideml.kernels.Backend;
import org.strideml.kernels.BackendContract;
import org.strideml.kernels.DeviceMemoryException;
import org.strideml.kernels.Tensor;

class CpuBackendTest {
  @Nested
  class AsOpened extends BackendContract {
    @Override
    protected Backend open() {
      return CpuBackend.open();
    }
  }

  @Nested
  class WithPlainRows extends BackendContract {
    @Override
    protected Backend open() {
      return new CpuBackend(new OneDnnGemm(), new PlainRows());
    }
  }

  @Nested
  class WithNetlib extends BackendContract {
    @Override
    protected Backend open() {
      return new CpuBackend(new NetlibGemm(), new VectorRows());
    }
  }

  @Test
  void opensWithOneDnnAndVectorsHere() {
    try (CpuBackend backend = CpuBackend.open()) {
      assertThat(backend.explanation()).endsWith("products, vector loops").doesNotContain("netlib");
      assertThat(backend.device().instructionSet()).startsWith("avx");
      assertThat(backend.device().name()).isNotEmpty();
      assertThat(backend.device().memoryBytes()).isPositive();
    }
  }

  @Test
  void readingAfterCloseFailsInsteadOfCrashing() {
    CpuBackend backend = CpuBackend.open();
    Tensor tensor = backend.newArena("all", 16).allocate(16);
    backend.close();
    assertThatThrownBy(tensor::toArray)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> tensor.write(new float[16], 0))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void closingReturnsMemoryAtOnce() {
    int capacity = 1 << 26;
    // Together far more than the JVM may have outside of its heap.
    for (int i = 0; i < 14; i++) {
      try (CpuBackend backend = CpuBackend.open()) {
        Arena arena = backend.newArena("large", capacity);
        assertThat(arena.capacity()).isEqualTo(capacity);
      }
    }
  }

  @Test
  void tooLargeAnArenaIsRefusedWithFigures() {
    try (CpuBackend backend = CpuBackend.open()) {
      assertThatThrownBy(() -> backend.newArena("activations", Integer.MAX_VALUE))
          .isInstanceOf(DeviceMemoryException.class)
          .hasMessageContaining("activations")
          .hasMessageContaining(Integer.toString(Integer.MAX_VALUE));
    }
  }
}
