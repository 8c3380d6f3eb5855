package org.strideml.kernels.cpu;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_max;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.Pointer;
import org.strideml.kernels.Pooling;
import org.strideml.kernels.Tensor;

/**
 * Maximum of the windows of one shape, compiled by oneDNN. It notes in memory of its own which
 * element was the largest; a backward pass first looks again, since another tensor of this shape
 * may have been pooled meanwhile.
 */
final class OneDnnPooling {
  private final int[] input;
  private final Pooling windows;
  private final List<Pointer> owned = new ArrayList<>();
  private final primitive forward;
  private final primitive backward;
  private final IntMemoryMap forwardArguments = own(new IntMemoryMap());
  private final IntMemoryMap backwardArguments = own(new IntMemoryMap());
  private final memory x;
  private final memory y;
  private final memory dx;
  private final memory dy;

  OneDnnPooling(engine engine, Pooling windows, Tensor input, Tensor output) {
    this.input = input.shape();
    this.windows = windows;
    memory.desc xShape = shape(input);
    memory.desc yShape = shape(output);
    long[] kernel = {windows.height(), windows.width()};
    long[] strides = {windows.stride(), windows.stride()};
    long[] none = {0, 0};
    // Rows and columns at the end that fill no window belong to none.
    long[] rest = {
      rest(input.extent(2), output.extent(2), windows.height()),
      rest(input.extent(3), output.extent(3), windows.width())
    };
    primitive_attr attributes = own(new primitive_attr());
    var ahead =
        own(
            new pooling_forward.primitive_desc(
                engine,
                dnnl_forward_training,
                dnnl_pooling_max,
                xShape,
                yShape,
                strides,
                kernel,
                none,
                none,
                rest,
                attributes,
                false));
    var back =
        own(
            new pooling_backward.primitive_desc(
                engine,
                dnnl_pooling_max,
                xShape,
                yShape,
                strides,
                kernel,
                none,
                none,
                rest,
                ahead,
                attributes,
                false));
    forward = own(new pooling_forward(ahead));
    backward = own(new pooling_backward(back));
    x = own(new memory(xShape, engine, OneDnnConvolution.address(input)));
    dx = own(new memory(xShape, engine, OneDnnConvolution.address(input)));
    y = own(new memory(yShape, engine, OneDnnConvolution.address(output)));
    dy = own(new memory(yShape, engine, OneDnnConvolution.address(output)));
    memory largest = own(new memory(own(ahead.workspace_desc()), engine));
    forwardArguments.put(DNNL_ARG_SRC, x);
    forwardArguments.put(DNNL_ARG_DST, y);
    forwardArguments.put(DNNL_ARG_WORKSPACE, largest);
    backwardArguments.put(DNNL_ARG_DIFF_DST, dy);
    backwardArguments.put(DNNL_ARG_DIFF_SRC, dx);
    backwardArguments.put(DNNL_ARG_WORKSPACE, largest);
  }

  /** Negative padding that makes oneDNN's count of outputs come out. */
  private int rest(int extent, int outputs, int window) {
    return (outputs - 1) * windows.stride() + window - extent;
  }

  private memory.desc shape(Tensor tensor) {
    long[] extents = new long[4];
    for (int axis = 0; axis < 4; axis++) {
      extents[axis] = tensor.extent(axis);
    }
    return own(new memory.desc(extents, memory.data_type.f32, memory.format_tag.abcd, false));
  }

  private <P extends Pointer> P own(P pointer) {
    owned.add(pointer);
    return pointer;
  }

  boolean fits(Pooling pooling, Tensor xTensor) {
    boolean same = windows.equals(pooling);
    for (int axis = 0; same && axis < 4; axis++) {
      same = xTensor.extent(axis) == input[axis];
    }
    return same;
  }

  void forward(Tensor xTensor, Tensor yTensor, stream stream) {
    OneDnnConvolution.aim(x, xTensor);
    OneDnnConvolution.aim(y, yTensor);
    forward.execute(stream, forwardArguments);
    stream._wait();
  }

  void backward(Tensor dyTensor, Tensor dxTensor, stream stream) {
    OneDnnConvolution.aim(dy, dyTensor);
    OneDnnConvolution.aim(dx, dxTensor);
    backward.execute(stream, backwardArguments);
    stream._wait();
  }

  void close() {
    for (int i = owned.size() - 1; i >= 0; i--) {
      owned.get(i).close();
    }
  }
}
