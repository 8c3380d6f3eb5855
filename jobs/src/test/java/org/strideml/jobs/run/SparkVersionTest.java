package org.strideml.jobs.run;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.SparkConf;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SparkVersionTest {
  @ParameterizedTest
  @ValueSource(strings = {"4.0.1", "4.0.2", "4.1.0", "4.0.1-amzn-0"})
  void takesWhatWorks(String version) {
    assertThatCode(() -> SparkVersion.check(version)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"4.0.0", "4.0.0-preview1", "3.5.7", "2.4.8", "unknown"})
  void refusesWhatDoesNot(String version) {
    assertThatThrownBy(() -> SparkVersion.check(version))
        .isInstanceOf(UnsupportedSparkException.class)
        .hasMessageContaining("got " + version)
        .hasMessageContaining("SPARK_HOME");
  }

  @Test
  void aLocalMasterBindsNothingBeyondThisMachine() {
    SparkConf conf = SparkStart.defaults(new SparkConf(false).setMaster("local[2]"), "x");
    Assertions.assertThat(conf.get("spark.driver.bindAddress")).isEqualTo("127.0.0.1");
    Assertions.assertThat(conf.get("spark.ui.enabled")).isEqualTo("false");
    Assertions.assertThat(conf.get("spark.kryo.registrationRequired")).isEqualTo("true");
  }

  @Test
  void whatAUserSetStays() {
    SparkConf conf = new SparkConf(false).setMaster("spark://somewhere:7077");
    conf.set("spark.serializer", "org.apache.spark.serializer.JavaSerializer");
    SparkStart.defaults(conf, "x");
    Assertions.assertThat(conf.get("spark.serializer")).contains("JavaSerializer");
    Assertions.assertThat(conf.contains("spark.driver.bindAddress")).isFalse();
  }
}
