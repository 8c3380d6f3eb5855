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

  private static final Path EXPERIMENTS = Path.of("..", "conf", "experiments");

  /** What experiments include. */
  private static final List<String> SHARED = List.of("clusters.conf", "perceptron.conf");

  @ParameterizedTest
  @CsvSource({"smoke, 12", "workers-x-period, 96", "bits, 24", "schedule, 72"})
  void everyTrialIsAccepted(String name, int trials) {
    SweepConfig sweep = SweepReader.read(Optional.of(FOLDER.resolve(name + ".conf")), List.of());
    assertThat(sweep.trials()).hasSize(trials);
    assertThat(sweep.trials()).allMatch(trial -> trial.problems().isEmpty());
    assertThat(sweep.notes()).isEmpty();
    assertThat(sweep.dir()).isEqualTo(Path.of("sweeps", name));
  }

  /** Every experiment says beforehand what is expected, and asks five seeds or more. */
  @Test
  void experimentsStateWhatTheyExpect() throws IOException {
    List<Path> experiments;
    try (Stream<Path> files = Files.list(EXPERIMENTS)) {
      experiments =
          files.filter(file -> !SHARED.contains(file.getFileName().toString())).sorted().toList();
    }
    assertThat(experiments).hasSizeGreaterThan(15);
    for (Path file : experiments) {
      SweepConfig sweep = SweepReader.read(Optional.of(file), List.of());
      assertThat(sweep.expectations()).as(file.toString()).isNotEmpty();
      assertThat(sweep.trials())
          .as(file.toString())
          .allMatch(trial -> trial.problems().isEmpty())
          .anyMatch(trial -> trial.seed() == 5);
    }
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
