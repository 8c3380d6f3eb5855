package org.strideml.jobs.sweep.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepFileTest {
  private static final double NAN = Double.NaN;

  @TempDir Path folder;

  private static SweepResult result(Best best) {
    Map<String, String> point = Map.of("sync.period", "4");
    TrialResult done =
        new TrialResult(
            1,
            "0123456789abcdef",
            "period-4_seed-1_012345",
            point,
            1,
            TrialStatus.DONE,
            "",
            List.of(new Rung("asha", 0, 4, 0.5, NAN, true)),
            "fedcba9876543210",
            "00",
            Map.of("evalLoss", 0.25, "bytes", 1000.0));
    TrialResult refused =
        new TrialResult(
            2,
            "1123456789abcdef",
            "",
            point,
            2,
            TrialStatus.REFUSED,
            "no",
            List.of(),
            "",
            "",
            Map.of());
    Setting setting =
        new Setting(
            1, point, List.of(1, 2), Map.of("evalLoss", new Estimate(1, 0.25, NAN, NAN, NAN)));
    Comparison comparison = new Comparison(1, 1, "evalLoss", 1, 0, NAN, NAN, NAN, NAN, NAN);
    return new SweepResult(
        "smoke",
        "running",
        "abc1234",
        "evalLoss",
        "min",
        0.95,
        12.5,
        List.of(new Axis("sync.period", List.of("4")), new Axis("run.seed", List.of("1", "2"))),
        List.of(done, refused),
        List.of(setting),
        List.of(comparison),
        List.of(),
        List.of(new Front("bytes", List.of(1))),
        List.of(
            new Outcome(
                "d1",
                "it loses",
                "evalLoss",
                1,
                1,
                1.5,
                "seeds",
                NAN,
                0.005,
                true,
                1,
                -0.125,
                NAN,
                NAN,
                Verdict.NOT_MEASURED)),
        best);
  }

  @Test
  void readsWhatItWrites() {
    for (Best best : new Best[] {new Best(1, 1, "best.conf"), null}) {
      SweepFile.write(folder, result(best));
      assertThat(SweepFile.isIn(folder)).isTrue();
      assertThat(SweepFile.read(folder)).isEqualTo(result(best));
    }
  }

  @Test
  void hasTheFieldsScriptsRelyOn() throws Exception {
    SweepFile.write(folder, result(new Best(1, 1, "best.conf")));
    JsonNode json = new ObjectMapper().readTree(folder.resolve(SweepFile.NAME).toFile());
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly(
            "formatVersion",
            "name",
            "status",
            "code",
            "metric",
            "mode",
            "confidence",
            "seconds",
            "axes",
            "trials",
            "settings",
            "againstBest",
            "oneApart",
            "fronts",
            "outcomes",
            "best");
    assertThat(json.at("/trials/0/status").asText()).isEqualTo("done");
    assertThat(json.at("/trials/0/figures/evalLoss").asDouble()).isEqualTo(0.25);
    assertThat(json.at("/settings/0/figures/evalLoss/low").isNull()).isTrue();
  }

  @Test
  void refusesWhatIsDamagedOrOfAnotherVersion() throws Exception {
    Path file = folder.resolve(SweepFile.NAME);
    SweepFile.write(folder, result(null));
    String whole = Files.readString(file);
    Files.writeString(file, whole.substring(0, whole.length() / 2));
    refused("run the sweep again");
    Files.writeString(file, whole.replace("\"formatVersion\" : 2", "\"formatVersion\" : 3"));
    refused("expected formatVersion 2, got 3");
    Files.writeString(file, whole.replace("\"metric\"", "\"metrik\""));
    refused("sweep.json");
    Files.writeString(file, "[]");
    refused("expected formatVersion 2");
  }

  @Test
  void readsTheVersionWithoutOutcomes() throws Exception {
    SweepFile.write(folder, result(null));
    Path file = folder.resolve(SweepFile.NAME);
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode tree = (ObjectNode) mapper.readTree(file.toFile());
    tree.put("formatVersion", 1).remove("outcomes");
    Files.writeString(file, mapper.writeValueAsString(tree));
    assertThat(SweepFile.read(folder)).isEqualTo(result(null).with(List.of()));
  }

  private void refused(String why) {
    assertThatThrownBy(() -> SweepFile.read(folder))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(why);
  }
}
