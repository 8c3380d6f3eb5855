package org.strideml.kernels.cpu;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_direct;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.Pointer;
import org.strideml.kernels.Convolution;
import org.strideml.kernels.Tensor;

/**
 * A convolution of one shape, compiled by oneDNN: forward with bias, and both gradients. Its ReLU
 * is not used, as it makes 0 of NaN. Images stay NCHW as they lie; weights, far smaller, go through
 * {@link OneDnnReorder} into the order oneDNN asks for.
 */
final class OneDnnConvolution {
  private final int[] input;
  private final int[] kernel;
  private final int stride;
  private final int padding;
  private final boolean hasBias;

  private final List<Pointer> owned = new ArrayList<>();
  private final primitive forward;
  private final primitive dataGradient;
  private final primitive weightGradient;
  private final IntMemoryMap forwardArguments = own(new IntMemoryMap());
  private final IntMemoryMap dataArguments = own(new IntMemoryMap());
  private final IntMemoryMap weightArguments = own(new IntMemoryMap());
  private final memory x;
  private final memory y;
  private final memory bias;
  private final OneDnnReorder forwardWeight;
  private final OneDnnReorder dataWeight;
  private final OneDnnReorder gradientWeight;

  OneDnnConvolution(engine engine, Convolution layer, Tensor input, Tensor output) {
    this.input = input.shape();
    this.kernel = layer.weight().shape();
    this.stride = layer.stride();
    this.padding = layer.padding();
    this.hasBias = layer.bias() != null;

    memory.desc xShape = images(this.input);
    memory.desc yShape = images(output.shape());
    memory.desc plain = images(kernel);
    memory.desc any = shape(kernel, memory.format_tag.any);
    memory.desc biasShape =
        hasBias ? shape(new int[] {layer.outputs()}, memory.format_tag.a) : own(new memory.desc());
    long[] strides = {stride, stride};
    long[] pads = {padding, padding};
    primitive_attr attributes = own(new primitive_attr());
    var ahead =
        own(
            new convolution_forward.primitive_desc(
                engine,
                dnnl_forward_training,
                dnnl_convolution_direct,
                xShape,
                any,
                biasShape,
                yShape,
                strides,
                pads,
                pads,
                attributes,
                false));
    var data =
        own(
            new convolution_backward_data.primitive_desc(
                engine,
                dnnl_convolution_direct,
                xShape,
                any,
                yShape,
                strides,
                pads,
                pads,
                ahead,
                attributes,
                false));
    var weights =
        own(
            new convolution_backward_weights.primitive_desc(
                engine,
                dnnl_convolution_direct,
                xShape,
                any,
                biasShape,
                yShape,
                strides,
                pads,
                pads,
                ahead,
                attributes,
                false));
    forward = own(new convolution_forward(ahead));
    dataGradient = own(new convolution_backward_data(data));
    weightGradient = own(new convolution_backward_weights(weights));
    x = own(new memory(xShape, engine, address(input)));
    y = own(new memory(yShape, engine, address(output)));
    bias = hasBias ? own(new memory(biasShape, engine, address(layer.bias()))) : null;
    forwardWeight = new OneDnnReorder(engine, plain, layer.weight(), own(ahead.weights_desc()));
    dataWeight = new OneDnnReorder(engine, plain, layer.weight(), own(data.weights_desc()));
    gradientWeight =
        new OneDnnReorder(engine, plain, layer.weight(), own(weights.diff_weights_desc()));
    connect();
  }

  private void connect() {
    forwardArguments.put(DNNL_ARG_SRC, x);
    forwardArguments.put(DNNL_ARG_WEIGHTS, forwardWeight.inside());
    forwardArguments.put(DNNL_ARG_DST, y);
    dataArguments.put(DNNL_ARG_DIFF_DST, y);
    dataArguments.put(DNNL_ARG_WEIGHTS, dataWeight.inside());
    dataArguments.put(DNNL_ARG_DIFF_SRC, x);
    weightArguments.put(DNNL_ARG_SRC, x);
    weightArguments.put(DNNL_ARG_DIFF_DST, y);
    weightArguments.put(DNNL_ARG_DIFF_WEIGHTS, gradientWeight.inside());
    if (hasBias) {
      forwardArguments.put(DNNL_ARG_BIAS, bias);
      weightArguments.put(DNNL_ARG_DIFF_BIAS, bias);
    }
  }

  private memory.desc images(int[] extents) {
    return shape(extents, memory.format_tag.abcd);
  }

  private memory.desc shape(int[] extents, memory.format_tag order) {
    long[] longs = new long[extents.length];
    for (int axis = 0; axis < longs.length; axis++) {
      longs[axis] = extents[axis];
    }
    return own(new memory.desc(longs, memory.data_type.f32, order, false));
  }

  private <P extends Pointer> P own(P pointer) {
    owned.add(pointer);
    return pointer;
  }

  /** Whether this was made for the layer and input at hand. */
  boolean fits(Convolution layer, Tensor xTensor) {
    boolean same =
        layer.stride() == stride && layer.padding() == padding && (layer.bias() != null) == hasBias;
    for (int axis = 0; same && axis < input.length; axis++) {
      same = xTensor.extent(axis) == input[axis] && layer.weight().extent(axis) == kernel[axis];
    }
    return same;
  }

  void forward(Convolution layer, Tensor xTensor, Tensor yTensor, stream stream) {
    aim(x, xTensor);
    aim(y, yTensor);
    if (hasBias) {
      aim(bias, layer.bias());
    }
    forwardWeight.in(layer.weight(), stream);
    forward.execute(stream, forwardArguments);
    stream._wait();
  }

  void inputGradient(Convolution layer, Tensor dy, Tensor dx, stream stream) {
    aim(y, dy);
    aim(x, dx);
    dataWeight.in(layer.weight(), stream);
    dataGradient.execute(stream, dataArguments);
    stream._wait();
  }

  void weightGradient(Tensor xTensor, Tensor dy, Tensor dWeight, Tensor dBias, stream stream) {
    aim(x, xTensor);
    aim(y, dy);
    if (hasBias) {
      aim(bias, dBias);
    }
    weightGradient.execute(stream, weightArguments);
    gradientWeight.out(dWeight, stream);
    stream._wait();
  }

  static void aim(memory memory, Tensor tensor) {
    memory.set_data_handle(address(tensor));
  }

  static Pointer address(Tensor tensor) {
    return ((CpuArena) tensor.arena()).bytePointer(0, tensor.offset());
  }

  void close() {
    forwardWeight.close();
    dataWeight.close();
    gradientWeight.close();
    for (int i = owned.size() - 1; i >= 0; i--) {
      owned.get(i).close();
    }
  }
}
