package org.strideml.kernels.opencl;

import com.aparapi.device.Device;

/**
 * The one kernel class: pass number n of an execution carries out command n.
 *
 * <p>It must be one class because each Aparapi kernel object has an OpenCL context of its own and
 * so cannot see another's memory. The routines are spread over its superclasses by theme, one
 * hundred of {@link Mode}'s numbers for each.
 */
final class ArenaKernel extends EncodingKernel {
  @NoCL private final Device device;

  ArenaKernel(Device device) {
    this.device = device;
  }

  @Override
  public void run() {
    int at = getPassId() * STRIDE;
    int mode = commands[at];
    int theme = mode - mode % 100;
    if (theme == Mode.MOVES) {
      moveCommand(mode, at);
    } else if (theme == Mode.ACTIVATIONS) {
      activationCommand(mode, at);
    } else if (theme == Mode.PRODUCTS) {
      productCommand(mode, at);
    } else if (theme == Mode.LOSSES) {
      lossCommand(mode, at);
    } else if (theme == Mode.OPTIMIZERS) {
      optimizerCommand(mode, at);
    } else if (theme == Mode.EMBEDDINGS) {
      embeddingCommand(mode, at);
    } else if (theme == Mode.NORMS) {
      normCommand(mode, at);
    } else if (theme == Mode.DECODERS) {
      decoderCommand(mode, at);
    } else if (theme == Mode.ATTENTIONS) {
      attentionCommand(mode, at);
    } else if (theme == Mode.CONVOLUTIONS) {
      convolutionCommand(mode, at);
    } else if (theme == Mode.POOLING) {
      poolingCommand(mode, at);
    } else if (theme == Mode.IMAGE_NORMS) {
      imageNormCommand(mode, at);
    } else if (theme == Mode.SPARSE) {
      sparseCommand(mode, at);
    } else if (theme == Mode.ENCODING) {
      encodingCommand(mode, at);
    }
  }

  /** Nothing but the device this kernel was made for: Aparapi would move on to Java threads. */
  @Override
  public boolean isAllowDevice(Device candidate) {
    return device == candidate;
  }
}
