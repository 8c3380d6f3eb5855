package org.strideml.kernels.cpu;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.stream;
import org.strideml.kernels.Convolution;
import org.strideml.kernels.Tensor;

/** Convolutions compiled by oneDNN, one {@link OneDnnConvolution} per shape, kept for good. */
final class OneDnnConvolutions implements Convolutions {
  private final List<OneDnnConvolution> compiled = new ArrayList<>();
  private final SingleThread singleThread;
  private final engine engine;
  private final stream stream;

  /** To be made after {@link OneDnnGemm}, which loads the library. */
  OneDnnConvolutions() {
    singleThread = new SingleThread();
    singleThread.enter();
    engine = new engine(org.bytedeco.dnnl.engine.kind.cpu, 0);
    stream = new stream(engine);
  }

  @Override
  public void forward(Convolution layer, Tensor x, Tensor y) {
    compiled(layer, x, y).forward(layer, x, y, stream);
  }

  @Override
  public void backward(
      Convolution layer, Tensor x, Tensor dy, Tensor dx, Tensor dWeight, Tensor dBias) {
    OneDnnConvolution convolution = compiled(layer, x, dy);
    convolution.weightGradient(x, dy, dWeight, dBias, stream);
    if (dx != null) {
      convolution.inputGradient(layer, dy, dx, stream);
    }
  }

  private OneDnnConvolution compiled(Convolution layer, Tensor x, Tensor y) {
    singleThread.enter();
    for (int i = 0; i < compiled.size(); i++) {
      if (compiled.get(i).fits(layer, x)) {
        return compiled.get(i);
      }
    }
    OneDnnConvolution convolution = new OneDnnConvolution(engine, layer, x, y);
    compiled.add(convolution);
    return convolution;
  }

  @Override
  public void close() {
    compiled.forEach(OneDnnConvolution::close);
    compiled.clear();
    stream.close();
    engine.close();
  }
}
