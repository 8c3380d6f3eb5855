package org.strideml.kernels.reference;

import org.strideml.kernels.SparseMatrix;
import org.strideml.kernels.SparseOperations;
import org.strideml.kernels.Tensor;

/** {@link SparseOperations} by plain loops. */
final class SparseLoops implements SparseOperations {
  @Override
  public void gather(SparseMatrix x, Tensor tableTensor, Tensor blockTensor) {
    View table = View.of(tableTensor);
    View block = View.of(blockTensor);
    for (int place = 0; place < x.touched(); place++) {
      for (int c = 0; c < table.columns(); c++) {
        block.set(place, c, table.at(x.column(place), c));
      }
    }
  }

  @Override
  public void scatter(SparseMatrix x, Tensor blockTensor, Tensor tableTensor) {
    View table = View.of(tableTensor);
    View block = View.of(blockTensor);
    for (int place = 0; place < x.touched(); place++) {
      for (int c = 0; c < table.columns(); c++) {
        table.set(x.column(place), c, block.at(place, c));
      }
    }
  }

  @Override
  public void productForward(SparseMatrix x, Tensor blockTensor, Tensor biasTensor, Tensor output) {
    View block = View.of(blockTensor);
    View bias = View.of(biasTensor);
    View y = View.of(output);
    for (int row = 0; row < x.rows(); row++) {
      for (int c = 0; c < output.columns(); c++) {
        double sum = bias.at(c);
        for (int entry = x.start(row); entry < x.start(row + 1); entry++) {
          sum += x.value(entry) * block.at(x.place(entry), c);
        }
        y.set(row, c, sum);
      }
    }
  }

  @Override
  public void productBackward(
      SparseMatrix x, Tensor dyTensor, Tensor dBlockTensor, Tensor dBiasTensor) {
    View dy = View.of(dyTensor);
    View dBlock = View.of(dBlockTensor);
    View dBias = View.of(dBiasTensor);
    zero(dBlock, dBlockTensor.size());
    zero(dBias, dBiasTensor.size());
    for (int row = 0; row < x.rows(); row++) {
      for (int c = 0; c < dyTensor.columns(); c++) {
        for (int entry = x.start(row); entry < x.start(row + 1); entry++) {
          dBlock.add(x.place(entry), c, x.value(entry) * dy.at(row, c));
        }
        dBias.add(c, dy.at(row, c));
      }
    }
  }

  @Override
  public void interactionForward(
      SparseMatrix x, Tensor blockTensor, Tensor sumsTensor, Tensor output) {
    View block = View.of(blockTensor);
    View sums = View.of(sumsTensor);
    View y = View.of(output);
    for (int row = 0; row < x.rows(); row++) {
      double interactions = 0;
      for (int f = 0; f < block.columns(); f++) {
        double sum = 0;
        double squares = 0;
        for (int entry = x.start(row); entry < x.start(row + 1); entry++) {
          double term = x.value(entry) * block.at(x.place(entry), f);
          sum += term;
          squares += term * term;
        }
        sums.set(row, f, sum);
        interactions += (sum * sum - squares) / 2;
      }
      y.add(row, interactions);
    }
  }

  @Override
  public void interactionBackward(
      SparseMatrix x, Tensor blockTensor, Tensor sumsTensor, Tensor dyTensor, Tensor dBlockTensor) {
    View block = View.of(blockTensor);
    View sums = View.of(sumsTensor);
    View dy = View.of(dyTensor);
    View dBlock = View.of(dBlockTensor);
    zero(dBlock, dBlockTensor.size());
    for (int row = 0; row < x.rows(); row++) {
      for (int entry = x.start(row); entry < x.start(row + 1); entry++) {
        int place = x.place(entry);
        double value = x.value(entry);
        for (int f = 0; f < block.columns(); f++) {
          double others = sums.at(row, f) - value * block.at(place, f);
          dBlock.add(place, f, dy.at(row) * value * others);
        }
      }
    }
  }

  private static void zero(View view, int size) {
    for (int i = 0; i < size; i++) {
      view.set(i, 0);
    }
  }
}
