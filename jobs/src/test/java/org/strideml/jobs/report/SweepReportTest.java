package org.strideml.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
}
