package org.strideml.kernels.cpu;

import org.strideml.kernels.Tensor;

/** SwiGLU, row by row. */
final class CpuSwiglu {
  private final DecoderRows rows;
  private final Row gate = new Row();
  private final Row up = new Row();
  private final Row y = new Row();
  private final Row dGate = new Row();
  private final Row dUp = new Row();

  CpuSwiglu(Rows rows) {
    this.rows = rows.decoder();
  }

  void forward(Tensor gateUp, Tensor yTensor) {
    int hidden = yTensor.columns();
    gate.of(gateUp);
    up.of(gateUp);
    y.of(yTensor);
    for (int row = 0; row < yTensor.rows(); row++) {
      int start = 2 * hidden * row;
      rows.gate(gate.from(start), up.from(start + hidden), y.at(row), hidden);
    }
  }

  void backward(Tensor gateUp, Tensor dy, Tensor dGateUp) {
    int hidden = dy.columns();
    gate.of(gateUp);
    up.of(gateUp);
    y.of(dy);
    dGate.of(dGateUp);
    dUp.of(dGateUp);
    for (int row = 0; row < dy.rows(); row++) {
      int start = 2 * hidden * row;
      gate.from(start);
      up.from(start + hidden);
      dGate.from(start);
      dUp.from(start + hidden);
      rows.gateGradient(gate, up, y.at(row), dGate, dUp, hidden);
    }
  }
}
