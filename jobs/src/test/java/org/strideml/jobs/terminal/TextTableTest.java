package org.strideml.jobs.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
  private final TextTable table =
      new TextTable("name", "loss").row(List.of("a|b", "1.5")).row(List.of("c", "12.25"));

  @Test
  void alignsNumbersToTheRight() {
    assertThat(table.lines())
        .containsExactly("name   loss", "────  ─────", "a|b     1.5", "c     12.25");
  }

  @Test
  void escapesBarsInMarkdown() {
    assertThat(table.markdown())
        .containsExactly("| name | loss |", "| --- | --- |", "| a\\|b | 1.5 |", "| c | 12.25 |");
  }

  @Test
  void refusesARowOfAnotherWidth() {
    assertThatThrownBy(() -> table.row(List.of("x"))).isInstanceOf(IllegalArgumentException.class);
  }
}
