package org.strideml.kernels.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.strideml.kernels.Activation;
import org.strideml.kernels.Dropout;
import org.strideml.kernels.Tensor;

/** Vector loops and plain loops give the same bits, and exp, tanh and GELU the right values. */
class RowsTest {
  private static final int TENSORS = 6;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 13, 15, 16, 17, 31, 32, 33, 207, 1024})
  void vectorAndPlainLoopsAgreeToTheBit(int n) {
    Rows vector = new VectorRows();
    Rows plain = new PlainRows();
    List<Consumer<Case>> operations = operations();
    for (int i = 0; i < operations.size(); i++) {
      for (double scale : new double[] {1, 40}) {
        Case one = new Case(vector, n, scale);
        Case other = new Case(plain, n, scale);
        operations.get(i).accept(one);
        operations.get(i).accept(other);
        assertThat(one.contents()).as("operation %d of n %d", i, n).isEqualTo(other.contents());
      }
    }
  }

  private static List<Consumer<Case>> operations() {
    List<Consumer<Case>> all = new ArrayList<>();
    all.add(c -> c.rows.fill(0.75f, c.row(0), c.n));
    all.add(c -> c.rows.add(c.row(0), c.row(1), c.n));
    all.add(c -> c.rows.sum(c.row(0), c.row(1), c.row(2), c.n));
    all.add(c -> c.rows.addScaled(0.3f, c.row(0), c.row(1), c.n));
    all.add(c -> c.rows.scale(0.3f, c.row(0), c.n));
    for (Activation f : Activation.values()) {
      all.add(c -> c.rows.activate(f, c.row(0), c.row(1), c.n));
      all.add(c -> c.rows.activationGradient(f, c.row(0), c.row(1), c.n));
    }
    all.add(c -> c.result(r -> r.total(c.row(0), c.n)));
    all.add(c -> c.result(r -> r.squares(c.row(0), 0.25f, c.n)));
    all.add(c -> c.result(r -> r.dot(c.row(0), c.row(1), c.n)));
    all.add(c -> c.result(r -> r.maximum(c.row(0), c.n)));
    all.add(c -> c.result(r -> r.exponentials(c.row(0), 1.5f, c.row(1), c.n)));
    all.add(c -> c.rows.dropout(new Dropout(0.3f, 11, -7), c.row(0), c.row(1), c.n));
    all.add(c -> c.rows.softmaxGradient(c.row(0), 0.5f, 0.125f, c.row(1), c.n));
    all.add(c -> c.rows.normalize(c.row(0), c.norm(), c.row(1), c.n));
    all.add(
        c -> {
          Rows.Norm norm = c.norm();
          c.rows.normalizeGradientSums(c.row(0), norm, c.row(1), c.n);
          c.results.add(norm.gradientSum);
          c.results.add(norm.gradientProduct);
        });
    all.add(c -> c.rows.normalizeGradient(c.row(0), c.norm(), c.row(1), c.row(4), c.n));
    all.add(c -> c.rows.decoder().rmsNormalize(c.row(0), c.norm(), c.row(1), c.n));
    all.add(
        c -> {
          Rows.Norm norm = c.norm();
          c.rows.decoder().rmsGradientSums(c.row(0), norm, c.row(1), c.n);
          c.results.add(norm.gradientProduct);
        });
    all.add(c -> c.rows.decoder().rmsGradient(c.row(0), c.norm(), c.row(1), c.row(4), c.n));
    for (boolean back : new boolean[] {false, true}) {
      all.add(c -> c.rows.decoder().rotate(c.row(0), c.row(1), back, c.row(2), c.row(3), c.n));
    }
    all.add(c -> c.rows.decoder().gate(c.row(0), c.row(1), c.row(2), c.n));
    all.add(
        c -> c.rows.decoder().gateGradient(c.row(0), c.row(1), c.row(2), c.row(3), c.row(4), c.n));
    all.add(c -> c.rows.decoder().addScaled(0.3f, c.row(0), c.row(1), c.n));
    for (boolean nesterov : new boolean[] {false, true}) {
      for (float momentum : new float[] {0, 0.9f}) {
        Rows.SgdRule rule = new Rows.SgdRule(-0.1f, momentum, nesterov, 0.01f, 0.7f);
        all.add(c -> c.rows.sgd(rule, c.row(0), c.row(1), c.row(2), c.n));
      }
    }
    Rows.AdamWRule rule =
        new Rows.AdamWRule(-0.01f, 0.99f, 0.9f, 0.1f, 0.95f, 0.05f, 1.3f, 1e-8f, 0.7f);
    all.add(
        c -> {
          c.rows.activate(Activation.RELU, c.row(3), c.row(3), c.n);
          c.rows.adamW(rule, c.row(0), c.row(1), c.row(2), c.row(3), c.n);
        });
    return all;
  }

  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"TANH", "GELU"})
  void activationsAreWithinAFewUnitsInTheLastPlace(Activation f) {
    ToDoubleFunction<Double> exact =
        f == Activation.TANH
            ? Math::tanh
            : x -> x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
    for (float x = -12; x < 12; x += 0.001f) {
      double expected = exact.applyAsDouble((double) x);
      float got = f == Activation.TANH ? ScalarMath.tanh(x) : ScalarMath.gelu(x);
      // GELU's left tail is an exponential whose rounded argument grows with x³.
      double argument = f == Activation.GELU ? Math.abs(1.6 * x + 0.072 * x * x * x) : 0;
      double relative = 3e-7 * (1 + argument);
      assertThat(Math.abs(got - expected))
          .as("%s(%s) is %s, got %s", f, x, expected, got)
          .isLessThanOrEqualTo(relative * Math.abs(expected) + 1e-12);
    }
  }

  @org.junit.jupiter.api.Test
  void exponentialIsWithinTwoUnitsInTheLastPlace() {
    for (float x = -79.9f; x < 79.9f; x += 0.003f) {
      double expected = Math.exp(x);
      assertThat(Math.abs(ScalarMath.exp(x) - expected)).isLessThanOrEqualTo(2e-7 * expected);
    }
    assertThat(ScalarMath.exp(0)).isEqualTo(1f);
    assertThat(ScalarMath.exp(-1000)).isBetween(0f, 2e-35f);
    assertThat(ScalarMath.exp(Float.NaN)).isNaN();
  }

  /** The same random tensors for either implementation, and what came out. */
  private static final class Case {
    private final Rows rows;
    private final int n;
    private final CpuArena arena;
    private final Tensor[] tensors = new Tensor[TENSORS];
    private final List<Float> results = new ArrayList<>();

    Case(Rows rows, int n, double scale) {
      this.rows = rows;
      this.n = n;
      this.arena = new CpuArena("test", TENSORS * (n + 32));
      Random random = new Random(n);
      for (int t = 0; t < TENSORS; t++) {
        tensors[t] = arena.allocate(n);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
          values[i] = (float) (scale * random.nextGaussian());
        }
        if (n > 2 && t == 0) {
          values[n / 2] = Float.NaN;
          values[n - 1] = Float.NEGATIVE_INFINITY;
        }
        tensors[t].write(values, 0);
      }
    }

    Row row(int index) {
      return new Row().of(tensors[index]);
    }

    Rows.Norm norm() {
      Rows.Norm norm = new Rows.Norm();
      norm.gamma.of(tensors[2]);
      norm.beta.of(tensors[3]);
      norm.dGamma.of(tensors[4]);
      norm.dBeta.of(tensors[5]);
      norm.mean = 0.25f;
      norm.rstd = 1.75f;
      norm.gradientSum = 3.5f;
      norm.gradientProduct = -2.25f;
      return norm;
    }

    void result(ToDoubleFunction<Rows> reduction) {
      results.add((float) reduction.applyAsDouble(rows));
    }

    List<Float> contents() {
      List<Float> all = new ArrayList<>(results);
      for (Tensor tensor : tensors) {
        for (float value : tensor.toArray()) {
          all.add(value);
        }
      }
      return all;
    }
  }
}
