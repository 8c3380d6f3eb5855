package org.strideml.benchmarks;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.strideml.kernels.Activation;
import org.strideml.kernels.Precision;
import org.strideml.quantization.Codec;
import org.strideml.quantization.Codecs;
import org.strideml.quantization.RandomKey;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.data.PixelFormat;
import org.strideml.trainer.data.RecordFormat;
import org.strideml.trainer.data.Shard;
import org.strideml.trainer.data.ShardBuilder;
import org.strideml.trainer.data.TokenFormat;
import org.strideml.trainer.model.Gpt;
import org.strideml.trainer.model.Head;
import org.strideml.trainer.model.Mlp;
import org.strideml.trainer.model.Model;
import org.strideml.trainer.optim.AdamW;
import org.strideml.trainer.optim.Average;
import org.strideml.trainer.optim.InnerOptimizer;
import org.strideml.trainer.optim.Schedules;
import org.strideml.trainer.optim.Sgd;

/**
 * A training step to be timed, on random rows of the kind that users have.
 *
 * @param name of the measurement
 * @param shape for people
 * @param batchSize rows per step
 * @param steps per repetition
 * @param multiplyAdds needed per step
 * @param format turns a row's bytes into one of a batch
 * @param symbols bytes of a row are below this
 */
record StepCase(
    String name,
    String shape,
    Model model,
    InnerOptimizer optimizer,
    double learningRate,
    int batchSize,
    int steps,
    long multiplyAdds,
    RecordFormat format,
    int symbols)
    implements Serializable {
  private static final int CLASSES = 10;
  private static final int ROWS = 1024;
  private static final long SEED = 1;

  static List<StepCase> all() {
    return List.of(mlp(), gpt());
  }

  static StepCase mlp() {
    int batchSize = 128;
    Mlp model = Mlp.of(784, List.of(1024, 1024), Head.multiclass(CLASSES), Activation.RELU);
    return new StepCase(
        "step-mlp",
        "mlp 784-1024-1024-10",
        model,
        new Sgd(0.9, false, 0),
        0.01,
        batchSize,
        8,
        Multiplications.of(model, batchSize),
        new PixelFormat(model.inputs(), 1.0 / 255),
        256);
  }

  static StepCase gpt() {
    return gpt("step-gpt", 256, 128);
  }

  /** The shape of conf/quickstart.conf. */
  static StepCase quickstart() {
    return gpt("step-quickstart", 128, 64);
  }

  private static StepCase gpt(String name, int width, int context) {
    int batchSize = 16;
    Gpt model = new Gpt(4, 4, width, context, 65);
    return new StepCase(
        name,
        "gpt 4 layers, width %d, 4 heads, context %d, vocabulary 65".formatted(width, context),
        model,
        new AdamW(0.9, 0.99, 1e-8, 0.1),
        1e-3,
        batchSize,
        2,
        Multiplications.of(model, batchSize),
        new TokenFormat(model.context(), 2 * model.context(), model.vocabulary()),
        model.vocabulary());
  }

  /**
   * Plain local SGD on these rows, nothing quantized.
   *
   * @param rounds in the whole run
   */
  TrainerConfig config(
      int workers, int period, int rounds, TrainerConfig.StateMode state, Precision precision) {
    Codec none = Codecs.of("none", 0, 0);
    return new TrainerConfig(
        SEED,
        model,
        optimizer,
        0,
        Schedules.constant(learningRate),
        TrainerConfig.Sync.every(period, workers, new Average(), state, 64L << 20),
        new TrainerConfig.Compression(none, none, false, 0),
        new TrainerConfig.BackendChoice("cpu", "auto", precision),
        batchSize,
        (long) period * rounds,
        new TrainerConfig.Evaluation(0, batchSize, 0),
        0);
  }

  /** Rows of random bytes, the same each time. */
  Shard rows() {
    int recordBytes = format.recordBytes();
    ShardBuilder builder = new ShardBuilder(ROWS, recordBytes, true);
    byte[] row = new byte[recordBytes];
    for (int place = 0; place < ROWS; place++) {
      RandomKey key = RandomKey.of(1).child(place);
      for (int i = 0; i < recordBytes; i++) {
        row[i] = (byte) key.below(symbols, i);
      }
      builder.put(place, row, 0, recordBytes, key.below(CLASSES, recordBytes));
    }
    return builder.build();
  }

  Map<String, Object> params() {
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("model", shape);
    params.put("batchSize", batchSize);
    params.put("optimizer", optimizer.type());
    params.put("gigaflopsPerStep", 2e-9 * multiplyAdds);
    return params;
  }
}
