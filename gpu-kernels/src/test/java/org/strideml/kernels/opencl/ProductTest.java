package org.strideml.kernels.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every tiling and all four ways of turning the factors, also those no layer uses. */
class ProductTest {
  private static final int CAPACITY = 1 << 17;

  private ResidentMemory memory;
  private final float[] image = new float[CAPACITY];

  @BeforeEach
  void open() {
    AnyDevice.require();
    OpenClDevices devices = OpenClDevices.list();
    memory = new ResidentMemory(new Launcher(devices, devices.find("auto")));
    Random random = new Random(7);
    for (int i = 0; i < CAPACITY / 2; i++) {
      image[i] = random.nextFloat() - 0.5f;
    }
    float[] first = memory.newImage(CAPACITY + 1);
    System.arraycopy(image, 0, first, 0, CAPACITY);
    memory.start(first, CAPACITY);
  }

  @AfterEach
  void close() {
    if (memory != null) {
      memory.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "3, 5, 2",
    "64, 64, 16",
    "65, 63, 17",
    "64, 64, 128",
    "7, 130, 33",
    "130, 7, 95",
    "129, 200, 31"
  })
  void everyTilingGivesThePlainBits(int m, int n, int k) {
    for (int turned = 0; turned < 4; turned++) {
      boolean left = (turned & 1) != 0;
      boolean right = (turned & 2) != 0;
      Matrix a = new Matrix(0, left ? m : k, 0, 0, left);
      Matrix b = new Matrix(m * k, right ? k : n, 0, 0, right);
      float[] plain = product(m, n, k, a, b, Tiling.PLAIN);
      for (int i = 0; i < m * n; i++) {
        double sum = 0;
        for (int d = 0; d < k; d++) {
          sum += at(a, i / n, d) * at(b, d, i % n);
        }
        assertThat((double) plain[i])
            .as("turned %d, element %d", turned, i)
            .isCloseTo(sum, within(1e-6 * Math.sqrt(k)));
      }
      for (Tiling tiling : Tiling.values()) {
        assertThat(product(m, n, k, a, b, tiling))
            .as("%s, turned %d", tiling, turned)
            .isEqualTo(plain);
      }
    }
  }

  /** Skipping the half that is zero, or not asked for, changes nothing. */
  @ParameterizedTest
  @CsvSource({"1, 1", "16, 8", "65, 13", "130, 40"})
  void trianglesGiveTheBitsOfFullProducts(int time, int width) {
    float[] lower = new float[2 * time * time];
    for (int i = 0; i < lower.length; i++) {
      lower[i] = i / time % time >= i % time ? image[i] : 0;
    }
    memory.write(0, lower, 0, lower.length);
    int vectors = lower.length;
    Matrix square = new Matrix(0, time, 0, time * time, false);
    Matrix columns = new Matrix(vectors, 2 * width, 0, width, false);
    Matrix full = new Matrix(CAPACITY / 2, width, 0, time * width, false);
    for (boolean turned : new boolean[] {false, true}) {
      Matrix left = turned ? square.turned() : square;
      int triangle = turned ? ProductKernel.UPPER_LEFT : ProductKernel.LOWER_LEFT;
      Product product = new Product(time, width, time, left, columns, full).times(1, 2);
      float[] plain = run(product, Tiling.PLAIN, 2 * time * width);
      for (Tiling tiling : Tiling.values()) {
        assertThat(run(product.triangle(triangle), tiling, 2 * time * width))
            .as("%s, turned %s", tiling, turned)
            .isEqualTo(plain);
      }
    }
  }

  private float[] product(int m, int n, int k, Matrix a, Matrix b, Tiling tiling) {
    Matrix target = new Matrix(CAPACITY / 2, n, 0, 0, false);
    return run(new Product(m, n, k, a, b, target), tiling, m * n);
  }

  private float[] run(Product product, Tiling tiling, int length) {
    float[] unset = new float[length];
    java.util.Arrays.fill(unset, Float.NaN);
    memory.write(CAPACITY / 2, unset, 0, length);
    product.append(memory.next().begin(Mode.PRODUCT), tiling);
    float[] result = new float[length];
    memory.read(CAPACITY / 2, result, 0, length);
    return result;
  }

  private double at(Matrix matrix, int row, int column) {
    int place =
        matrix.transposed() ? column * matrix.rowLength() + row : row * matrix.rowLength() + column;
    return image[matrix.at() + place];
  }
}
