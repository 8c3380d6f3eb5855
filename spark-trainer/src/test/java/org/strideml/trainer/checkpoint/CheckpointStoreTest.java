package org.strideml.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.strideml.quantization.RandomKey;
import org.strideml.trainer.checkpoint.DriverState.Progress;
import org.strideml.trainer.round.WorkerState;

class CheckpointStoreTest {
  private static final int SIZE = 37;
  private static final Map<String, Integer> MOMENTS =
      new TreeMap<>(Map.of("m", SIZE, "residual", SIZE, "v", SIZE));
  private static final Map<String, Integer> OUTER = Map.of("outer.momentum", SIZE);

  @TempDir Path folder;

  private CheckpointStore store() {
    return new CheckpointStore(folder.toString(), "fingerprint-a");
  }

  private static float[] vector(int name) {
    float[] values = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      values[i] = (float) RandomKey.of(name).gaussian(i);
    }
    return values;
  }

  private static Progress progress(int rounds) {
    Progress progress = Progress.none();
    for (int round = 0; round < rounds; round++) {
      progress = progress.afterRound(4L * round + 4, 40, 100, 90, 0, 0, 1.0 / 3, 0.1, 0.05);
    }
    return progress.evaluated(0.7, true);
  }

  private void commit(int rounds, int workers) {
    for (int worker = 0; worker < workers; worker++) {
      WorkerState state =
          new WorkerState(
              rounds,
              4L * rounds,
              Map.of("m", vector(worker), "v", vector(50 + worker), "residual", vector(99)));
      WorkerCheckpoints.write(folder.toString(), rounds, worker, state);
    }
    store()
        .commit(
            new DriverState(
                vector(1),
                Map.of("outer.momentum", vector(2)),
                vector(3),
                Map.of("a.json", "{}".getBytes(), "b.message", new byte[] {1, 2, 3}),
                progress(rounds)),
            workers);
  }

  @Test
  void whatWasWrittenComesBackToTheBit() {
    commit(3, 2);
    DriverState state = store().latest(SIZE, OUTER).orElseThrow();
    assertThat(state.parameters()).isEqualTo(vector(1));
    assertThat(state.vectors()).hasSize(1);
    assertThat(state.vectors().get("outer.momentum")).isEqualTo(vector(2));
    assertThat(state.best()).isEqualTo(vector(3));
    assertThat(state.files().keySet()).containsExactly("a.json", "b.message");
    assertThat(state.files().get("b.message")).containsExactly(1, 2, 3);
    assertThat(state.progress()).isEqualTo(progress(3));
    WorkerState worker = WorkerCheckpoints.read(folder.toString(), 3, 1, MOMENTS);
    assertThat(worker.round()).isEqualTo(3);
    assertThat(worker.steps()).isEqualTo(12);
    assertThat(worker.vector("v")).isEqualTo(vector(51));
    assertThat(worker.vector("residual")).isEqualTo(vector(99));
  }

  @Test
  void emptyFolderHasNoCheckpoint() {
    assertThat(store().latest(SIZE, OUTER)).isEmpty();
    assertThat(store().isEmpty()).isTrue();
  }

  @Test
  void theNewestTwoAreKept() throws IOException {
    for (int round = 1; round <= 4; round++) {
      commit(round, 0);
    }
    try (Stream<Path> names = Files.list(folder)) {
      assertThat(names.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("round-00000003", "round-00000004");
    }
    assertThat(store().latest(SIZE, OUTER).orElseThrow().progress().round()).isEqualTo(4);
  }

  @Test
  void halfWrittenCheckpointsAreNotSeenAndRemoved() throws IOException {
    commit(2, 1);
    Files.createDirectories(folder.resolve("round-00000003.partial"));
    Files.writeString(folder.resolve("round-00000003.partial/worker-00000.safetensors"), "half");
    assertThat(store().latest(SIZE, OUTER).orElseThrow().progress().round()).isEqualTo(2);
    assertThat(folder.resolve("round-00000003.partial")).doesNotExist();
  }

  @Test
  void aWorkerWhoseFileTheDriverDoesNotSeeIsNamed() {
    DriverState state =
        new DriverState(vector(1), Map.of("outer.momentum", vector(2)), vector(3), progress(1));
    assertThatThrownBy(() -> store().commit(state, 1))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("worker 0")
        .hasMessageContaining("share");
    assertThat(store().latest(SIZE, OUTER)).isEmpty();
  }

  @Test
  void anotherConfigurationIsRefused() {
    commit(1, 0);
    CheckpointStore other = new CheckpointStore(folder.toString(), "fingerprint-b");
    assertThatThrownBy(() -> other.latest(SIZE, OUTER))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("fingerprint-a")
        .hasMessageContaining("fingerprint-b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"checkpoint.json", "driver.safetensors", "worker-00000.safetensors", "b.message"})
  void flippedBitsAreFoundAndTheFileNamed(String name) throws IOException {
    commit(1, 1);
    Path file = folder.resolve("round-00000001").resolve(name);
    byte[] whole = Files.readAllBytes(file);
    for (int trial = 0; trial < 200; trial++) {
      byte[] damaged = whole.clone();
      int at = RandomKey.of(8).below(damaged.length, trial);
      damaged[at] ^= (byte) (1 << (trial % 8));
      Files.write(file, damaged);
      assertNothingElseIsRead(name, "byte " + at);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"checkpoint.json", "driver.safetensors", "worker-00000.safetensors", "b.message"})
  void cutsAreFoundAndTheFileNamed(String name) throws IOException {
    commit(1, 1);
    Path file = folder.resolve("round-00000001").resolve(name);
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length - 2; length += 7) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertNothingElseIsRead(name, "cut to " + length);
    }
  }

  /** Either the exact state is read, when only white space was hit, or the file is named. */
  private void assertNothingElseIsRead(String name, String damage) {
    try {
      if (name.startsWith("worker")) {
        WorkerState worker = WorkerCheckpoints.read(folder.toString(), 1, 0, MOMENTS);
        assertThat(worker.steps()).as(damage).isEqualTo(4);
        assertThat(worker.vector("m")).as(damage).isEqualTo(vector(0));
        assertThat(worker.vector("residual")).as(damage).isEqualTo(vector(99));
      } else {
        DriverState state = store().latest(SIZE, OUTER).orElseThrow();
        assertThat(state.parameters()).as(damage).isEqualTo(vector(1));
        assertThat(state.vectors().get("outer.momentum")).as(damage).isEqualTo(vector(2));
        assertThat(state.files().get("b.message")).as(damage).containsExactly(1, 2, 3);
        assertThat(state.progress()).as(damage).isEqualTo(progress(1));
      }
    } catch (CheckpointException found) {
      assertThat(found).as(damage).hasMessageContaining(name);
    }
  }
}
