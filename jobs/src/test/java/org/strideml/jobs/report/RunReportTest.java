package org.strideml.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strideml.jobs.config.ConfigException;

class RunReportTest {
  @TempDir Path folder;

  private RunFiles files() {
    return new RunFiles(folder.resolve("run"));
  }

  private static String html(Path run) throws IOException {
    return Files.readString(Report.of(run).write());
  }

  @Test
  void holdsEverythingInOneFile() throws IOException {
    String html = html(files().write("done"));
    assertThat(html)
        .contains("Loss over steps", "Loss over bytes", "Loss over time", "Accuracy, %")
        .contains("Learning rate", "warm-up", "Time per round", "Median computing per round")
        .contains("Training loss by worker", "Bytes sent, against plain floats", "What follows")
        .contains("prefers-color-scheme:dark", "@media print")
        .doesNotContain("http:", "https:", "src=", "@import", "url(");
    assertThat(html.length()).isLessThan(300_000);
  }

  @Test
  void isTheSameWheneverItIsWritten() throws IOException {
    Path run = files().write("done");
    assertThat(html(run)).isEqualTo(html(run));
  }

  @Test
  void escapesWhatOthersWrote() throws IOException {
    RunFiles files = files().setting("run.name", "<script>alert(1)</script>");
    assertThat(html(files.write("failed")))
        .contains("&lt;b&gt;no&lt;/b&gt; room", "&lt;script&gt;")
        .doesNotContain("<script>alert", "<b>no");
  }

  @Test
  void aRunThatHasNotBegunHasAPageToo() throws IOException {
    assertThat(html(files().rounds(0).write(""))).contains("The run has not ended.");
  }

  @Test
  void manyRoundsAndWorkersAreThinned() throws IOException {
    String html = html(files().workers(64, 8).rounds(2000).write("done"));
    assertThat(html).contains("highest", "workers, the fastest first");
    assertThat(html.length()).isLessThan(450_000);
  }

  @Test
  void readsMetricsOfEarlierVersions() throws IOException {
    Path run = files().write("done");
    Path metrics = run.resolve("metrics.jsonl");
    String lines = Files.readString(metrics);
    Files.writeString(
        metrics,
        lines
            .replaceAll(",\"(slots|bytesFp32)\":\\d+", "")
            .replaceAll(",\"perWorker\":\\[.*?\\]", ""));
    assertThat(html(run))
        .contains("Loss over steps")
        .doesNotContain("Training loss by worker", "NaN");
  }

  @Test
  void writesEachPictureAsAFile() throws Exception {
    Report report = Report.of(files().write("done"));
    List<String> pictures = report.writePictures(folder.resolve("pictures"));
    assertThat(pictures).hasSize(12).anyMatch(name -> name.endsWith("loss-over-steps.svg"));
    for (String picture : pictures) {
      DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(picture);
      assertThat(Files.readString(Path.of(picture)))
          .contains("<title>")
          .doesNotContain("NaN", "#0102", "rgb(1,2");
    }
  }

  @Test
  void aRunWithoutWaitingTellsItsClockAgesAndWorkers() throws IOException {
    Report report = Report.of(files().asynchronous().write("done"));
    assertThat(Files.readString(report.write()))
        .contains("By the virtual clock", "2:00", "results 0.5 outer steps old")
        .contains("Results were 0.5 outer steps old on average, 2 at most.")
        .contains("Of 40 results worker 0 brought the most, 30, and worker 1 the fewest, 10.")
        .contains("The virtual clock stands at 2:00.", "Loss by the clock")
        .contains("Local steps by worker", "Results by age")
        .doesNotContain("NaN");
    assertThat(report.writePictures(folder.resolve("pictures")))
        .anyMatch(name -> name.endsWith("results-by-worker.svg"));
  }

  @Test
  void aRunThatWaitsHasNoClockOfItsOwn() throws IOException {
    assertThat(html(files().write("done"))).doesNotContain("virtual clock", "Results by age");
  }

  @Test
  void refusesAFolderThatIsNoRun() {
    assertThatThrownBy(() -> Report.of(folder))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("is no run folder");
  }
}
