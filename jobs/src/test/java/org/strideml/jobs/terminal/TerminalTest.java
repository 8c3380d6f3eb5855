package org.strideml.jobs.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.strideml.jobs.terminal.Terminal.Colour;

class TerminalTest {
  private static Terminal of(Map<String, String> environment, boolean console) {
    return Terminal.of(System.out, environment, console);
  }

  @Test
  void isPlainWhereNobodyWatches() {
    Terminal terminal = of(Map.of("TERM", "xterm"), false);
    assertThat(terminal.live()).isFalse();
    assertThat(terminal.in(Colour.RED, "x")).isEqualTo("x");
  }

  @Test
  void takesWidthAndColourOfATerminal() {
    Terminal terminal = of(Map.of("TERM", "xterm", Terminal.COLUMNS, "132"), false);
    assertThat(terminal.live()).isTrue();
    assertThat(terminal.columns()).isEqualTo(132);
    assertThat(Terminal.width(terminal.in(Colour.RED, "abc"))).isEqualTo(3);
    assertThat(terminal.in(Colour.RED, "abc")).isNotEqualTo("abc");
  }

  @Test
  void honoursNoColor() {
    Terminal terminal = of(Map.of("TERM", "xterm", "NO_COLOR", "1"), true);
    assertThat(terminal.live()).isTrue();
    assertThat(terminal.colour()).isFalse();
  }

  @Test
  void aDumbTerminalIsNotWrittenOver() {
    assertThat(of(Map.of("TERM", "dumb"), true).live()).isFalse();
  }
}
