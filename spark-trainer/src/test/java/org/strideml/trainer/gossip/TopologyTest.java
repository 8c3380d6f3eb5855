package org.strideml.trainer.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TopologyTest {
  /** Largest size of an eigenvalue but the first, of a circulant matrix: a Fourier transform. */
  static double lambda(double[][] matrix) {
    int n = matrix.length;
    double largest = 0;
    for (int k = 1; k < n; k++) {
      double real = 0;
      double imaginary = 0;
      for (int j = 0; j < n; j++) {
        real += matrix[0][j] * Math.cos(2 * Math.PI * k * j / n);
        imaginary += matrix[0][j] * Math.sin(2 * Math.PI * k * j / n);
      }
      largest = Math.max(largest, Math.hypot(real, imaginary));
    }
    return largest;
  }

  @ParameterizedTest
  @CsvSource({
    "RING, 4, 0.333333",
    "RING, 8, 0.804738",
    "RING, 16, 0.949253",
    "EXPONENTIAL, 8, 0.5",
    "EXPONENTIAL, 16, 0.6",
    "EXPONENTIAL, 32, 0.666667",
    "COMPLETE, 16, 0"
  })
  void secondEigenvalue(Topology topology, int workers, double expected) {
    assertThat(lambda(topology.matrix(workers))).isCloseTo(expected, within(1e-6));
  }

  @ParameterizedTest
  @CsvSource({"1, 0.949253", "4, 0.811956"})
  void mixingOftenIsAPower(int mixings, double expected) {
    double[][] weights = new Gossip(Topology.RING, Gossip.Order.AFTER, mixings).weights(16);
    assertThat(lambda(weights)).isCloseTo(expected, within(2e-5));
  }

  /** Gossip steps without end are averaging over all (DFedSAM-MGS with Q → ∞ is FedAvg). */
  @ParameterizedTest
  @EnumSource(Topology.class)
  void mixingWithoutEndIsTheMean(Topology topology) {
    double[][] weights = new Gossip(topology, Gossip.Order.AFTER, 400).weights(16);
    for (double[] row : weights) {
      for (double weight : row) {
        assertThat(weight).isCloseTo(1 / 16.0, within(1e-6));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Topology.class)
  void rowsAndColumnsSumToOne(Topology topology) {
    for (int workers = 1; workers <= 20; workers++) {
      double[][] matrix = topology.matrix(workers);
      for (int i = 0; i < workers; i++) {
        double row = 0;
        double column = 0;
        for (int j = 0; j < workers; j++) {
          assertThat(matrix[i][j]).isBetween(0.0, 1.0);
          row += matrix[i][j];
          column += matrix[j][i];
        }
        assertThat(row).isCloseTo(1, within(1e-12));
        assertThat(column).isCloseTo(1, within(1e-12));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"RING, 16, 2", "RING, 2, 1", "RING, 1, 0", "EXPONENTIAL, 16, 4", "COMPLETE, 16, 15"})
  void neighbours(Topology topology, int workers, int expected) {
    assertThat(topology.neighbours(workers)).isEqualTo(expected);
  }
}
