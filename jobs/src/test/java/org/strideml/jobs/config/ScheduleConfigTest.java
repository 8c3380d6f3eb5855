package org.strideml.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.strideml.jobs.config.ScheduleConfig.Scaling;
import org.strideml.jobs.config.ScheduleConfig.Warmup;
import org.strideml.trainer.optim.AdamW;
import org.strideml.trainer.optim.Schedule;

class ScheduleConfigTest {
  private static final Warmup GRADUAL = Warmup.GRADUAL;

  @Test
  void linearScalingClimbsFromTheBaseRateToTheScaledOne() {
    ScheduleConfig config =
        new ScheduleConfig(0.1, new ScheduleConfig.Constant(), Scaling.LINEAR, 256, GRADUAL, 5, 0);
    Schedule schedule = config.schedule(8, 256, 1000, 100);
    assertThat(schedule.at(249)).isCloseTo(0.45, within(1e-12));
    assertThat(schedule.at(499)).isCloseTo(0.8, within(1e-12));
    assertThat(schedule.at(999)).isEqualTo(0.8);
  }

  @Test
  void warmupComesBeforeTheCosine() {
    ScheduleConfig config =
        new ScheduleConfig(0.4, new ScheduleConfig.Cosine(0), Scaling.NONE, 0, GRADUAL, 0, 5);
    Schedule schedule = config.schedule(2, 16, 20, 100);
    assertThat(schedule.at(0)).isZero();
    assertThat(schedule.at(5)).isEqualTo(0.4);
    assertThat(schedule.at(19)).isCloseTo(0.004370479853238862, within(1e-12));
  }

  @Test
  void refusesAWarmupLongerThanTheRun() {
    ScheduleConfig config =
        new ScheduleConfig(0.4, new ScheduleConfig.Constant(), Scaling.NONE, 0, GRADUAL, 0, 20);
    assertThatThrownBy(() -> config.schedule(2, 16, 20, 100))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("schedule.warmupSteps");
  }

  @Test
  void batchOf8192HasARateOf32AtTheEndOfItsWarmup() {
    ScheduleConfig config =
        new ScheduleConfig(0.1, new ScheduleConfig.Constant(), Scaling.LINEAR, 256, GRADUAL, 5, 0);
    assertThat(config.schedule(256, 32, 1000, 100).at(499)).isEqualTo(3.2);
  }

  @Test
  void constantWarmupJumps() {
    ScheduleConfig config =
        new ScheduleConfig(
            0.1, new ScheduleConfig.Constant(), Scaling.LINEAR, 256, Warmup.CONSTANT, 5, 0);
    Schedule schedule = config.schedule(8, 256, 1000, 100);
    assertThat(schedule.at(499)).isEqualTo(0.1);
    assertThat(schedule.at(500)).isEqualTo(0.8);
    assertThat(schedule.warmupSteps()).isEqualTo(500);
  }

  @Test
  void squareRootScalingReachesRateAndOptimizer() {
    ScheduleConfig config =
        new ScheduleConfig(
            1e-3, new ScheduleConfig.Constant(), Scaling.SQUARE_ROOT, 256, GRADUAL, 0, 0);
    assertThat(config.schedule(8, 128, 1000, 100).at(0)).isCloseTo(2e-3, within(1e-15));
    AdamW base = new AdamW(0.9, 0.999, 1e-8, 0);
    assertThat(config.optimizer(base, 8, 128)).isEqualTo(base.forBatch(4));
    assertThatThrownBy(() -> config.optimizer(base, 64, 128))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("schedule.scaling");
  }
}
