package org.strideml.kernels.cpu;

import org.strideml.kernels.SparseMatrix;
import org.strideml.kernels.SparseOperations;
import org.strideml.kernels.Tensor;

/** {@link SparseOperations} as scaled sums of rows. */
final class CpuSparse implements SparseOperations {
  private final Rows rows;
  private final Row table = new Row();
  private final Row block = new Row();
  private final Row gradient = new Row();
  private final Row bias = new Row();
  private final Row sums = new Row();
  private final Row y = new Row();

  CpuSparse(Rows rows) {
    this.rows = rows;
  }

  @Override
  public void gather(SparseMatrix x, Tensor tableTensor, Tensor blockTensor) {
    int width = tableTensor.columns();
    table.of(tableTensor);
    block.of(blockTensor);
    for (int place = 0; place < x.touched(); place++) {
      block.at(place).copy(table.at(x.column(place)), width);
    }
  }

  @Override
  public void scatter(SparseMatrix x, Tensor blockTensor, Tensor tableTensor) {
    int width = tableTensor.columns();
    table.of(tableTensor);
    block.of(blockTensor);
    for (int place = 0; place < x.touched(); place++) {
      table.at(x.column(place)).copy(block.at(place), width);
    }
  }

  @Override
  public void productForward(SparseMatrix x, Tensor blockTensor, Tensor biasTensor, Tensor output) {
    int width = output.columns();
    block.of(blockTensor);
    bias.of(biasTensor);
    y.of(output);
    for (int row = 0; row < x.rows(); row++) {
      y.at(row).copy(bias, width);
      for (int entry = x.start(row); entry < x.start(row + 1); entry++) {
        rows.addScaled(x.value(entry), block.at(x.place(entry)), y, width);
      }
    }
  }

  @Override
  public void productBackward(
      SparseMatrix x, Tensor dyTensor, Tensor dBlockTensor, Tensor dBiasTensor) {
    int width = dyTensor.columns();
    rows.fill(0, gradient.of(dBlockTensor), dBlockTensor.size());
    rows.fill(0, bias.of(dBiasTensor), width);
    y.of(dyTensor);
    for (int row = 0; row < x.rows(); row++) {
      y.at(row);
      for (int entry = x.start(row); entry < x.start(row + 1); entry++) {
        rows.addScaled(x.value(entry), y, gradient.at(x.place(entry)), width);
      }
      rows.add(y, bias, width);
    }
  }

  @Override
  public void interactionForward(
      SparseMatrix x, Tensor blockTensor, Tensor sumsTensor, Tensor output) {
    int factors = blockTensor.columns();
    block.of(blockTensor);
    sums.of(sumsTensor);
    y.of(output);
    rows.fill(0, sums, sumsTensor.size());
    for (int row = 0; row < x.rows(); row++) {
      sums.at(row);
      double squares = 0;
      for (int entry = x.start(row); entry < x.start(row + 1); entry++) {
        double value = x.value(entry);
        rows.addScaled((float) value, block.at(x.place(entry)), sums, factors);
        squares += value * value * rows.squares(block, 0, factors);
      }
      double interactions = (rows.squares(sums, 0, factors) - squares) / 2;
      y.set(row, (float) (y.get(row) + interactions));
    }
  }

  @Override
  public void interactionBackward(
      SparseMatrix x, Tensor blockTensor, Tensor sumsTensor, Tensor dyTensor, Tensor dBlockTensor) {
    int factors = blockTensor.columns();
    rows.fill(0, gradient.of(dBlockTensor), dBlockTensor.size());
    block.of(blockTensor);
    sums.of(sumsTensor);
    y.of(dyTensor);
    for (int row = 0; row < x.rows(); row++) {
      float dy = y.get(row);
      sums.at(row);
      for (int entry = x.start(row); entry < x.start(row + 1); entry++) {
        int place = x.place(entry);
        float slope = dy * x.value(entry);
        rows.addScaled(slope, sums, gradient.at(place), factors);
        rows.addScaled(-slope * x.value(entry), block.at(place), gradient, factors);
      }
    }
  }
}
