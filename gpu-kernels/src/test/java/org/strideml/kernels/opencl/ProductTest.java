package org.strideml.kernels.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All four ways of turning the factors, also those no layer uses. */
class ProductTest {
  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "3, 5, 2",
    "64, 64, 16",
    "65, 63, 17",
    "64, 64, 128",
    "7, 130, 33",
    "130, 7, 95"
  })
  void allFourTranspositions(int m, int n, int k) {
    AnyDevice.require();
    OpenClDevices devices = OpenClDevices.list();
    Random random = new Random(m * 31L + n);
    for (int turned = 0; turned < 4; turned++) {
      boolean left = (turned & 1) != 0;
      boolean right = (turned & 2) != 0;
      try (ResidentMemory memory =
          new ResidentMemory(new Launcher(devices, devices.find("auto")))) {
        int c = m * k + k * n;
        float[] image = memory.newImage(c + m * n + 1);
        for (int i = 0; i < c; i++) {
          image[i] = random.nextFloat() - 0.5f;
        }
        memory.start(image, c + m * n);
        memory
            .next()
            .begin(Mode.PRODUCT)
            .number(m)
            .number(n)
            .number(k)
            .number(0)
            .number(left ? m : k)
            .number(left ? 1 : 0)
            .number(m * k)
            .number(right ? k : n)
            .number(right ? 1 : 0)
            .number(c)
            .number(-1)
            .number(-1)
            .number(-1)
            .number(ProductKernel.IDENTITY);
        float[] product = new float[m * n];
        memory.read(c, product, 0, m * n);
        for (int i = 0; i < m * n; i++) {
          double sum = 0;
          for (int d = 0; d < k; d++) {
            int a = left ? d * m + i / n : i / n * k + d;
            int b = right ? i % n * k + d : d * n + i % n;
            sum += (double) image[a] * image[m * k + b];
          }
          assertThat((double) product[i])
              .as("turned %d, element %d", turned, i)
              .isCloseTo(sum, within(1e-6 * Math.sqrt(k)));
        }
      }
    }
  }
}
