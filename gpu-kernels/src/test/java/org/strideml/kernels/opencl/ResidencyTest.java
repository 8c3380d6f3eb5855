package org.strideml.kernels.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.strideml.kernels.Arena;
import org.strideml.kernels.DeviceFailedException;
import org.strideml.kernels.DeviceStateLostException;
import org.strideml.kernels.Indices;
import org.strideml.kernels.SgdStep;
import org.strideml.kernels.Tensor;

/** The state is on the device, stays there, and its loss is noticed. */
class ResidencyTest {
  private static final SgdStep DESCENT = new SgdStep(1, 0, false, 0);

  private OpenClBackend backend;
  private Arena arena;

  @BeforeEach
  void open() {
    backend = AnyDevice.open();
    arena = backend.newArena("state", 1 << 20);
  }

  @AfterEach
  void close() {
    if (backend != null) {
      backend.close();
    }
  }

  @Test
  void survivesHundredsOfLaunchesUnderCollections() {
    Tensor p = arena.allocate(70_001);
    Tensor gradient = arena.allocate(70_001);
    backend.fill(gradient, 1);
    List<byte[]> ballast = new ArrayList<>();
    for (int step = 1; step <= 400; step++) {
      backend.sgd(DESCENT, p, gradient, null, null);
      ballast.add(new byte[1 << 20]);
      if (step % 40 == 0) {
        ballast.clear();
        System.gc();
      }
      assertThat(p.slice(step, 1).toArray()).containsExactly(-step);
    }
    assertThat(backend.traffic().launches()).isGreaterThanOrEqualTo(400);
    float[] expected = new float[70_001];
    Arrays.fill(expected, -400);
    assertThat(p.toArray()).isEqualTo(expected);
  }

  @Test
  void aMovedArrayIsNoticedAtTheNextRead() {
    Tensor p = arena.allocate(10);
    backend.fill(p, 7);
    assertThat(p.toArray()).containsOnly(7);
    backend.resident().replaceImage(float[]::clone);
    backend.fill(p, 8);
    assertThatThrownBy(p::toArray)
        .isInstanceOf(DeviceStateLostException.class)
        .hasMessageContaining("canary")
        .hasMessageContaining("run the round again");
    backend.fill(p, 9);
    assertThatThrownBy(p::toArray).isInstanceOf(DeviceStateLostException.class);
  }

  @Test
  void anOpenClErrorIsNeitherHiddenNorRunOnJavaThreads() {
    Tensor p = arena.allocate(10);
    backend.fill(p, 7);
    assertThat(p.toArray()).containsOnly(7);
    backend.resident().replaceImage(image -> new float[0]);
    backend.fill(p, 8);
    assertThatThrownBy(p::toArray)
        .isInstanceOf(DeviceFailedException.class)
        .hasMessageContaining("OpenCL failed");
    backend.fill(p, 9);
    assertThatThrownBy(p::toArray).isInstanceOf(DeviceFailedException.class);
    try (OpenClBackend fresh = AnyDevice.open()) {
      Tensor q = fresh.newArena("state", 16).allocate(16);
      fresh.fill(q, 3);
      assertThat(q.toArray()).containsOnly(3);
    }
  }

  @Test
  void arenasComeBeforeTheFirstOperation() {
    Tensor p = arena.allocate(10);
    backend.fill(p, 7);
    assertThatThrownBy(() -> backend.newArena("late", 99))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("late")
        .hasMessageContaining("99")
        .hasMessageContaining("make all arenas before");
  }

  @Test
  void whatIsWrittenBeforeTheFirstOperationGoesUpWithIt() {
    Tensor p = arena.allocate(3);
    assertThat(p.toArray()).containsExactly(0, 0, 0);
    p.write(new float[] {1, 2, 3}, 0);
    assertThat(p.toArray()).containsExactly(1, 2, 3);
    assertThat(backend.traffic().launches()).isZero();
    Tensor q = backend.newArena("second", 3).allocate(3);
    backend.copy(p, q);
    assertThat(q.toArray()).containsExactly(1, 2, 3);
  }

  @Test
  void movesMoreThanStagingHolds() {
    Tensor p = arena.allocate(700_003);
    backend.fill(p, 1);
    float[] values = new float[p.size()];
    Random random = new Random(3);
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    p.write(values, 0);
    assertThat(p.toArray()).isEqualTo(values);
  }

  @Test
  void whatGoesUpIsAboutWhatIsWritten() {
    Tensor p = arena.allocate(600_000);
    backend.fill(p, 1);
    p.slice(0, 1).toArray();
    for (int count : new int[] {1, 40, 1000, 100_000, 262_144, 262_145, 600_000}) {
      long bytes = backend.traffic().bytesUp();
      long launches = backend.traffic().launches();
      p.slice(0, count).write(new float[count], 0);
      p.slice(0, 1).toArray();
      long lists = (backend.traffic().launches() - launches) * CommandList.BYTES;
      assertThat(backend.traffic().bytesUp() - bytes - lists)
          .as("%d elements", count)
          .isBetween(4L * count, 4L * count * 4 / 3 + 4);
    }
  }

  @Test
  void whatComesDownIsAboutWhatIsRead() {
    Tensor p = arena.allocate(600_000);
    backend.fill(p, 1);
    for (int count : new int[] {1024, 5000, 100_000, 600_000}) {
      long bytes = backend.traffic().bytesDown();
      float[] read = new float[count];
      p.slice(0, count).read(read, 0);
      assertThat(read).containsOnly(1);
      assertThat(backend.traffic().bytesDown() - bytes)
          .as("%d elements", count)
          .isBetween(4L * count, 4L * count + count / 2 + 16);
    }
  }

  @Test
  void queuedOperationsSeeTheIndicesOfTheirTime() {
    Tensor logits = arena.allocate(1, 2);
    Tensor first = arena.allocate(1);
    Tensor second = arena.allocate(1);
    logits.write(new float[] {10, 0}, 0);
    Indices targets = backend.newIndices(1);
    targets.write(new int[] {0}, 0, 1);
    backend.losses().softmaxCrossEntropy(logits, targets, null, null, first);
    targets.write(new int[] {1}, 0, 1);
    backend.losses().softmaxCrossEntropy(logits, targets, null, null, second);
    assertThat(first.toArray()[0]).isBetween(0f, 1e-3f);
    assertThat(second.toArray()[0]).isBetween(9.9f, 10.1f);
  }

  @Test
  void aClosedBackendSaysSo() {
    Tensor p = arena.allocate(10);
    backend.fill(p, 7);
    backend.close();
    assertThatThrownBy(p::toArray)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void operationsWaitForARead() {
    Tensor p = arena.allocate(10);
    Tensor gradient = arena.allocate(10);
    backend.fill(gradient, 1);
    p.toArray();
    long launches = backend.traffic().launches();
    long commands = backend.commands();
    long bytesUp = backend.traffic().bytesUp();
    for (int i = 0; i < 20; i++) {
      backend.sgd(DESCENT, p, gradient, null, null);
    }
    assertThat(backend.traffic().launches()).isEqualTo(launches);
    assertThat(p.toArray()).containsOnly(-20);
    assertThat(backend.traffic().launches()).isEqualTo(launches + 1);
    assertThat(backend.commands()).isEqualTo(commands + 21);
    assertThat(backend.traffic().bytesUp() - bytesUp).isEqualTo(CommandList.BYTES);
  }
}
