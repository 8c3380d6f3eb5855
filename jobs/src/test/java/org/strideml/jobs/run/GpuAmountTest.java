package org.strideml.jobs.run;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.strideml.jobs.config.ConfigException;
import org.strideml.kernels.Precision;
import org.strideml.trainer.TrainerConfig.BackendChoice;

class GpuAmountTest {
  private static void check(String amount, String type, String device) {
    SparkConf conf = new SparkConf(false);
    if (!amount.isEmpty()) {
      conf.set("spark.task.resource.gpu.amount", amount);
    }
    GpuAmount.check(conf, new BackendChoice(type, device, Precision.FP32));
  }

  @Test
  void oneCardPerTaskOrNoneOfSparks() {
    assertThatCode(() -> check("1", "opencl", "auto")).doesNotThrowAnyException();
    assertThatCode(() -> check("", "opencl", "opencl:1")).doesNotThrowAnyException();
    assertThatCode(() -> check("0.5", "cpu", "auto")).doesNotThrowAnyException();
  }

  @Test
  void sharedCardsAndTwoChoicesAreRefusedTogether() {
    assertThatThrownBy(() -> check("0.5", "opencl", "opencl:1"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("expected 1")
        .hasMessageContaining("got 0.5")
        .hasMessageContaining("backend.device: expected auto");
    assertThatThrownBy(() -> check("2", "opencl", "auto")).isInstanceOf(ConfigException.class);
  }
}
