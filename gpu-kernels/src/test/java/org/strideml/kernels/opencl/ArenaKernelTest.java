package org.strideml.kernels.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.aparapi.Kernel;
import com.aparapi.device.JavaDevice;
import com.aparapi.internal.exception.AparapiException;
import org.junit.jupiter.api.Test;

/** What can be said about the kernel where there is no device. */
class ArenaKernelTest {
  @Test
  void translatesToOpenCl() throws AparapiException {
    String text = Translation.toOpenCl(new ArenaKernel(JavaDevice.SEQUENTIAL));
    assertThat(text)
        .contains("__kernel void run(")
        .contains("__global float *memory")
        .contains("__local float *tile")
        .contains("barrier(CLK_LOCAL_MEM_FENCE)");
  }

  @Test
  void needsNeitherAtomicsNorDoubles() throws AparapiException {
    String text = Translation.toOpenCl(new ArenaKernel(JavaDevice.SEQUENTIAL));
    assertThat(text).doesNotContain("atomic").doesNotContain("double").doesNotContain("fp64");
  }

  @Test
  void everyRoutineIsReachable() throws AparapiException {
    String text = Translation.toOpenCl(new ArenaKernel(JavaDevice.SEQUENTIAL));
    assertThat(text)
        .contains(
            "__product(",
            "__activationBackward(",
            "__softmaxCrossEntropy(",
            "__sumPartials(",
            "__sumSquares(",
            "__clipFactor(",
            "__sgd(",
            "__adamW(",
            "__fill(",
            "__copy(",
            "__copyIn(",
            "__copyResult(",
            "__copyOut(");
  }

  @Test
  void theTranslatorRefusesWhatIsOutsideTheSubset() {
    assertThatThrownBy(() -> Translation.toOpenCl(new Switching()))
        .isInstanceOf(AparapiException.class);
  }

  /** Shows that the test above can fail. */
  static final class Switching extends Kernel {
    final int[] numbers = new int[4];

    @Override
    public void run() {
      switch (numbers[0]) {
        case 1 -> numbers[1] = 2;
        case 2 -> numbers[1] = 5;
        default -> numbers[1] = 7;
      }
    }
  }
}
