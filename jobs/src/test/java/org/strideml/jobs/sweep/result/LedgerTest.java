package org.strideml.jobs.sweep.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
  @TempDir Path folder;

  private static TrialResult result(String id, TrialStatus status) {
    return new TrialResult(
        1,
        id,
        "run",
        Map.of("k", "v"),
        1,
        status,
        "",
        List.of(),
        "h",
        "d",
        Map.of("evalLoss", 0.5));
  }

  @Test
  void laterLinesReplaceEarlierOnes() throws Exception {
    Ledger ledger = Ledger.open(folder);
    ledger.add(result("a", TrialStatus.FAILED));
    ledger.add(result("b", TrialStatus.DONE));
    ledger.add(result("a", TrialStatus.DONE));
    assertThat(Ledger.open(folder).find("a")).contains(result("a", TrialStatus.DONE));
    assertThat(Ledger.open(folder).find("c")).isEmpty();
    assertThat(folder.resolve(Ledger.NAME)).content().hasLineCount(3);
  }

  /** What a killed process leaves. */
  @Test
  void halfALineAtTheEndIsLeftOut() throws Exception {
    Ledger ledger = Ledger.open(folder);
    ledger.add(result("a", TrialStatus.DONE));
    Path file = folder.resolve(Ledger.NAME);
    Files.writeString(file, "{\"number\":2,\"id\":\"b", StandardOpenOption.APPEND);
    Ledger again = Ledger.open(folder);
    assertThat(again.find("a")).isPresent();
    again.add(result("b", TrialStatus.DONE));
    assertThat(Ledger.open(folder).find("b")).isPresent();
    assertThat(file).content().hasLineCount(2);
  }

  @Test
  void damageAnywhereElseIsRefused() throws Exception {
    Ledger.open(folder).add(result("a", TrialStatus.DONE));
    Path file = folder.resolve(Ledger.NAME);
    Files.writeString(file, "{}\n" + Files.readString(file));
    assertThatThrownBy(() -> Ledger.open(folder))
        .hasMessageContaining("line 1 is no result")
        .hasMessageContaining("delete it to run all trials again");
  }
}
