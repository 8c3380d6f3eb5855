package org.strideml.benchmarks.libtorch;

import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;
import static org.bytedeco.pytorch.global.torch.relu;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Dense layers with ReLU between them, over rows of floats. */
final class TorchMlp implements TorchModel {
  private static final long ROWS = 1024;

  private final Parameters parameters = new Parameters();
  private final List<Linear> layers = new ArrayList<>();
  private final long batchSize;
  private final Tensor rows;
  private final Tensor labels;

  TorchMlp(long[] widths, long batchSize) {
    this.batchSize = batchSize;
    for (int layer = 0; layer + 1 < widths.length; layer++) {
      layers.add(new Linear(parameters, widths[layer], widths[layer + 1]));
    }
    rows = torch.rand(ROWS, widths[0]);
    labels = torch.randint(widths[widths.length - 1], new long[] {ROWS});
  }

  @Override
  public List<Tensor> parameters() {
    return parameters.all();
  }

  @Override
  public Tensor loss() {
    Tensor places = torch.randint(ROWS, new long[] {batchSize});
    Tensor x = rows.index_select(0, places);
    for (int layer = 0; layer < layers.size(); layer++) {
      x = layers.get(layer).apply(x);
      if (layer + 1 < layers.size()) {
        x = relu(x);
      }
    }
    return cross_entropy_loss(x, labels.index_select(0, places));
  }
}
