package org.strideml.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.strideml.quantization.RandomKey;

class DistributionTest {
  private static final int DRAWS = 4000;

  private static List<String> draws(String text) {
    Distribution distribution = Distribution.parse(text);
    return IntStream.range(0, DRAWS).mapToObj(i -> distribution.draw(RandomKey.of(3), i)).toList();
  }

  private static double[] sorted(String text) {
    return draws(text).stream().mapToDouble(Double::parseDouble).sorted().toArray();
  }

  @Test
  void numbersFollowTheirDistribution() {
    double[] uniform = sorted("uniform(-1, 3)");
    assertThat(uniform[0]).isBetween(-1.0, -0.98);
    assertThat(uniform[DRAWS - 1]).isBetween(2.98, 3.0);
    assertThat(uniform[DRAWS / 2]).isCloseTo(1, within(0.1));
    double[] log = sorted("logUniform(1e-4, 1)");
    assertThat(log[0]).isGreaterThanOrEqualTo(1e-4);
    assertThat(Math.log10(log[DRAWS / 2])).isCloseTo(-2, within(0.1));
  }

  @Test
  void wholeNumbersAndChoicesComeEquallyOften() {
    for (String text : List.of("int(1, 4)", "choice(1, 2, 3, 4)")) {
      Map<String, Long> counts =
          draws(text).stream()
              .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
      assertThat(counts.keySet()).containsExactlyInAnyOrder("1", "2", "3", "4");
      assertThat(counts.values()).allMatch(count -> Math.abs(count - DRAWS / 4) < 120);
    }
  }

  @Test
  void drawsAreAFunctionOfKeyAndIndex() {
    assertThat(draws("uniform(0, 1)")).isEqualTo(draws("uniform(0, 1)"));
    assertThat(draws("uniform(0, 1)").stream().distinct()).hasSizeGreaterThan(DRAWS - 40);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.1",
        "normal(0, 1)",
        "uniform(1)",
        "uniform(2, 1)",
        "logUniform(0, 1)",
        "int(0.5, 2)",
        "int(a, b)",
        "choice()"
      })
  void refusesOthers(String text) {
    assertThatThrownBy(() -> Distribution.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(text);
  }
}
