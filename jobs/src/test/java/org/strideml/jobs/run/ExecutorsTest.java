package org.strideml.jobs.run;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.strideml.jobs.exit.ExitCode;
import org.strideml.jobs.exit.Failure;

class ExecutorsTest {
  /** A local master has no executor but the driver, as a cluster without room has. */
  @Test
  void saysThatNoExecutorCame() {
    SparkConf conf = SparkStart.defaults(new SparkConf().setMaster("local[1]"), "executors");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      assertThatThrownBy(() -> Executors.await(spark, Duration.ofMillis(300)))
          .isInstanceOf(TooFewExecutorsException.class)
          .hasMessageContaining("local[1]")
          .satisfies(
              failure ->
                  org.assertj.core.api.Assertions.assertThat(Failure.codeOf(failure))
                      .isEqualTo(ExitCode.TOO_FEW_WORKERS));
      assertThatCode(() -> Executors.await(spark)).doesNotThrowAnyException();
    }
  }
}
