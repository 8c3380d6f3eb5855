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
import org.strideml.jobs.config.SweepConfig.Trial;
import org.strideml.trainer.sync.SyncPolicy;

class SweepReaderTest {
  private static final String LEAST = "data.dir = d\ntrain.steps = 10\n";

  @TempDir Path folder;

  private SweepConfig read(String text, String... arguments) throws Exception {
    Path file = Files.writeString(folder.resolve("grid.conf"), LEAST + text);
    return SweepReader.read(Optional.of(file), List.of(arguments));
  }

  private static StrideConfig config(SweepConfig sweep, int number) {
    return sweep.trials().get(number - 1).config().orElseThrow();
  }

  @Test
  void makesOneTrialPerCombination() throws Exception {
    SweepConfig sweep = read("sweep.grid {\n sync.workers = [1, 2]\n \"sync.period\" = [1, 16]\n}");
    assertThat(sweep.dir()).isEqualTo(Path.of("sweeps", "grid"));
    assertThat(sweep.trials())
        .extracting(Trial::point)
        .containsExactly(
            Map.of("sync.workers", "1", "sync.period", "1"),
            Map.of("sync.workers", "1", "sync.period", "16"),
            Map.of("sync.workers", "2", "sync.period", "1"),
            Map.of("sync.workers", "2", "sync.period", "16"));
    assertThat(config(sweep, 2).sync().policy()).isEqualTo(SyncPolicy.every(16));
    assertThat(sweep.trials())
        .extracting(trial -> trial.config().orElseThrow().resolved().hash())
        .doesNotHaveDuplicates();
    assertThat(sweep.trials().get(1).in().apply(Path.of("x", "y")).run().dir())
        .contains(Path.of("x", "y"));
  }

  @Test
  void takesAxesFromTheCommandLine() throws Exception {
    SweepConfig sweep =
        read(
            "",
            "sweep.grid.optimizer.lr=0.1,0.2",
            "sweep.dir=s",
            "sweep.seeds=1,2",
            "sweep.random.sync.period=int(1, 1000000)",
            "sweep.samples=3");
    assertThat(sweep.dir()).isEqualTo(Path.of("s"));
    assertThat(sweep.trials()).hasSize(2 * 2 * 3);
  }

  @Test
  void seedsVaryFastestAndAreNoPartOfThePoint() throws Exception {
    for (String seeds : List.of("seeds = [3, 5]", "grid.run.seed = [3, 5]")) {
      SweepConfig sweep = read("sweep {\n grid.sync.period = [1, 2]\n " + seeds + " }");
      assertThat(sweep.trials()).extracting(Trial::seed).containsExactly(3L, 5L, 3L, 5L);
      assertThat(sweep.trials().get(3).point()).isEqualTo(Map.of("sync.period", "2"));
      assertThat(config(sweep, 4).run().seed()).isEqualTo(5);
    }
  }

  @Test
  void combinesListsDrawsAndGrids() throws Exception {
    String text =
        """
        sweep {
          list = [{ sync { workers = 1, period = 2 } }, { sync.workers = 4 }]
          random { optimizer.lr = "logUniform(1e-4, 1e-1)", model.activation = "choice(relu, tanh)" }
          samples = 5
          grid { train.batchSize = [8, 16] }
        }
        """;
    assertThat(read(text).trials()).hasSize(2 * 5 * 2);
    assertThat(read(text).trials())
        .extracting(Trial::point)
        .isEqualTo(read(text).trials().stream().map(Trial::point).toList());
    List<String> rates =
        read(text).trials().stream().map(trial -> trial.point().get("optimizer.lr")).toList();
    assertThat(rates.subList(0, 10)).isEqualTo(rates.subList(10, 20));
    assertThat(rates.stream().distinct()).hasSize(5);
    assertThat(read(text, "run.seed=2").trials().get(0).point().get("optimizer.lr"))
        .isNotEqualTo(rates.get(0));
  }

  @Test
  void aTrialThatIsRefusedAloneDoesNotEndTheSweep() throws Exception {
    SweepConfig sweep = read("sweep.grid.schedule.scaling = [none, linear]");
    assertThat(sweep.trials().get(0).config()).isPresent();
    assertThat(sweep.trials().get(1).config()).isEmpty();
    assertThat(sweep.trials().get(1).problems().toString()).contains("scaling");
  }

  @Test
  void pointsThatAreTheSameAreRunOnce() throws Exception {
    SweepConfig sweep =
        read(
            "sweep.grid { compression.weights.codec = [none, stochastic],"
                + " compression.weights.bits = [4, 8] }");
    assertThat(sweep.trials()).hasSize(3);
    assertThat(sweep.notes()).anyMatch(note -> note.startsWith("1 points are left out"));
  }

  @Test
  void reportsTheProblemsOfAllTrialsOnce() {
    refused(
        "sync.period = 0\nsweep.grid { sync.worker = [1], sync.workers = [1, 0] }",
        "sweep.grid: unknown key sync.worker; did you mean sync.workers?");
    refused(
        "sync.period = 0\nsweep.grid.sync.workers = [1, 0]",
        "sync.period must be",
        "sync.workers must be");
    refused("", "nothing is varied");
    refused("sweep.grid { sync.workers = 3 }", "must be a list");
    refused("sweep.random { optimizer.lr = 3 }", "sweep.random.optimizer.lr must be uniform(");
    refused("sweep.list = [3]", "sweep.list must hold points");
    refused("sweep.list = [{ sync.worker = 3 }]", "sweep.list: unknown key sync.worker");
    refused(
        "sweep { seeds = [1, 2], stopping { type = asha, gracePeriod = 200 } }",
        "gracePeriod must be at most maxT");
    refused(
        "train.evaluateEvery = 0\nsweep { seeds = [1, 2], stopping.type = median }",
        "set train.evaluateEvery above 0");
  }

  private static final String EXPECTED =
      """
      sweep.grid { sync.workers = [1, 2], sync.period = [1, 16] }
      sweep.metric = accuracy
      """;

  @Test
  void readsWhatIsExpected() throws Exception {
    String text =
        """
        sweep.expect = [
          {
            name = d1
            says = "H = 16 loses"
            setting { sync.period = 16, sync.workers = 2 }
            against = [{ sync.workers = 2, sync.period = 1 }, { sync { workers = 1, period = 1 } }]
            above = -0.01
            smallest = 0.005
          }
          {
            name = d2, says = s, metric = bytes, times = 1.5, within = seeds, exploratory = true
            setting { sync.period = 16, sync.workers = 1 }, against { sync.period = 1, sync.workers = 1 }
          }
        ]
        """;
    List<Expectation> expectations = read(EXPECTED + text).expectations();
    assertThat(expectations.get(0))
        .isEqualTo(
            new Expectation(
                "d1",
                "H = 16 loses",
                "accuracy",
                List.of(Map.of("sync.period", "16", "sync.workers", "2")),
                List.of(
                    Map.of("sync.period", "1", "sync.workers", "2"),
                    Map.of("sync.period", "1", "sync.workers", "1")),
                1,
                Expectation.Side.ABOVE,
                -0.01,
                0.005,
                false));
    assertThat(expectations.get(1).side()).isEqualTo(Expectation.Side.SEEDS);
    assertThat(expectations.get(1).margin()).isNaN();
    assertThat(expectations.get(1).exploratory()).isTrue();
    assertThat(read(EXPECTED).expectations()).isEmpty();
  }

  @Test
  void expectationsDecideNoNumber() throws Exception {
    String text =
        "sweep.expect = [{ name = a, says = b, above = 0, setting { sync.workers = 1, sync.period = 1"
            + " }, against { sync.workers = 1, sync.period = 16 } }]";
    assertThat(config(read(EXPECTED + text), 1).resolved().hash())
        .isEqualTo(config(read(EXPECTED), 1).resolved().hash());
  }

  @Test
  void pointsOfExpectationsAreToldAsTrialsTellThem() throws Exception {
    SweepConfig sweep =
        read(
            "sweep.list = [{ optimizer.lr = 0.1 }, { sync.period = 4 }]\n"
                + "sweep.expect = [{ name = a, says = b, below = 0, setting { sync.period = 4 },"
                + " against { optimizer.lr = 0.1 } }]");
    assertThat(sweep.expectations().get(0).setting())
        .containsExactly(sweep.trials().get(1).point());
    assertThat(sweep.expectations().get(0).setting().get(0)).containsKey("optimizer.lr");
  }

  @Test
  void refusesExpectationsThatCannotBeJudged() {
    String point = "{ sync.workers = 1, sync.period = 1 }";
    refused(
        EXPECTED
            + "sweep.expect = [3, { says = b, above = 0, within = -1, setting = 3, agains "
            + point
            + " }]",
        "grid.conf:5: sweep.expect must hold { name",
        "sweep.expect has no field agains",
        "sweep.expect needs one of above, below, within, got above, within",
        "sweep.expect needs a name",
        "sweep.expect setting must be a point, got 3",
        "sweep.expect needs against, a point as the sweep gives it");
    String rest = "setting %s, against %s }]".formatted(point, point);
    refused(
        EXPECTED + "sweep.expect = [{ name = a, says = b, above = much, times = x, " + rest,
        "above must be a number, got \"much\"",
        "times must be a number");
    refused(
        EXPECTED + "sweep.expect = [{ name = a, says = b, within = -1, smallest = -1, " + rest,
        "within must be above 0",
        "smallest must be at least 0");
    refused(
        EXPECTED
            + "sweep.expect = [{ name = a, says = b, above = 0, setting { sync.periods = 3 }, against "
            + point
            + " }]",
        "sweep.expect: unknown key sync.periods; did you mean");
    refused(
        EXPECTED
            + "sweep.expect = [{ name = a, says = b, above = 0, setting { sync.period = 1 }, against "
            + point
            + " }]",
        "sweep.expect: a speaks of {sync.period=1}, which is no point of the sweep");
    refused(
        EXPECTED
            + "sweep.expect = [{ name = a, says = b, above = 0, setting %s, against %s },"
                .formatted(point, point)
            + " { name = a, says = b, above = 0, "
            + rest,
        "has the name a twice");
    refused(
        EXPECTED + "sweep.expect = much", "grid.conf:5: sweep.expect must hold { name", "\"much\"");
    refused(EXPECTED + "sweep.expect = 3", "grid.conf:5: sweep.expect must be a list");
  }

  private void refused(String text, String... messages) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(ConfigException.class)
        .message()
        .contains(messages);
  }
}
