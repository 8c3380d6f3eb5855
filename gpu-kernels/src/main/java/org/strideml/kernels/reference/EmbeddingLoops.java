package org.strideml.kernels.reference;

import org.strideml.kernels.Tensor;

/** Token and, where there is a table of them, position embeddings. */
final class EmbeddingLoops {
  private EmbeddingLoops() {}

  static void forward(
      ReferenceIndices tokens, Tensor tokenTable, Tensor positionTable, Tensor outTensor) {
    View token = View.of(tokenTable);
    View position = positionTable == null ? null : View.of(positionTable);
    View out = View.of(outTensor);
    int time = outTensor.extent(1);
    for (int row = 0; row < outTensor.rows(); row++) {
      for (int c = 0; c < outTensor.columns(); c++) {
        double added = position == null ? 0 : position.at(row % time, c);
        out.set(row, c, token.at(tokens.at(row), c) + added);
      }
    }
  }

  static void backward(
      ReferenceIndices tokens, Tensor dOutTensor, Tensor dTokenTable, Tensor dPositionTable) {
    View dOut = View.of(dOutTensor);
    View dToken = View.of(dTokenTable);
    int time = dOutTensor.extent(1);
    for (int row = 0; row < dOutTensor.rows(); row++) {
      for (int c = 0; c < dOutTensor.columns(); c++) {
        dToken.add(tokens.at(row), c, dOut.at(row, c));
      }
    }
    if (dPositionTable == null) {
      return;
    }
    View dPosition = View.of(dPositionTable);
    for (int i = 0; i < dPositionTable.size(); i++) {
      dPosition.set(i, 0);
    }
    for (int row = 0; row < dOutTensor.rows(); row++) {
      for (int c = 0; c < dOutTensor.columns(); c++) {
        dPosition.add(row % time, c, dOut.at(row, c));
      }
    }
  }
}
