package org.strideml.kernels.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.strideml.kernels.Activation;
import org.strideml.kernels.Arena;
import org.strideml.kernels.Dense;
import org.strideml.kernels.Tensor;

class TunerTest {
  @Test
  void findsATilingForEveryCase() {
    AnyDevice.require();
    OpenClDevices devices = OpenClDevices.list();
    List<Tiling> choices = Tuner.tune(devices, devices.find("auto"), 16);
    assertThat(choices).hasSize(Tilings.CASES).doesNotContain(Tiling.PLAIN);
  }

  @Test
  void sizeAndLayoutSayWhichCaseItIs() {
    List<Tiling> choices =
        List.of(
            Tiling.PLAIN,
            Tiling.PLAIN,
            Tiling.PLAIN,
            Tiling.FOUR_32_X_64,
            Tiling.PLAIN,
            Tiling.EIGHT_64_X_64,
            Tiling.PLAIN,
            Tiling.PLAIN);
    Tilings tilings = new Tilings(4, choices);
    assertThat(tilings.of(64, 64, 3, true, true)).isEqualTo(Tiling.FOUR_32_X_64);
    assertThat(tilings.of(64, 64, 4, false, true)).isEqualTo(Tiling.EIGHT_64_X_64);
    assertThat(tilings.of(64, 64, 4, true, true)).isEqualTo(Tiling.PLAIN);
  }

  @Test
  void theControlGivesTheSameBits() {
    AnyDevice.require();
    float[] tuned = product();
    System.setProperty(Tuner.OVERRIDE, "PLAIN");
    try {
      assertThat(product()).isEqualTo(tuned);
      System.setProperty(Tuner.OVERRIDE, "SQUARE");
      assertThatThrownBy(TunerTest::product)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("SQUARE")
          .hasMessageContaining("EIGHT_64_X_64");
    } finally {
      System.clearProperty(Tuner.OVERRIDE);
    }
  }

  private static float[] product() {
    try (OpenClBackend backend = AnyDevice.open()) {
      Arena arena = backend.newArena("product", 4 * 80 * 80);
      Tensor x = arena.allocate(70, 77);
      Tensor weight = arena.allocate(77, 75);
      Tensor y = arena.allocate(70, 75);
      float[] values = new float[weight.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (i * 37 % 101 - 50) * 0.013f;
      }
      x.write(values, 0);
      weight.write(values, 0);
      Dense layer = new Dense(weight, null, Dense.Layout.IN_OUT, Activation.GELU);
      backend.denseForward(layer, x, null, null, y);
      return y.toArray();
    }
  }
}
