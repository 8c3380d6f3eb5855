package org.strideml.trainer.model;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Operation;

/**
 * A residual network for small images, as He et al. (2016) use it on CIFAR: a convolution, three
 * stages of basic blocks of width, 2·width and 4·width channels, each stage but the first at half
 * the resolution, the mean over pixels, a dense layer. Where a block changes the extents, its
 * shortcut is a 1 × 1 convolution with normalization.
 *
 * <p>Depth is 6·blocks + 2: one block per stage is ResNet-8, three are ResNet-20. Parameters are
 * named and laid out as in torchvision: {@code conv1.weight}, {@code bn1.weight}, {@code
 * layer1.0.conv1.weight}, …, {@code layer2.0.downsample.0.weight}, …, {@code fc.bias}; with group
 * normalization too. Fresh weights follow torchvision: normal with variance 2 / fan-out.
 *
 * @param input extents of an image
 * @param blocks per stage
 * @param width channels of the first stage
 * @param norm after each convolution; group or batch
 * @param head what is predicted
 */
public record ResNet(ImageShape input, int blocks, int width, Normalization norm, Head head)
    implements Model {
  /** Stages of blocks. */
  public static final int STAGES = 3;

  /** Name of the last layer. */
  public static final String HEAD = "fc";

  public ResNet {
    Objects.requireNonNull(input, "input");
    Sizes.positive("blocks", blocks);
    Sizes.positive("width", width);
    Objects.requireNonNull(head, "head");
    if (norm.type() == Normalization.Type.NONE) {
      throw new IllegalArgumentException("a residual network needs a norm, group or batch");
    }
    norm.requireFits(width);
    // Two convolutions of 9·channels² per block, and the widest stage is four times the first.
    Sizes.parameters(18.0 * blocks * width * width * (1 + 4 + 16));
  }

  @Override
  public String type() {
    return "resnet";
  }

  /** Channels of a stage. */
  public int channels(int stage) {
    return width << stage;
  }

  /** Stride of a stage's first block. */
  public static int stride(int stage) {
    return stage == 0 ? 1 : 2;
  }

  /** Prefix of the names of a block's parameters. */
  public static String blockName(int stage, int block) {
    return "layer" + (stage + 1) + "." + block + ".";
  }

  @Override
  public ParameterLayout layout() {
    ParameterLayout.Builder builder = ParameterLayout.builder();
    add(builder, "conv1", "bn1", input.channels(), width, 3);
    int in = width;
    for (int stage = 0; stage < STAGES; stage++) {
      for (int block = 0; block < blocks; block++) {
        int out = channels(stage);
        String name = blockName(stage, block);
        add(builder, name + "conv1", name + "bn1", in, out, 3);
        add(builder, name + "conv2", name + "bn2", out, out, 3);
        if (in != out) {
          add(builder, name + "downsample.0", name + "downsample.1", in, out, 1);
        }
        in = out;
      }
    }
    return builder
        .add(HEAD + ".weight", head.outputs(), in)
        .add(HEAD + ".bias", head.outputs())
        .build();
  }

  private void add(
      ParameterLayout.Builder builder, String conv, String bn, int in, int out, int kernel) {
    builder.add(conv + ".weight", out, in, kernel, kernel);
    norm.addTo(builder, bn, out);
  }

  @Override
  public Set<Operation> operations() {
    return EnumSet.of(Operation.DENSE, Operation.LOSS, Operation.OPTIMIZER, Operation.IMAGE);
  }

  @Override
  public float[] initialParameters(long seed) {
    return ImageWeights.residual(layout(), seed);
  }

  @Override
  public BatchShape batchShape() {
    return head.rowOf(input.features(), 0);
  }

  @Override
  public Network build(Backend backend, int rows, boolean training) {
    return new ImageNetwork(
        this,
        input,
        memory -> new ResNetBody(this, memory),
        List.of(HEAD),
        backend,
        rows,
        training);
  }
}
