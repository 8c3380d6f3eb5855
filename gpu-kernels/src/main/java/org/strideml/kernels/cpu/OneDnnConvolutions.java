package org.strideml.kernels.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.stream;
import org.strideml.kernels.Convolution;
import org.strideml.kernels.Pooling;
import org.strideml.kernels.Tensor;

/**
 * Convolutions and pools compiled by oneDNN, one {@link OneDnnConvolution} or {@link OneDnnPooling}
 * per shape, kept for good.
 */
final class OneDnnConvolutions implements Convolutions {
  private final List<OneDnnConvolution> compiled = new ArrayList<>();
  private final List<OneDnnPooling> pools = new ArrayList<>();
  private final SingleThread singleThread;
  private final engine engine;
  private final stream stream;
  private final IntFunction<Tensor> scratch;

  /** To be made after {@link OneDnnGemm}, which loads the library. */
  OneDnnConvolutions(IntFunction<Tensor> scratch) {
    this.scratch = scratch;
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

  @Override
  public void max(Pooling pooling, Tensor x, Tensor y) {
    pool(pooling, x, y).forward(x, y, stream);
  }

  @Override
  public void maxGradient(Pooling pooling, Tensor x, Tensor dy, Tensor dx) {
    OneDnnPooling pool = pool(pooling, x, dy);
    pool.forward(x, scratch.apply(dy.size()), stream);
    pool.backward(dy, dx, stream);
  }

  private OneDnnPooling pool(Pooling pooling, Tensor x, Tensor y) {
    singleThread.enter();
    for (int i = 0; i < pools.size(); i++) {
      if (pools.get(i).fits(pooling, x)) {
        return pools.get(i);
      }
    }
    OneDnnPooling pool = new OneDnnPooling(engine, pooling, x, y);
    pools.add(pool);
    return pool;
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
    pools.forEach(OneDnnPooling::close);
    pools.clear();
    stream.close();
    engine.close();
  }
}
