package org.strideml.benchmarks.libtorch;

import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;
import static org.bytedeco.pytorch.global.torch.embedding;
import static org.bytedeco.pytorch.global.torch.gelu;
import static org.bytedeco.pytorch.global.torch.matmul;
import static org.bytedeco.pytorch.global.torch.scaled_dot_product_attention;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/**
 * A GPT-2-shaped decoder with a tied output layer. Attention is PyTorch's fused one, or written out
 * in products and a softmax, whichever the caller found faster here.
 */
final class TorchGpt implements TorchModel {
  private static final double EPSILON = 1e-5;
  private static final long TOKENS = 1 << 18;

  /**
   * @param vocabulary symbols
   */
  record Shape(long layers, long heads, long width, long context, long vocabulary) {}

  private final Shape shape;
  private final long batchSize;
  private final Parameters parameters = new Parameters();
  private final List<Block> blocks = new ArrayList<>();
  private final Tensor tokenTable;
  private final Tensor positionTable;
  private final Norm finalNorm;
  private final Tensor positions;
  private final Tensor window;
  private final Tensor text;
  private final Tensor later;
  private boolean fused;

  TorchGpt(Shape shape, long batchSize) {
    this.shape = shape;
    this.batchSize = batchSize;
    tokenTable = parameters.normal(shape.vocabulary(), shape.width());
    positionTable = parameters.normal(shape.context(), shape.width());
    for (int layer = 0; layer < shape.layers(); layer++) {
      blocks.add(new Block());
    }
    finalNorm = new Norm();
    TensorOptions integers = new TensorOptions(torch.ScalarType.Long);
    positions = torch.arange(new Scalar(shape.context()), integers);
    window = torch.arange(new Scalar(shape.context() + 1), integers);
    text = torch.randint(shape.vocabulary(), new long[] {TOKENS});
    later = torch.ones(shape.context(), shape.context()).triu(1).to(torch.ScalarType.Bool);
  }

  /** Whether attention is one operation from now on. */
  void fuse(boolean fused) {
    this.fused = fused;
  }

  @Override
  public List<Tensor> parameters() {
    return parameters.all();
  }

  @Override
  public Tensor loss() {
    long time = shape.context();
    Tensor starts = torch.randint(TOKENS - time - 1, new long[] {batchSize, 1});
    Tensor ids = text.index_select(0, starts.add(window).flatten()).view(batchSize, time + 1);
    Tensor x =
        embedding(tokenTable, ids.narrow(1, 0, time)).add(embedding(positionTable, positions));
    for (Block block : blocks) {
      x = block.apply(x);
    }
    Tensor logits = matmul(finalNorm.apply(x), tokenTable.t());
    return cross_entropy_loss(
        logits.view(batchSize * time, shape.vocabulary()),
        ids.narrow(1, 1, time).reshape(batchSize * time));
  }

  private final class Norm {
    private final Tensor gamma = parameters.ones(shape.width());
    private final Tensor beta = parameters.zeros(shape.width());

    Tensor apply(Tensor x) {
      return torch.layer_norm(
          x,
          new long[] {shape.width()},
          new TensorOptional(gamma),
          new TensorOptional(beta),
          EPSILON,
          false);
    }
  }

  private final class Block {
    private final Norm norm1 = new Norm();
    private final Linear attend = linear(1, 3);
    private final Linear projection = linear(1, 1);
    private final Norm norm2 = new Norm();
    private final Linear expand = linear(1, 4);
    private final Linear contract = linear(4, 1);

    private Linear linear(long inputs, long outputs) {
      return new Linear(parameters, inputs * shape.width(), outputs * shape.width());
    }

    Tensor apply(Tensor x) {
      Tensor middle = x.add(projection.apply(attention(attend.apply(norm1.apply(x)))));
      return middle.add(contract.apply(gelu(expand.apply(norm2.apply(middle)), "tanh")));
    }

    private Tensor attention(Tensor qkv) {
      long headWidth = shape.width() / shape.heads();
      Tensor parts =
          qkv.view(batchSize, shape.context(), 3, shape.heads(), headWidth).permute(2, 0, 3, 1, 4);
      Tensor queries = parts.select(0, 0);
      Tensor keys = parts.select(0, 1);
      Tensor values = parts.select(0, 2);
      return (fused ? fused(queries, keys, values) : written(queries, keys, values))
          .transpose(1, 2)
          .reshape(batchSize, shape.context(), shape.width());
    }

    private Tensor fused(Tensor queries, Tensor keys, Tensor values) {
      return scaled_dot_product_attention(
          queries, keys, values, new TensorOptional(), 0.0, true, new DoubleOptional(), false);
    }

    private Tensor written(Tensor queries, Tensor keys, Tensor values) {
      double scale = 1 / Math.sqrt((double) shape.width() / shape.heads());
      Tensor scores = matmul(queries, keys.transpose(2, 3)).mul(new Scalar(scale));
      Tensor seen = scores.masked_fill(later, new Scalar(Double.NEGATIVE_INFINITY));
      return matmul(seen.softmax(-1), values);
    }
  }
}
