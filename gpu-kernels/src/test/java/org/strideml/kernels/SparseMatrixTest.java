package org.strideml.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SparseMatrixTest {
  private final SparseMatrix matrix = new SparseMatrix(100);

  @Test
  void numbersColumnsAsTheyAreMet() {
    matrix.write(
        3, new int[] {0, 2, 2, 5}, new int[] {70, 3, 3, 99, 70}, new float[] {1, 2, 3, 4, 5});
    assertThat(matrix.rows()).isEqualTo(3);
    assertThat(matrix.entries()).isEqualTo(5);
    assertThat(matrix.touched()).isEqualTo(3);
    assertThat(new int[] {matrix.column(0), matrix.column(1), matrix.column(2)})
        .containsExactly(70, 3, 99);
    int[] places = new int[5];
    for (int entry = 0; entry < 5; entry++) {
      places[entry] = matrix.place(entry);
    }
    assertThat(places).containsExactly(0, 1, 1, 2, 0);
    assertThat(matrix.value(3)).isEqualTo(4);
    assertThat(matrix.start(2)).isEqualTo(2);
  }

  @Test
  void forgetsWhatItHeldBefore() {
    matrix.write(1, new int[] {0, 3}, new int[] {1, 2, 3}, new float[3]);
    matrix.write(1, new int[] {0, 1}, new int[] {3}, new float[1]);
    assertThat(matrix.touched()).isEqualTo(1);
    assertThat(matrix.column(0)).isEqualTo(3);
    assertThat(matrix.place(0)).isZero();
  }

  @Test
  void refusesWhatIsNoMatrix() {
    assertThatThrownBy(() -> matrix.write(1, new int[] {0, 2}, new int[] {1, 100}, new float[2]))
        .hasMessageContaining("columns must be in [0, 100), got 100 at entry 1");
    assertThat(matrix.touched()).isZero();
    assertThatThrownBy(() -> matrix.write(2, new int[] {0, 2, 1}, new int[2], new float[2]))
        .hasMessageContaining("row starts must not descend, got 1 after 2 at row 1");
    assertThatThrownBy(() -> matrix.write(1, new int[] {1, 1}, new int[2], new float[2]))
        .hasMessageContaining("begin with 0, got 1");
    assertThatThrownBy(() -> new SparseMatrix(0)).hasMessageContaining("columns >= 1, got 0");
    matrix.write(1, new int[] {0, 1}, new int[] {1}, new float[1]);
    assertThat(matrix.touched()).isEqualTo(1);
  }
}
