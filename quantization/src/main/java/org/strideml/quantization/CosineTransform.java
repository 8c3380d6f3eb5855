package org.strideml.quantization;

/**
 * The orthonormal discrete cosine transform of type II along rows and columns of chunks, and its
 * inverse.
 *
 * <pre>
 * X_k = c_k Σ_i x_i cos(π(2i + 1)k / 2n)      c_0 = √(1/n), c_k = √(2/n)
 * </pre>
 *
 * <p>As products with a matrix: chunks are small.
 */
final class CosineTransform {
  private final int rows;
  private final int columns;
  private final double[] rowMatrix;
  private final double[] columnMatrix;
  private final double[] scratch;

  CosineTransform(int rows, int columns) {
    this.rows = rows;
    this.columns = columns;
    this.rowMatrix = matrix(rows);
    this.columnMatrix = matrix(columns);
    this.scratch = new double[rows * columns];
  }

  private static double[] matrix(int n) {
    double[] matrix = new double[n * n];
    for (int k = 0; k < n; k++) {
      double scale = StrictMath.sqrt((k == 0 ? 1.0 : 2.0) / n);
      for (int i = 0; i < n; i++) {
        matrix[k * n + i] = scale * StrictMath.cos(Math.PI * (2 * i + 1) * k / (2.0 * n));
      }
    }
    return matrix;
  }

  /** Transforms a chunk, its rows lying one after the other. */
  void forward(double[] chunk) {
    // scratch = chunk · Cᵀ, chunk = R · scratch
    for (int r = 0; r < rows; r++) {
      for (int k = 0; k < columns; k++) {
        double sum = 0;
        for (int c = 0; c < columns; c++) {
          sum += chunk[r * columns + c] * columnMatrix[k * columns + c];
        }
        scratch[r * columns + k] = sum;
      }
    }
    for (int k = 0; k < rows; k++) {
      for (int c = 0; c < columns; c++) {
        chunk[k * columns + c] = 0;
      }
      for (int r = 0; r < rows; r++) {
        double factor = rowMatrix[k * rows + r];
        for (int c = 0; c < columns; c++) {
          chunk[k * columns + c] += factor * scratch[r * columns + c];
        }
      }
    }
  }

  /** The inverse, for chunks of which few coefficients are not zero. */
  void inverse(double[] chunk) {
    for (int k = 0; k < rows; k++) {
      for (int c = 0; c < columns; c++) {
        scratch[k * columns + c] = 0;
      }
      for (int j = 0; j < columns; j++) {
        double coefficient = chunk[k * columns + j];
        for (int c = 0; coefficient != 0 && c < columns; c++) {
          scratch[k * columns + c] += coefficient * columnMatrix[j * columns + c];
        }
      }
    }
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        chunk[r * columns + c] = 0;
      }
      for (int k = 0; k < rows; k++) {
        double factor = rowMatrix[k * rows + r];
        for (int c = 0; c < columns; c++) {
          chunk[r * columns + c] += factor * scratch[k * columns + c];
        }
      }
    }
  }
}
