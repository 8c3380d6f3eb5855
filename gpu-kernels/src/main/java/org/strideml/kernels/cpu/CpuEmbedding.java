package org.strideml.kernels.cpu;

import org.strideml.kernels.Tensor;

/** Token and, where there is a table of them, position embeddings. */
final class CpuEmbedding {
  private final Rows rows;
  private final Row token = new Row();
  private final Row position = new Row();
  private final Row out = new Row();

  CpuEmbedding(Rows rows) {
    this.rows = rows;
  }

  void forward(CpuIndices tokens, Tensor tokenTable, Tensor positionTable, Tensor outTensor) {
    int time = outTensor.extent(1);
    int width = outTensor.columns();
    token.of(tokenTable);
    out.of(outTensor);
    if (positionTable == null) {
      for (int row = 0; row < outTensor.rows(); row++) {
        out.at(row).copy(token.at(tokens.at(row)), width);
      }
      return;
    }
    position.of(positionTable);
    for (int row = 0; row < outTensor.rows(); row++) {
      rows.sum(token.at(tokens.at(row)), position.at(row % time), out.at(row), width);
    }
  }

  void backward(CpuIndices tokens, Tensor dOut, Tensor dTokenTable, Tensor dPositionTable) {
    int time = dOut.extent(1);
    int width = dOut.columns();
    token.of(dTokenTable);
    out.of(dOut);
    for (int row = 0; row < dOut.rows(); row++) {
      rows.add(out.at(row), token.at(tokens.at(row)), width);
    }
    if (dPositionTable == null) {
      return;
    }
    rows.fill(0, position.of(dPositionTable), dPositionTable.size());
    for (int row = 0; row < dOut.rows(); row++) {
      rows.add(out.at(row), position.at(row % time), width);
    }
  }
}
