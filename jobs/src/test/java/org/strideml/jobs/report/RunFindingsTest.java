package org.strideml.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sentences against figures whose meaning is known. */
class RunFindingsTest {
  @TempDir Path folder;

  private RunFiles files() {
    return new RunFiles(folder.resolve("run"));
  }

  private static List<String> said(RunFiles files, String status) throws IOException {
    return RunFindings.of(RunRecord.read(files.write(status))).stream()
        .map(finding -> finding.headline() + " " + finding.detail())
        .toList();
  }

  @Test
  void saysWhatLongerPeriodsWouldGain() throws IOException {
    // Overhead is 0.4 of each second; of 39 rounds after the first, 3/4 of it would go: 40 / (40 -
    // 11.7).
    assertThat(said(files(), "done"))
        .anySatisfy(
            text ->
                assertThat(text)
                    .startsWith(
                        "Synchronizing took 40 % of the time; sync.period = 64 instead of 16 would"
                            + " make it 1.4 times as fast.")
                    .contains("Coding 10 %, Spark 30 %", "computing 60 %"));
  }

  @Test
  void workersThatTakeTurnsAreNotCountedAsSpark() throws IOException {
    // Two workers of 0.3 s computing on one slot fill 0.6 s of each round of 1 s.
    RunFiles files = files().workers(2, 1).slowWorker(9);
    Phases phases = Phases.of(RunRecord.read(files.write("done")));
    assertThat(phases.share(phases.compute())).isCloseTo(0.6, within(1e-9));
    assertThat(phases.share(phases.encode())).isCloseTo(0.2, within(1e-9));
    assertThat(phases.share(phases.waiting())).isZero();
    assertThat(phases.share(phases.spark())).isCloseTo(0.2, within(1e-9));
  }

  @Test
  void namesASlowWorker() throws IOException {
    List<String> said = said(files().workers(4, 4).slowWorker(2), "done");
    assertThat(said).anyMatch(text -> text.startsWith("Worker 2 took 2.0 times as long"));
    assertThat(said(files().workers(4, 4), "done")).noneMatch(text -> text.startsWith("Worker"));
  }

  @Test
  void tellsFallingFromRisingLoss() throws IOException {
    assertThat(said(files(), "done"))
        .anyMatch(
            text -> text.startsWith("Accuracy 96.25 %, held-out loss 0.150, and still falling."));
    assertThat(said(files().heldOutRisesFrom(20), "done"))
        .anySatisfy(
            text ->
                assertThat(text).contains("it was lowest, 0.200, at step 320", "risen by 100.0 %"));
  }

  @Test
  void comparesBytesWithPlainFloats() throws IOException {
    assertThat(said(files(), "done"))
        .anyMatch(text -> text.startsWith("160 kB were sent, 4.00 times less than plain floats."));
  }

  @Test
  void saysHowARunEndedThatDidNotEndWell() throws IOException {
    assertThat(said(files(), "")).first().asString().startsWith("The run has not ended.");
    assertThat(said(files(), "stopped")).first().asString().startsWith("The run was stopped");
    assertThat(said(files(), "diverged")).first().asString().contains("not finite after round 40");
    assertThat(said(files(), "failed")).first().asString().contains("The run failed.", "room");
    assertThat(said(files().rounds(0), "failed")).hasSize(1);
  }
}
