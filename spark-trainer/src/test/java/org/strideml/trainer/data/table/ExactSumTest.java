package org.strideml.trainer.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExactSumTest {
  /** Of all magnitudes and both signs. */
  private static List<Double> numbers(int count) {
    Random random = new Random(7);
    List<Double> numbers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      numbers.add((random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(600) - 300));
    }
    numbers.addAll(
        List.of(
            0.0, -0.0, Double.MIN_VALUE, -3 * Double.MIN_VALUE, Double.MIN_NORMAL, 1e308, 1e308));
    return numbers;
  }

  @Test
  void isTheSumWithoutRounding() {
    ExactSum sum = new ExactSum();
    BigDecimal expected = BigDecimal.ZERO;
    for (double number : numbers(500)) {
      sum.add(number);
      expected = expected.add(new BigDecimal(number));
    }
    assertThat(sum.exact()).isEqualByComparingTo(expected);
    assertThat(sum.value()).isEqualTo(expected.doubleValue());
  }

  @Test
  void orderAndPartsChangeNothing() {
    List<Double> numbers = numbers(300);
    ExactSum whole = new ExactSum();
    numbers.forEach(whole::add);
    Collections.shuffle(numbers, new Random(1));
    ExactSum first = new ExactSum();
    ExactSum second = new ExactSum();
    numbers.subList(0, 100).forEach(second::add);
    numbers.subList(100, numbers.size()).forEach(first::add);
    first.add(second);
    assertThat(first.exact()).isEqualByComparingTo(whole.exact());
  }

  @Test
  void cancelsToNothing() {
    ExactSum sum = new ExactSum();
    for (double number : new double[] {1e300, 1, -1e300, -1}) {
      sum.add(number);
    }
    assertThat(sum.value()).isZero();
    sum.add(-2.5);
    assertThat(sum.value()).isEqualTo(-2.5);
  }

  @Test
  void squaresKeepWhatRoundingWouldLose() {
    double number = 1 + 0x1p-30;
    ExactSum sum = new ExactSum();
    sum.addSquare(number);
    assertThat(sum.exact()).isEqualByComparingTo(new BigDecimal(number).pow(2));
  }

  @Test
  void refusesWhatIsNotFinite() {
    assertThatThrownBy(() -> new ExactSum().add(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void deviationSurvivesALargeMean() {
    Moments moments = new Moments();
    for (double offset : new double[] {-1, 0, 1}) {
      moments.add(1e12 + offset);
    }
    assertThat(moments.mean()).isEqualTo(1e12);
    assertThat(moments.deviation()).isCloseTo(Math.sqrt(2.0 / 3), within(1e-15));
    assertThat(new Moments().deviation()).isZero();
  }
}
