package org.strideml.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strideml.jobs.config.SweepReader.Sweep;
import org.strideml.jobs.config.SweepReader.Trial;
import org.strideml.trainer.sync.SyncPolicy;

class SweepReaderTest {
  private static final String LEAST = "data.dir = d\ntrain.steps = 10\n";

  @TempDir Path folder;

  private Sweep read(String text, String... arguments) throws Exception {
    Path file = Files.writeString(folder.resolve("grid.conf"), LEAST + text);
    return SweepReader.read(Optional.of(file), List.of(arguments));
  }

  @Test
  void makesOneTrialPerCombination() throws Exception {
    Sweep sweep = read("sweep.grid {\n sync.workers = [1, 2]\n \"sync.period\" = [1, 16]\n}");
    assertThat(sweep.dir()).isEqualTo(Path.of("sweeps", "grid"));
    assertThat(sweep.trials())
        .extracting(Trial::point)
        .containsExactly(
            Map.of("sync.workers", "1", "sync.period", "1"),
            Map.of("sync.workers", "1", "sync.period", "16"),
            Map.of("sync.workers", "2", "sync.period", "1"),
            Map.of("sync.workers", "2", "sync.period", "16"));
    assertThat(sweep.trials().get(1).config().sync().policy()).isEqualTo(SyncPolicy.every(16));
    assertThat(sweep.trials())
        .extracting(trial -> trial.config().resolved().hash())
        .doesNotHaveDuplicates();
  }

  @Test
  void takesAxesFromTheCommandLine() throws Exception {
    Sweep sweep = read("", "sweep.grid.optimizer.lr=0.1,0.2", "sweep.dir=s");
    assertThat(sweep.dir()).isEqualTo(Path.of("s"));
    assertThat(sweep.trials()).hasSize(2);
  }

  @Test
  void reportsTheProblemsOfAllTrialsOnce() {
    assertThatThrownBy(
            () -> read("sync.period = 0\nsweep.grid { sync.worker = [1], sync.workers = [1, 0] }"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("sweep.grid: unknown key sync.worker; did you mean sync.workers?")
        .hasMessageContaining("sync.period must be")
        .hasMessageContaining("sync.workers must be");
    assertThatThrownBy(() -> read(""))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("sweep.grid is empty");
    assertThatThrownBy(() -> read("sweep.grid { sync.workers = 3 }"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("must be a list");
  }
}
