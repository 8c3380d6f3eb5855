package org.strideml.jobs.exit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;
import org.strideml.jobs.config.ConfigException;
import org.strideml.kernels.NoDeviceException;
import org.strideml.trainer.checkpoint.CheckpointException;

class FailureTest {
  @Test
  void knowsWhatExceptionsMean() {
    assertThat(Failure.codeOf(new ConfigException("x"))).isEqualTo(ExitCode.USAGE);
    assertThat(Failure.codeOf(new NoDeviceException("x"))).isEqualTo(ExitCode.NO_DEVICE);
    assertThat(Failure.codeOf(new CheckpointException("x"))).isEqualTo(ExitCode.FAILED);
    assertThat(Failure.codeOf(new IllegalStateException("x"))).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void looksThroughWrappers() {
    Exception wrapped = new RuntimeException("task failed", new NoDeviceException("no opencl:3"));
    assertThat(Failure.codeOf(wrapped)).isEqualTo(ExitCode.NO_DEVICE);
    assertThat(Failure.messageOf(wrapped)).isEqualTo("no opencl:3");
  }

  @Test
  void namesWhatWasNotForeseen() {
    assertThat(Failure.messageOf(new IllegalStateException("odd")))
        .isEqualTo("IllegalStateException: odd; --verbose shows where it comes from");
    assertThat(Failure.messageOf(new NoSuchFileException("a/b")))
        .isEqualTo("cannot use file a/b (NoSuchFileException)");
  }

  @Test
  void codesAreTheDocumentedOnes() {
    assertThat(ExitCode.values())
        .extracting(ExitCode::code)
        .containsExactly(0, 1, 2, 20, 21, 30, 75);
  }
}
