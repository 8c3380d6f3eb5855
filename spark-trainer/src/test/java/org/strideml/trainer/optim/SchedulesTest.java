package org.strideml.trainer.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.strideml.trainer.model.Golden;

class SchedulesTest {
  private static final double PEAK = 0.4;
  private static final Map<String, Schedule> GOLDEN =
      Map.of(
          "warmup_cosine", Schedules.warmup(5, Schedules.cosine(PEAK, 5, 20, 0)),
          "step", Schedules.step(PEAK, 6, 0.1),
          "multistep", Schedules.multistep(PEAK, List.of(4L, 9L), 0.1));

  @ParameterizedTest
  @ValueSource(strings = {"warmup_cosine", "step", "multistep"})
  void agreesWithPyTorch(String name) {
    double[] expected = null;
    for (JsonNode candidate : Golden.read("schedules.json").required("cases")) {
      if (candidate.required("schedule").textValue().equals(name)) {
        expected = Golden.doubles(candidate.required("lr_at_step"));
      }
    }
    assertThat(expected).as(name).hasSize(20);
    for (int step = 0; step < expected.length; step++) {
      assertThat(GOLDEN.get(name).at(step))
          .as("%s at step %d", name, step)
          .isCloseTo(expected[step], within(1e-15));
    }
  }

  @Test
  void cosineEndsAtItsFloorAndStaysThere() {
    Schedule schedule = Schedules.cosine(2, 0, 10, 0.25);
    assertThat(schedule.at(0)).isEqualTo(2);
    assertThat(schedule.at(5)).isCloseTo(1.25, within(1e-15));
    assertThat(schedule.at(10)).isEqualTo(0.5);
    assertThat(schedule.at(1_000_000)).isEqualTo(0.5);
  }

  @Test
  void gradualWarmupReachesThePeakExactlyInEqualIncrements() {
    double peak = 0.1 * LinearScaling.factor(256, 32, 256);
    assertThat(peak).isEqualTo(3.2);
    int steps = 777;
    Schedule schedule = Schedules.gradualWarmup(0.1, steps, Schedules.constant(peak));
    assertThat(schedule.at(steps - 1)).isEqualTo(peak);
    assertThat(schedule.at(steps)).isEqualTo(peak);
    double increment = (peak - 0.1) / steps;
    assertThat(schedule.at(0)).isCloseTo(0.1 + increment, within(1e-14));
    for (int i = 1; i < steps; i++) {
      assertThat(schedule.at(i) - schedule.at(i - 1))
          .as("increment at step %d", i)
          .isCloseTo(increment, within(1e-14));
    }
  }

  @Test
  void gradualWarmupIsHalfWayAfterHalfItsSteps() {
    double peak = 0.1 * LinearScaling.factor(8, 256, 256);
    Schedule schedule = Schedules.gradualWarmup(0.1, 500, Schedules.constant(peak));
    assertThat(schedule.at(249)).isCloseTo(0.45, within(1e-15));
  }

  @Test
  void milestonesCountTheWarmupIn() {
    Schedule schedule = Schedules.warmup(3, Schedules.multistep(1, List.of(5L), 0.1));
    assertThat(schedule.at(4)).isEqualTo(1);
    assertThat(schedule.at(5)).isEqualTo(0.1);
  }

  @Test
  void noWarmupIsTheScheduleItself() {
    Schedule schedule = Schedules.constant(0.3);
    assertThat(Schedules.warmup(0, schedule)).isSameAs(schedule);
    assertThat(Schedules.gradualWarmup(0.1, 0, schedule)).isSameAs(schedule);
  }

  @Test
  void survivesJavaSerialization() throws Exception {
    for (Schedule schedule :
        List.of(
            Schedules.warmup(5, Schedules.cosine(PEAK, 5, 20, 0)),
            Schedules.gradualWarmup(0.1, 5, Schedules.multistep(PEAK, List.of(4L), 0.1)),
            Schedules.step(PEAK, 6, 0.1))) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(schedule);
      }
      try (ObjectInputStream in =
          new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
        assertThat(in.readObject()).isEqualTo(schedule);
      }
    }
  }

  @Test
  void rejectsImpossibleSettings() {
    assertThatThrownBy(() -> Schedules.constant(-1)).hasMessageContaining("learningRate");
    assertThatThrownBy(() -> Schedules.constant(Double.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> Schedules.cosine(1, 10, 10, 0)).hasMessageContaining("begin < end");
    assertThatThrownBy(() -> Schedules.cosine(1, 0, 10, 2)).hasMessageContaining("minRatio");
    assertThatThrownBy(() -> Schedules.step(1, 0, 0.1)).hasMessageContaining("every");
    assertThatThrownBy(() -> Schedules.multistep(1, List.of(5L, 5L), 0.1))
        .hasMessageContaining("strictly increasing");
    assertThatThrownBy(() -> Schedules.warmup(-1, Schedules.constant(1)))
        .hasMessageContaining("warm-up steps");
    assertThatThrownBy(() -> LinearScaling.factor(0, 1, 1)).hasMessageContaining("workers");
  }
}
