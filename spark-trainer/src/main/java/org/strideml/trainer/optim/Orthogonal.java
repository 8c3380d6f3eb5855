package org.strideml.trainer.optim;

/**
 * Brings a matrix near the orthogonal one with the same singular vectors, by five rounds of the
 * quintic Newton–Schulz iteration of Muon: with X of unit norm and A = XXᵀ,
 *
 * <pre>X ← 3.4445·X + (−4.7750·A + 2.0315·A²)X</pre>
 *
 * <p>It does not converge: singular values end in about [0.5, 1.5], which is what Muon wants of it.
 */
final class Orthogonal {
  private static final int ROUNDS = 5;
  private static final double A = 3.4445;
  private static final double B = -4.7750;
  private static final double C = 2.0315;
  private static final double TINY = 1e-7;

  private Orthogonal() {}

  /**
   * In place.
   *
   * @param matrix rows × columns, row-major
   */
  static void approximate(double[] matrix, int rows, int columns) {
    boolean tall = rows > columns;
    int m = tall ? columns : rows;
    int n = tall ? rows : columns;
    double norm = TINY;
    double square = 0;
    for (double value : matrix) {
      square += value * value;
    }
    norm += Math.sqrt(square);
    double[] x = tall ? transposed(matrix, rows, columns) : matrix.clone();
    for (int i = 0; i < x.length; i++) {
      x[i] /= norm;
    }
    for (int round = 0; round < ROUNDS; round++) {
      x = improved(x, m, n);
    }
    double[] result = tall ? transposed(x, m, n) : x;
    System.arraycopy(result, 0, matrix, 0, matrix.length);
  }

  private static double[] improved(double[] x, int m, int n) {
    double[] gram = new double[m * m];
    for (int i = 0; i < m; i++) {
      for (int j = i; j < m; j++) {
        double sum = 0;
        for (int k = 0; k < n; k++) {
          sum += x[i * n + k] * x[j * n + k];
        }
        gram[i * m + j] = sum;
        gram[j * m + i] = sum;
      }
    }
    double[] polynomial = product(gram, gram, m, m, m);
    for (int i = 0; i < polynomial.length; i++) {
      polynomial[i] = B * gram[i] + C * polynomial[i];
    }
    double[] next = product(polynomial, x, m, m, n);
    for (int i = 0; i < next.length; i++) {
      next[i] += A * x[i];
    }
    return next;
  }

  /** a·b with a rows × inner and b inner × columns. */
  private static double[] product(double[] a, double[] b, int rows, int inner, int columns) {
    double[] c = new double[rows * columns];
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < inner; k++) {
        double factor = a[i * inner + k];
        for (int j = 0; j < columns; j++) {
          c[i * columns + j] += factor * b[k * columns + j];
        }
      }
    }
    return c;
  }

  private static double[] transposed(double[] matrix, int rows, int columns) {
    double[] result = new double[matrix.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        result[j * rows + i] = matrix[i * columns + j];
      }
    }
    return result;
  }
}
