package org.strideml.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.strideml.jobs.config.SweepConfig;
import org.strideml.jobs.config.SweepReader;

/** The sweeps that come with Stride can be run as they are. */
class BuiltInSweepsTest {
  private static final Path FOLDER = Path.of("..", "conf", "sweeps");

  @ParameterizedTest
  @CsvSource({"smoke, 12", "workers-x-period, 96", "bits, 24", "schedule, 72"})
  void everyTrialIsAccepted(String name, int trials) {
    SweepConfig sweep = SweepReader.read(Optional.of(FOLDER.resolve(name + ".conf")), List.of());
    assertThat(sweep.trials()).hasSize(trials);
    assertThat(sweep.trials()).allMatch(trial -> trial.problems().isEmpty());
    assertThat(sweep.notes()).isEmpty();
    assertThat(sweep.dir()).isEqualTo(Path.of("sweeps", name));
  }

  @Test
  void allOfThemAreHere() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "smoke.conf", "workers-x-period.conf", "bits.conf", "schedule.conf");
    }
  }
}
