package org.strideml.kernels.opencl;

import com.aparapi.device.Device;

/**
 * The one kernel class: pass number n of an execution carries out command n.
 *
 * <p>It must be one class because each Aparapi kernel object has an OpenCL context of its own and
 * so cannot see another's memory. The routines are spread over its superclasses by theme.
 */
final class ArenaKernel extends OptimizerKernel {
  static final int FILL = 1;
  static final int COPY = 2;
  static final int COPY_IN = 3;
  static final int COPY_RESULT = 4;
  static final int COPY_OUT = 5;
  static final int PRODUCT = 6;
  static final int ACTIVATION_BACKWARD = 7;
  static final int SOFTMAX_CROSS_ENTROPY = 8;
  static final int SUM_PARTIALS = 9;
  static final int SUM_SQUARES = 10;
  static final int CLIP_FACTOR = 11;
  static final int SGD = 12;
  static final int ADAM_W = 13;
  static final int ADD = 14;
  static final int DROPOUT = 15;
  static final int SIGMOID_CROSS_ENTROPY = 16;
  static final int SQUARED_ERROR = 17;
  static final int COPY_COLUMNS = 18;

  @NoCL private final Device device;

  ArenaKernel(Device device) {
    this.device = device;
  }

  @Override
  public void run() {
    int at = getPassId() * STRIDE;
    int mode = commands[at];
    if (mode == PRODUCT) {
      product(at);
    } else if (mode == ACTIVATION_BACKWARD) {
      activationBackward(at);
    } else if (mode == SOFTMAX_CROSS_ENTROPY) {
      softmaxCrossEntropy(at);
    } else if (mode == SUM_PARTIALS) {
      sumPartials(at);
    } else if (mode == SUM_SQUARES) {
      sumSquares(at);
    } else if (mode == CLIP_FACTOR) {
      clipFactor(at);
    } else if (mode == SGD) {
      sgd(at);
    } else if (mode == ADAM_W) {
      adamW(at);
    } else if (mode == FILL) {
      fill(at);
    } else if (mode == ADD) {
      add(at);
    } else if (mode == DROPOUT) {
      dropout(at);
    } else if (mode == SIGMOID_CROSS_ENTROPY) {
      sigmoidCrossEntropy(at);
    } else if (mode == SQUARED_ERROR) {
      squaredError(at);
    } else if (mode == COPY_COLUMNS) {
      copyColumns(at);
    } else if (mode == COPY) {
      copy(at);
    } else if (mode == COPY_IN) {
      copyIn(at);
    } else if (mode == COPY_RESULT) {
      copyResult(at);
    } else if (mode == COPY_OUT) {
      copyOut(at);
    }
  }

  /** Nothing but the device this kernel was made for: Aparapi would move on to Java threads. */
  @Override
  public boolean isAllowDevice(Device candidate) {
    return device == candidate;
  }
}
