package org.strideml.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.strideml.jobs.config.ScheduleConfig.Scaling;
import org.strideml.trainer.optim.Schedule;

class ScheduleConfigTest {
  @Test
  void linearScalingClimbsFromTheBaseRateToTheScaledOne() {
    ScheduleConfig config =
        new ScheduleConfig(0.1, new ScheduleConfig.Constant(), Scaling.LINEAR, 256, 5, 0);
    Schedule schedule = config.schedule(8, 256, 1000, 100);
    assertThat(schedule.at(249)).isCloseTo(0.45, within(1e-12));
    assertThat(schedule.at(499)).isCloseTo(0.8, within(1e-12));
    assertThat(schedule.at(999)).isEqualTo(0.8);
  }

  @Test
  void warmupComesBeforeTheCosine() {
    ScheduleConfig config =
        new ScheduleConfig(0.4, new ScheduleConfig.Cosine(0), Scaling.NONE, 0, 0, 5);
    Schedule schedule = config.schedule(2, 16, 20, 100);
    assertThat(schedule.at(0)).isZero();
    assertThat(schedule.at(5)).isEqualTo(0.4);
    assertThat(schedule.at(19)).isCloseTo(0.004370479853238862, within(1e-12));
  }

  @Test
  void refusesAWarmupLongerThanTheRun() {
    ScheduleConfig config =
        new ScheduleConfig(0.4, new ScheduleConfig.Constant(), Scaling.NONE, 0, 0, 20);
    assertThatThrownBy(() -> config.schedule(2, 16, 20, 100))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("schedule.warmupSteps");
  }
}
