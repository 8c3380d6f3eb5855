package org.strideml.kernels.opencl;

import org.strideml.kernels.AttentionShape;
import org.strideml.kernels.Indices;
import org.strideml.kernels.SequenceOperations;
import org.strideml.kernels.Tensor;

/** Operations on sequences. */
final class SequenceCommands implements SequenceOperations {
  private final OpenClBackend backend;
  private final AttentionCommands attention;

  SequenceCommands(OpenClBackend backend) {
    this.backend = backend;
    this.attention = new AttentionCommands(backend);
  }

  @Override
  public void embeddingForward(
      Indices tokens, Tensor tokenTable, Tensor positionTable, Tensor out) {
    CommandList command = backend.queue(Mode.EMBED);
    command
        .number(out.rows())
        .number(out.columns())
        .number(out.extent(1))
        .number(((OpenClIndices) tokens).baseForQueuedCommand())
        .tensor(tokenTable)
        .tensor(positionTable)
        .tensor(out);
  }

  @Override
  public void embeddingBackward(
      Indices tokens, Tensor dOut, Tensor dTokenTable, Tensor dPositionTable) {
    OpenClIndices numbers = (OpenClIndices) tokens;
    int order = numbers.prepareOrder(dOut.rows());
    CommandList command = backend.queue(Mode.EMBED_TOKENS_BACKWARD);
    command
        .number(dOut.rows())
        .number(dOut.columns())
        .number(numbers.baseForQueuedCommand())
        .number(order)
        .tensor(dOut)
        .tensor(dTokenTable);
    if (dPositionTable != null) {
      backend
          .queue(Mode.EMBED_POSITIONS_BACKWARD)
          .number(dOut.rows())
          .number(dOut.columns())
          .number(dOut.extent(1))
          .number(dPositionTable.rows())
          .tensor(dOut)
          .tensor(dPositionTable);
    }
  }

  @Override
  public void layerNormForward(
      Tensor x, Tensor gamma, Tensor beta, float epsilon, Tensor y, Tensor statistics) {
    norm(x, gamma, beta, epsilon, y, statistics);
  }

  @Override
  public void layerNormBackward(
      Tensor x,
      Tensor gamma,
      Tensor statistics,
      Tensor dy,
      Tensor dx,
      Tensor dGamma,
      Tensor dBeta) {
    normBackward(x, gamma, statistics, dy, dx, dGamma, dBeta);
  }

  @Override
  public void rmsNormForward(Tensor x, Tensor gamma, float epsilon, Tensor y, Tensor statistics) {
    norm(x, gamma, null, epsilon, y, statistics);
  }

  @Override
  public void rmsNormBackward(
      Tensor x, Tensor gamma, Tensor statistics, Tensor dy, Tensor dx, Tensor dGamma) {
    normBackward(x, gamma, statistics, dy, dx, dGamma, null);
  }

  private void norm(
      Tensor x, Tensor gamma, Tensor beta, float epsilon, Tensor y, Tensor statistics) {
    backend
        .queue(Mode.NORM)
        .number(x.rows())
        .number(x.columns())
        .tensor(x)
        .tensor(gamma)
        .tensor(beta)
        .tensor(y)
        .tensor(statistics)
        .fraction(epsilon);
  }

  private void normBackward(
      Tensor x,
      Tensor gamma,
      Tensor statistics,
      Tensor dy,
      Tensor dx,
      Tensor dGamma,
      Tensor dBeta) {
    boolean centered = dBeta != null;
    backend
        .queue(Mode.NORM_PARAMETERS_BACKWARD)
        .number(x.rows())
        .number(x.columns())
        .tensor(x)
        .tensor(statistics)
        .flag(centered)
        .tensor(dy)
        .tensor(dGamma)
        .tensor(dBeta);
    backend
        .queue(Mode.NORM_BACKWARD)
        .number(x.rows())
        .number(x.columns())
        .tensor(x)
        .tensor(gamma)
        .tensor(statistics)
        .flag(centered)
        .tensor(dy)
        .tensor(dx);
  }

  /** On the host, in double, where every machine computes the same. */
  @Override
  public void rotaryAngles(double base, Tensor angles) {
    int width = angles.columns();
    int half = width / 2;
    float[] values = new float[angles.size()];
    for (int t = 0; t < angles.rows(); t++) {
      for (int i = 0; i < half; i++) {
        double angle = t * StrictMath.pow(base, -(double) i / half);
        values[t * width + i] = (float) StrictMath.cos(angle);
        values[t * width + half + i] = (float) StrictMath.sin(angle);
      }
    }
    angles.write(values, 0);
  }

  @Override
  public void rotaryForward(AttentionShape shape, Tensor angles, Tensor qkv) {
    rotate(shape, angles, qkv, 1);
  }

  @Override
  public void rotaryBackward(AttentionShape shape, Tensor angles, Tensor dQkv) {
    rotate(shape, angles, dQkv, -1);
  }

  private void rotate(AttentionShape shape, Tensor angles, Tensor qkv, int direction) {
    backend
        .queue(Mode.ROTATE)
        .number(shape.rows())
        .number(shape.time())
        .number(shape.heads())
        .number(shape.headWidth() / 2)
        .tensor(angles)
        .tensor(qkv)
        .fraction(direction);
  }

  @Override
  public void swigluForward(Tensor gateUp, Tensor y) {
    backend.queue(Mode.SWIGLU).number(y.rows()).number(y.columns()).tensor(gateUp).tensor(y);
  }

  @Override
  public void swigluBackward(Tensor gateUp, Tensor dy, Tensor dGateUp) {
    backend
        .queue(Mode.SWIGLU_BACKWARD)
        .number(dy.rows())
        .number(dy.columns())
        .tensor(gateUp)
        .tensor(dy)
        .tensor(dGateUp);
  }

  @Override
  public void attentionForward(AttentionShape shape, Tensor qkv, Tensor probabilities, Tensor out) {
    attention.forward(shape, qkv, probabilities, out);
  }

  @Override
  public void attentionBackward(
      AttentionShape shape, Tensor qkv, Tensor probabilities, Tensor dOut, Tensor dQkv) {
    attention.backward(shape, qkv, probabilities, dOut, dQkv);
  }

  @Override
  public void cachedAttention(
      AttentionShape shape, int past, Tensor qkv, Tensor keys, Tensor values, Tensor out) {
    attention.cached(shape, past, qkv, keys, values, out);
  }
}
