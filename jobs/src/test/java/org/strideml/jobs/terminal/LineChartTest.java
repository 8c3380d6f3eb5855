package org.strideml.jobs.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.strideml.jobs.terminal.Terminal.Colour;

class LineChartTest {
  private static Terminal terminal(boolean colour) {
    PrintStream nowhere =
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    return new Terminal(nowhere, 80, colour, colour);
  }

  private static LineChart chart(int width, int height) {
    return new LineChart(terminal(false), width, height);
  }

  @Test
  void drawsALineOverAxesWithRoundNumbers() {
    double[] x = {0, 10};
    double[] y = {0, 10};
    assertThat(chart(20, 5).curve("loss", Colour.CYAN, x, y).lines("steps"))
        .containsExactly(
            " 10 ┤                ⢀⣀⠤⠒",
            "    │            ⣀⠤⠔⠊⠁",
            "  5 ┤       ⣀⠤⠔⠊⠉",
            "    │  ⣀⡠⠔⠊⠉",
            "  0 ┤⠒⠉",
            "    └┬─────────┬────────┬",
            "     0         5       10 steps",
            "      ━━ loss");
  }

  @Test
  void everyLineOfTheAreaFitsTheWidth() {
    double[] x = IntStream.range(0, 200).asDoubleStream().toArray();
    double[] y = IntStream.range(0, 200).mapToDouble(i -> 4 * Math.exp(-i / 30.0) + 1).toArray();
    List<String> lines =
        chart(60, 12)
            .curve("a", Colour.CYAN, x, y)
            .points("b", Colour.YELLOW, new double[] {50, 199}, new double[] {2, 1})
            .lines("steps");
    assertThat(lines).hasSize(12 + 3);
    assertThat(lines.subList(0, 12)).allMatch(line -> line.length() <= 60 + 7);
    assertThat(String.join("\n", lines)).containsOnlyOnce("● b").contains("●");
  }

  @Test
  void drawsOnePointAndLevelCurves() {
    double[] one = {3};
    assertThat(chart(20, 5).curve("a", Colour.CYAN, one, one).lines("x")).hasSize(8);
    assertThat(
            chart(20, 5)
                .curve("a", Colour.CYAN, new double[] {1, 2}, new double[] {5, 5})
                .lines("x"))
        .hasSize(8);
  }

  @Test
  void leavesOutWhatIsNotFinite() {
    double[] x = {1, 2, 3};
    double[] y = {Double.NaN, Double.POSITIVE_INFINITY, Double.NaN};
    assertThat(chart(20, 5).curve("a", Colour.CYAN, x, y).lines("x")).isEmpty();
    assertThat(chart(20, 5).lines("x")).isEmpty();
  }

  @Test
  void coloursOnlyWhereColourIsWelcome() {
    double[] x = {0, 10};
    assertThat(new LineChart(terminal(true), 20, 5).curve("a", Colour.CYAN, x, x).lines("x"))
        .anyMatch(line -> line.contains("\u001b[36m"));
    assertThat(chart(20, 5).curve("a", Colour.CYAN, x, x).lines("x"))
        .noneMatch(line -> line.contains("\u001b"));
  }
}
