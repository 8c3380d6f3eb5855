package org.strideml.kernels.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.aparapi.Kernel;
import com.aparapi.device.JavaDevice;
import com.aparapi.internal.exception.AparapiException;
import java.lang.reflect.Field;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  /** The translator takes over Java's names, and drivers reject these. */
  @Test
  void noVariableHasTheNameOfAnOpenClType() throws AparapiException {
    String text = Translation.toOpenCl(new ArenaKernel(JavaDevice.SEQUENTIAL));
    assertThat(text)
        .doesNotContainPattern(
            "\\b(int|float|char) (half|bool|uchar|ushort|uint|ulong|size_t|image\\w*_t|event_t|"
                + "sampler_t|kernel|global|local|private|constant|(float|int|half)\\d+)\\b");
  }

  @Test
  void everyRoutineIsReachable() throws Exception {
    String text = Translation.toOpenCl(new ArenaKernel(JavaDevice.SEQUENTIAL));
    Map<String, Integer> modes = modes();
    modes.forEach(
        (name, number) -> {
          if (number % 100 != 0) {
            assertThat(text).contains("__" + methodOf(name) + "(", "mode==" + number + ")");
          }
        });
    assertThat(modes.values()).doesNotHaveDuplicates();
    assertThat(modes).hasSizeGreaterThan(18);
  }

  /**
   * The translator writes methods in the reverse of the order in which it meets them, which puts
   * one that is met early through one caller after another caller that is met late.
   */
  @Test
  void everyRoutineIsDefinedBeforeItIsCalled() throws Exception {
    String text = Translation.toOpenCl(new ArenaKernel(JavaDevice.SEQUENTIAL));
    Matcher definitions = Pattern.compile("(?m)^\\w+ (org_\\w+__\\w+)\\(").matcher(text);
    int routines = 0;
    while (definitions.find()) {
      routines++;
      String name = definitions.group(1) + "(";
      assertThat(text.indexOf(name)).as(name).isEqualTo(definitions.start(1));
    }
    assertThat(routines).isGreaterThan(modes().size());
  }

  /** COPY_IN is the number of copyIn. */
  private static String methodOf(String mode) {
    Matcher letters = Pattern.compile("_(.)").matcher(mode.toLowerCase(Locale.ROOT));
    return letters.replaceAll(letter -> letter.group(1).toUpperCase(Locale.ROOT));
  }

  private static Map<String, Integer> modes() throws IllegalAccessException {
    Map<String, Integer> modes = new TreeMap<>();
    for (Field field : Mode.class.getDeclaredFields()) {
      modes.put(field.getName(), field.getInt(null));
    }
    return modes;
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
