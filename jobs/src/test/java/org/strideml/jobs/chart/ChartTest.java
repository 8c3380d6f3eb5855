package org.strideml.jobs.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChartTest {
  @Test
  void aChartOfNothingHasItsAxes() {
    Axis named = Axis.named("workers", List.of("1", "4"));
    Svg svg = new Chart(Axis.linear("steps", 0, 8, 4), named).svg("Nothing yet");
    assertThat(svg.file()).contains("workers", "steps", "Nothing yet");
  }
}
