package org.strideml.trainer.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.strideml.kernels.Arena;
import org.strideml.kernels.Tensor;
import org.strideml.kernels.reference.ReferenceBackend;
import org.strideml.quantization.RandomKey;

/** SAVIC's measurements and steps on xᵀHx/2, whose gradient is Hx. */
class SavicTest {
  private static final double[][] DIAGONAL = {{1, 0}, {0, 4}};
  private static final double[][] FULL = {{2, 1}, {1, 3}};

  private final ReferenceBackend backend = ReferenceBackend.inFloat();

  @AfterEach
  void close() {
    backend.close();
  }

  private final class Parabola implements GradientPass {
    private final double[][] hessian;
    private final Tensor parameters;
    private final Tensor gradients;
    private final List<Tensor> state = new ArrayList<>();

    Parabola(double[][] hessian, Savic optimizer, float... start) {
      this.hessian = hessian;
      Arena arena = backend.newArena("parabola", 5 * Arena.capacityFor(start.length));
      parameters = arena.allocate(start.length);
      gradients = arena.allocate(start.length);
      optimizer.stateNames().forEach(name -> state.add(arena.allocate(start.length)));
      parameters.write(start, 0);
    }

    @Override
    public Tensor parameters() {
      return parameters;
    }

    @Override
    public Tensor gradients() {
      return gradients;
    }

    @Override
    public void compute() {
      float[] x = parameters.toArray();
      float[] g = new float[x.length];
      for (int i = 0; i < g.length; i++) {
        double sum = 0;
        for (int j = 0; j < g.length; j++) {
          sum += hessian[i][j] * x[j];
        }
        g[i] = (float) sum;
      }
      gradients.write(g, 0);
    }

    float[] d() {
      return state.get(2).toArray();
    }

    /** A round of one step. */
    void round(Savic optimizer, int round, double rate) {
      optimizer.begin(backend, round, state);
      compute();
      optimizer.step(backend, rate, round, parameters, gradients, null, state);
      optimizer.end(backend, this, RandomKey.of(round), state);
    }
  }

  private static Savic oasis(double beta) {
    return new Savic(Savic.Rule.OASIS, beta, 1e-6, 0.01, 0);
  }

  @Test
  void oneProbeOfADiagonalHessianIsThatDiagonal() {
    Savic optimizer = oasis(0);
    Parabola parabola = new Parabola(DIAGONAL, optimizer, 0.7f, -0.3f);
    optimizer.end(backend, parabola, RandomKey.of(3), parabola.state);
    assertThat(parabola.d()).containsExactly(new float[] {1, 4}, within(1e-6f));
    assertThat(parabola.parameters().toArray()).containsExactly(0.7f, -0.3f);
  }

  /** With D = (1, 4) a step of 1/2 halves both coordinates, whatever their curvature. */
  @Test
  void curvatureIsScaledAway() {
    Savic optimizer = oasis(0);
    Parabola parabola = new Parabola(DIAGONAL, optimizer, 1, 1);
    parabola.round(optimizer, 0, 0);
    for (double expected : new double[] {0.5, 0.25, 0.125}) {
      parabola.round(optimizer, 1, 0.5);
      float[] x = parabola.parameters().toArray();
      assertThat((double) x[0]).isCloseTo(expected, within(1e-6));
      assertThat((double) x[1]).isCloseTo(expected, within(1e-6));
    }
  }

  /** z⊙Hz is (3, 4) or (1, 2) by whether the two signs agree: (2, 3) on average. */
  @Test
  void probesOfAnyHessianAreItsDiagonalOnAverage() {
    Savic optimizer = oasis(0);
    Parabola parabola = new Parabola(FULL, optimizer, 1, 1);
    int agree = 0;
    for (int probe = 0; probe < 64; probe++) {
      optimizer.end(backend, parabola, RandomKey.of(probe), parabola.state);
      float[] d = parabola.d();
      boolean same = d[0] > 2;
      agree += same ? 1 : 0;
      assertThat(d[0]).isCloseTo(same ? 3 : 1, within(1e-4f));
      assertThat(d[1]).isCloseTo(same ? 4 : 2, within(1e-4f));
    }
    assertThat(agree).as("of 64 tosses").isBetween(18, 46);
  }

  @Test
  void directionsThatBendDownAreScaledBySize() {
    Savic optimizer = oasis(0);
    Parabola parabola = new Parabola(new double[][] {{-2, 0}, {0, 1}}, optimizer, 1, 1);
    parabola.round(optimizer, 0, 0);
    parabola.round(optimizer, 1, 0.5);
    assertThat(parabola.parameters().toArray())
        .containsExactly(new float[] {1.5f, 0.5f}, within(1e-5f));
  }

  /** ADAM divides by 1 − βʳ: a constant gradient g has D = |g| after any number of rounds. */
  @Test
  void onlyAdamsMeanIsCorrectedForItsStart() {
    for (Savic.Rule rule : List.of(Savic.Rule.ADAM, Savic.Rule.RMSPROP)) {
      Savic optimizer = new Savic(rule, 0.9, 1e-6, 1, 0);
      Parabola parabola = new Parabola(DIAGONAL, optimizer, 3, 1);
      for (int round = 0; round < 4; round++) {
        optimizer.begin(backend, round, parabola.state);
        double expected = rule == Savic.Rule.ADAM ? 9 : 9 * (1 - Math.pow(0.9, round));
        float divisor = parabola.state.get(1).toArray()[0];
        assertThat((double) divisor).isCloseTo(round == 0 ? 1 : expected, within(1e-4));
        parabola.compute();
        optimizer.end(backend, parabola, RandomKey.of(round), parabola.state);
      }
    }
  }

  @Test
  void impossibleSettingsAreRefused() {
    assertThatThrownBy(() -> new Savic(Savic.Rule.ADAM, 1, 1e-8, 1, 0))
        .hasMessageContaining("beta");
    assertThatThrownBy(() -> new Savic(Savic.Rule.ADAM, 0.9, 0, 1, 0))
        .hasMessageContaining("floor");
    assertThatThrownBy(() -> new Savic(Savic.Rule.OASIS, 0.9, 1e-8, 0, 0))
        .hasMessageContaining("probe");
  }

  @Test
  void onlyTheScaleIsWorthSending() {
    assertThat(oasis(0.9).sharedNames()).containsExactly("d");
  }
}
