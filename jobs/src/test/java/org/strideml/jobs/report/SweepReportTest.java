package org.strideml.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strideml.jobs.config.ConfigException;
import org.strideml.jobs.config.Expectation;

class SweepReportTest {
  @TempDir Path folder;

  private List<String> said() throws Exception {
    return SweepFindings.of(SweepRecord.read(SweepFiles.write(folder))).stream()
        .map(finding -> (finding.headline() + " " + finding.detail()).replace('\u00a0', ' '))
        .toList();
  }

  @Test
  void holdsMapsFrontsIntervalsAndTables() throws Exception {
    String html = Files.readString(Report.of(SweepFiles.write(folder)).write());
    assertThat(html)
        .contains("By period and workers", "Accuracy, % against bytes sent", "against time")
        .contains(
            "95\u00a0% confidence intervals",
            "Accuracy, % by setting".replace(" %", "\u00a0%"),
            "Training loss over bytes",
            "What differs")
        .contains("href=\"w0-p0-s1/report.html\"", "1 (4), 4 (4), 16 (4), 64 (4)")
        .contains("the &lt;disk&gt; is full")
        .doesNotContain("NaN", "the <disk>", "src=", "http:");
  }

  @Test
  void saysWhatIsBestAndHowSureThatIs() throws Exception {
    assertThat(said())
        .anySatisfy(
            text ->
                assertThat(text)
                    .startsWith("workers 1, period 1 has the best accuracy, 88.00 %.")
                    .contains(
                        "Mean of 3 seeds, 87.75 % to 88.25 %. Of 15 other settings, 1 are worse"));
  }

  @Test
  void saysWhatLongerPeriodsGainedAndCost() throws Exception {
    // 36 s and 12 s; 400 MB and 100 MB; 88.0 % and 87.7 %, which the interval does not tell apart.
    assertThat(said())
        .anySatisfy(
            text ->
                assertThat(text)
                    .isEqualTo(
                        "sync.period = 4 instead of 1 was 3.00 times as fast and sent 4.00 times"
                            + " less, at -0.30 points of accuracy. With workers 1. Over 3 seeds"
                            + " that change of quality may be chance (p = 0.080)."));
  }

  @Test
  void namesTrialsWithoutAResult() throws Exception {
    assertThat(said())
        .anyMatch(
            text ->
                text.startsWith(
                    "1 of 48 trials did not come to a result. workers 8, period 64: the"));
  }

  @Test
  void tellsWhatCameOfExpectations() throws Exception {
    String html = Files.readString(Report.of(SweepFiles.write(folder)).write());
    assertThat(html.replace('\u00a0', ' '))
        .contains("What was expected", "Expected differences in accuracy")
        .contains("-0.9 [-1.2, -0.6] points")
        .contains("reproduced, but less than the 1 points of interest");
  }

  @Test
  void putsTablesAndPicturesIntoADocument() throws Exception {
    Path document = folder.resolve("docs").resolve("results.md");
    Files.createDirectories(document.getParent());
    String begin = "<!-- report workers-x-period -->";
    String end = "<!-- end workers-x-period -->";
    Files.writeString(document, "before\n" + begin + "\nold\n" + end + "\nafter\n");
    Report report = Report.of(SweepFiles.write(folder));
    List<String> written = report.writeInto(document);
    String text = Files.readString(document);
    assertThat(text)
        .startsWith("before\n" + begin + "\n`scripts/stride report ")
        .endsWith("\n" + end + "\nafter\n")
        .contains(
            "| p1 | period 64 loses | accuracy | -0.9 [-1.2, -0.6] points | below 0 |"
                + " reproduced, but less than the 1 points of interest |")
        .contains("| p2 | workers \\| lose |", "| not reproduced |")
        .contains("| 1 | 4 | 3 | 87.70 ± 0.25 % |")
        .contains("](pictures/workers-x-period-expected-differences-in-accuracy.svg)")
        .doesNotContain("old", "time");
    assertThat(written).hasSize(3).allMatch(file -> Files.exists(Path.of(file)));
    report.writeInto(document);
    assertThat(Files.readString(document)).isEqualTo(text);
  }

  @Test
  void leavesADocumentWithoutAPlaceAlone() throws Exception {
    Path document = Files.writeString(folder.resolve("notes.md"), "mine\n");
    Report report = Report.of(SweepFiles.write(folder));
    assertThatThrownBy(() -> report.writeInto(document))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("<!-- report workers-x-period -->");
    assertThat(document).hasContent("mine\n");
  }

  @Test
  void isHeldAgainstExpectationsOfAnotherFile() throws Exception {
    Expectation expectation =
        new Expectation(
            "x1",
            "period 4 loses",
            "accuracy",
            List.of(Map.of("sync.workers", "1", "sync.period", "4")),
            List.of(Map.of("sync.workers", "1", "sync.period", "1")),
            1,
            Expectation.Side.BELOW,
            0,
            0,
            false);
    Report report = Report.of(SweepFiles.write(folder)).expecting(List.of(expectation));
    // Every seed loses 0.3 points.
    assertThat(Files.readString(report.write()).replace('\u00a0', ' '))
        .contains("-0.3 [-0.3, -0.3] points", "period 4 loses")
        .doesNotContain("period 64 loses");
  }
}
