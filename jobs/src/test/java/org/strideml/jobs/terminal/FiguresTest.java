package org.strideml.jobs.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "7, 7",
    "812, 812",
    "999, 999",
    "999.7, 1.00k",
    "1000, 1.00k",
    "12400, 12.4k",
    "818432, 818k",
    "1268734, 1.27M",
    "-2500, -2.50k",
    "1e15, 1.00P",
    "0.5, 0.50"
  })
  void countsHaveThreeDigits(double number, String expected) {
    assertThat(Figures.count(number)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"0, 0 B", "812, 812 B", "3290000, 3.29 MB", "4200, 4.20 kB"})
  void bytesHaveAUnit(double number, String expected) {
    assertThat(Figures.bytes(number)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0.424, 0.42 s",
    "3.14, 3.1 s",
    "9.96, 0:10",
    "59.6, 1:00",
    "760, 12:40",
    "10931, 3:02:11",
    "NaN, -"
  })
  void durationsReadAsAClock(double seconds, String expected) {
    assertThat(Figures.duration(seconds)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"1.5234, 1.523", "0.01234, 0.01234", "45.678, 45.68", "1234.5, 1234.5", "NaN, NaN"})
  void lossesHaveFourDigits(double loss, String expected) {
    assertThat(Figures.loss(loss)).isEqualTo(expected);
  }
}
