package org.strideml.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strideml.jobs.config.ConfigException;
import org.strideml.jobs.config.ConfigReader;
import org.strideml.jobs.config.StrideConfig;

class RunFolderTest {
  private static final LocalDateTime NOON = LocalDateTime.of(2026, 1, 2, 12, 0, 5);

  @TempDir Path temporary;

  private static StrideConfig config(String... arguments) {
    List<String> all = new ArrayList<>(List.of("data.dir=d", "train.steps=10"));
    all.addAll(List.of(arguments));
    return ConfigReader.read(Optional.empty(), all);
  }

  @Test
  void namesAFolderAfterRunAndTime() {
    assertThat(RunFolder.of(config("run.name=mine"), NOON).path())
        .isEqualTo(Path.of("runs", "mine-20260102-120005"));
  }

  @Test
  void writesTheSettingsOnce() throws IOException {
    Path path = temporary.resolve("run");
    RunFolder folder = RunFolder.of(config("run.dir=" + path), NOON);
    assertThat(path).doesNotExist();
    folder.create(config("run.dir=" + path));
    String text = Files.readString(folder.settings());
    RunFolder.of(config("run.dir=" + path, "checkpoint.every=3"), NOON)
        .create(config("run.dir=" + path, "checkpoint.every=3"));
    assertThat(Files.readString(folder.settings())).isEqualTo(text);
    assertThat(folder.configuration(List.of()).train().steps()).isEqualTo(10);
    assertThat(folder.isFinished()).isFalse();
  }

  @Test
  void refusesOtherSettingsByName() {
    StrideConfig first = config("run.dir=" + temporary.resolve("run"));
    RunFolder.of(first, NOON).create(first);
    assertThatThrownBy(
            () ->
                RunFolder.of(
                    config("run.dir=" + temporary.resolve("run"), "run.seed=9", "sync.period=2"),
                    NOON))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("run.seed: 9, was 1")
        .hasMessageContaining("sync.period: 2, was 16");
  }

  @Test
  void keepsASecondTrainingOut() throws IOException {
    StrideConfig config = config("run.dir=" + temporary.resolve("run"));
    RunFolder folder = RunFolder.of(config, NOON);
    folder.create(config);
    Path path = folder.path();
    try (FolderLock lock = FolderLock.of(path, "trains", "run.dir")) {
      assertThatThrownBy(() -> FolderLock.of(path, "trains", "run.dir"))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("another process (pid " + ProcessHandle.current().pid() + " on ")
          .hasMessageContaining("trains in");
    }
    FolderLock.of(path, "trains", "run.dir").close();
  }

  @Test
  void refusesAFolderOfSomethingElse() throws IOException {
    Files.writeString(temporary.resolve("letter.txt"), "dear");
    assertThatThrownBy(() -> RunFolder.of(config("run.dir=" + temporary), NOON))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("which holds other files");
    assertThatThrownBy(
            () -> RunFolder.of(config("run.dir=" + temporary.resolve("letter.txt")), NOON))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("must be a folder");
    assertThatThrownBy(() -> RunFolder.existing(temporary))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("is no run folder");
  }
}
