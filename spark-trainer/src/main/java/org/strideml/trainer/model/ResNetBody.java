package org.strideml.trainer.model;

import java.util.ArrayList;
import java.util.List;
import org.strideml.kernels.Activation;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Pooling;
import org.strideml.kernels.Tensor;

/** Convolution, residual blocks and mean over pixels of a {@link ResNet}. */
final class ResNetBody implements ImageBody {
  private final ImageShape input;
  private final ConvUnit stem;
  private final List<ResidualBlock> blocks = new ArrayList<>();

  ResNetBody(ResNet model, ParameterMemory memory) {
    input = model.input();
    stem = new ConvUnit(memory, "conv1", 1, 1, model.norm(), "bn1", Activation.RELU);
    for (int stage = 0; stage < ResNet.STAGES; stage++) {
      for (int block = 0; block < model.blocks(); block++) {
        boolean changes = stage > 0 && block == 0;
        int stride = changes ? ResNet.stride(stage) : 1;
        String name = ResNet.blockName(stage, block);
        blocks.add(new ResidualBlock(memory, name, stride, changes, model.norm()));
      }
    }
  }

  @Override
  public ImageBody.Pass cut(Workspace work, Tensor images, boolean training) {
    return new Pass(work, images, training);
  }

  private final class Pass implements ImageBody.Pass {
    private final Tensor images;
    private final ConvUnit.Tensors begin;

    /** Gradient of the first block's input; null in evaluation, as the next two. */
    private final Tensor dBegin;

    private final Tensor dEnd;
    private final Tensor dMean;
    private final List<ResidualBlock.Pass> passes = new ArrayList<>();
    private final Tensor end;
    private final Tensor mean;
    private final Pooling pooling;

    Pass(Workspace work, Tensor images, boolean training) {
      this.images = images;
      int rows = images.extent(0);
      ImageShape shape = stem.output(input);
      int largest = largest(shape);
      var shared = new ResidualBlock.Shared(work, rows, largest, training);
      // A block reads the gradient of one and writes that of the other.
      Tensor[] gradients = {
        training ? work.cut(rows, largest) : null, training ? work.cut(rows, largest) : null
      };
      begin = stem.cut(work, rows, input, shared.passing, training);
      dBegin = training ? shape.of(gradients[0], rows) : null;
      Tensor x = begin.output;
      Tensor dx = dBegin;
      for (int i = 0; i < blocks.size(); i++) {
        ImageShape next = blocks.get(i).output(shape);
        Tensor dy = training ? next.of(gradients[(i + 1) % 2], rows) : null;
        ResidualBlock.Pass pass = blocks.get(i).new Pass(work, shape, x, dx, dy, shared);
        passes.add(pass);
        x = pass.output();
        dx = dy;
        shape = next;
      }
      end = x;
      dEnd = dx;
      ImageShape one = new ImageShape(shape.channels(), 1, 1);
      mean = one.cut(work, rows);
      dMean = training ? one.cut(work, rows) : null;
      pooling = new Pooling(shape.height(), shape.width(), 1);
    }

    @Override
    public Tensor output() {
      return mean;
    }

    @Override
    public Tensor dOutput() {
      return dMean;
    }

    @Override
    public void forward(Backend backend, boolean learning) {
      stem.forward(backend, learning, images, null, begin);
      for (int i = 0; i < passes.size(); i++) {
        passes.get(i).forward(backend, learning);
      }
      backend.images().averagePoolForward(pooling, end, mean);
    }

    @Override
    public void backward(Backend backend) {
      backend.images().averagePoolBackward(pooling, dMean, dEnd);
      for (int i = passes.size() - 1; i >= 0; i--) {
        passes.get(i).backward(backend);
      }
      stem.backward(backend, images, begin, dBegin, null);
    }
  }

  /** Floats of the largest image between two layers. */
  private int largest(ImageShape first) {
    ImageShape shape = first;
    int largest = shape.features();
    for (ResidualBlock block : blocks) {
      shape = block.output(shape);
      largest = Math.max(largest, shape.features());
    }
    return largest;
  }
}
