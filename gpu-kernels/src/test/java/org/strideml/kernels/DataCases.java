package org.strideml.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.strideml.kernels.BackendContract.Case;
import org.strideml.kernels.Fixture.Twin;

/** Fresh memory, writing, reading, filling, copying. */
final class DataCases {
  private DataCases() {}

  static List<Case> all() {
    return List.of(
        new Case("freshMemoryIsZero", DataCases::freshMemoryIsZero),
        new Case("writeThenReadIsIdentity", DataCases::writeThenReadIsIdentity),
        new Case("fillSetsEveryElementAndNoOther", DataCases::fill),
        new Case("copyCopiesEveryElementAndNoOther", DataCases::copy),
        new Case("copyColumnsCopiesTheseAndNoOther", DataCases::copyColumns),
        new Case("addAddsEveryElementAndNoOther", DataCases::add),
        new Case("dropoutIsAFunctionOfKeyAndPlace", DataCases::dropout),
        new Case("dropoutInPlace", DataCases::dropoutInPlace),
        new Case("versionGrowsWithEveryChange", DataCases::versionGrows));
  }

  private static void freshMemoryIsZero(Fixture fixture) {
    Arena arena = fixture.tested().newArena("fresh", 100);
    assertThat(arena.allocate(100).toArray()).containsOnly(0f);
  }

  private static void writeThenReadIsIdentity(Fixture fixture) {
    float[] values = {1.5f, -0.0f, Float.MIN_VALUE, Float.MAX_VALUE, Float.NaN, -3};
    Twin twin = fixture.input(values, 2, 3);
    assertThat(twin.tested().toArray()).isEqualTo(values);
    float[] part = new float[4];
    twin.tested().slice(3, 3).read(part, 1);
    assertThat(part).containsExactly(0f, values[3], values[4], values[5]);
  }

  private static void fill(Fixture fixture) {
    for (int size : new int[] {0, 1, 15, 16, 17, 1000}) {
      Twin x = fixture.output(size);
      fixture.tested().fill(x.tested(), -2.5f);
      fixture.reference().fill(x.reference(), -2.5f);
      fixture.compare("filled", x, 0);
      fixture.checkUntouched(x);
      fixture.begin();
    }
  }

  private static void copy(Fixture fixture) {
    Random random = new Random(3);
    for (int size : new int[] {0, 1, 15, 16, 17, 1000}) {
      Twin x = fixture.input(random, 1, size);
      Twin y = fixture.output(size);
      fixture.tested().copy(x.tested(), y.tested());
      fixture.reference().copy(x.reference(), y.reference());
      fixture.compare("copy", y, 0);
      fixture.checkUntouched(y);
      fixture.begin();
    }
  }

  private static void copyColumns(Fixture fixture) {
    Random random = new Random(8);
    int[][] shapes = {{1, 1, 0, 1, 0, 1}, {5, 7, 2, 9, 4, 3}, {33, 20, 0, 50, 30, 20}};
    for (int[] s : shapes) {
      Twin from = fixture.input(random, 1, s[0], s[1]);
      Twin to = fixture.input(random, 1, s[0], s[3]);
      fixture.tested().copyColumns(from.tested(), s[2], to.tested(), s[4], s[5]);
      fixture.reference().copyColumns(from.reference(), s[2], to.reference(), s[4], s[5]);
      fixture.compare("columns", to, 0);
      fixture.checkUntouched(to);
      fixture.begin();
    }
    Tensor narrow = fixture.input(random, 1, 2, 3).tested();
    Tensor wide = fixture.output(2, 5).tested();
    assertThatThrownBy(() -> fixture.tested().copyColumns(narrow, 1, wide, 0, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("columns 1 to 3");
  }

  private static void add(Fixture fixture) {
    Random random = new Random(4);
    for (int size : new int[] {0, 1, 15, 16, 17, 1000}) {
      Twin x = fixture.input(random, 1, size);
      Twin y = fixture.input(random, 1, size);
      fixture.tested().add(x.tested(), y.tested());
      fixture.reference().add(x.reference(), y.reference());
      fixture.compare("sum", y, Tolerance.elementwise());
      fixture.checkUntouched(y);
      fixture.begin();
    }
  }

  private static void dropout(Fixture fixture) {
    Random random = new Random(5);
    for (float rate : new float[] {0, 0.1f, 0.5f, 0.9f}) {
      for (int size : new int[] {0, 1, 15, 16, 17, 1000}) {
        Twin x = fixture.input(random, 1, size);
        Twin y = fixture.output(size);
        Dropout dropout = new Dropout(rate, random.nextInt(), random.nextInt());
        fixture.tested().dropout(dropout, x.tested(), y.tested());
        fixture.reference().dropout(dropout, x.reference(), y.reference());
        fixture.compare("dropout", y, Tolerance.elementwise());
        fixture.checkUntouched(y);
        fixture.begin();
      }
    }
  }

  private static void dropoutInPlace(Fixture fixture) {
    Twin x = fixture.input(new Random(6), 1, 1000);
    Dropout dropout = new Dropout(0.3f, 1, 2);
    fixture.tested().dropout(dropout, x.tested(), x.tested());
    fixture.reference().dropout(dropout, x.reference(), x.reference());
    fixture.compare("dropout", x, Tolerance.elementwise());
    long dropped = 0;
    for (float value : x.tested().toArray()) {
      dropped += value == 0 ? 1 : 0;
    }
    // Five standard deviations of a thousand draws.
    assertThat(dropped).isBetween(228L, 372L);
  }

  private static void versionGrows(Fixture fixture) {
    Tensor x = fixture.output(4).tested();
    long before = x.arena().version();
    x.write(new float[4], 0);
    long written = x.arena().version();
    fixture.tested().fill(x, 1);
    assertThat(written).isGreaterThan(before);
    assertThat(x.arena().version()).isGreaterThan(written);
  }
}
