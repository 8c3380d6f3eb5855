package org.strideml.kernels.cpu;

import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.strideml.kernels.Tensor;

/** Weights of a convolution on their way into the order oneDNN computes with, or back. */
final class OneDnnReorder {
  private final memory outside;
  private final memory inside;
  private final reorder in;
  private final reorder out;

  OneDnnReorder(engine engine, memory.desc plain, Tensor weight, memory.desc order) {
    outside = new memory(plain, engine, OneDnnConvolution.address(weight));
    inside = new memory(order, engine);
    in = new reorder(outside, inside);
    out = new reorder(inside, outside);
  }

  /** The weights in oneDNN's order. */
  memory inside() {
    return inside;
  }

  void in(Tensor weight, stream stream) {
    OneDnnConvolution.aim(outside, weight);
    in.execute(stream, outside, inside);
  }

  void out(Tensor weight, stream stream) {
    OneDnnConvolution.aim(outside, weight);
    out.execute(stream, inside, outside);
  }

  void close() {
    in.close();
    out.close();
    inside.close();
    outside.close();
  }
}
