package org.strideml.trainer.round;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.strideml.kernels.Activation;
import org.strideml.kernels.DeviceTraffic;
import org.strideml.kernels.opencl.DeviceArrays;
import org.strideml.kernels.opencl.OpenClBackend;
import org.strideml.kernels.opencl.OpenClDevices;
import org.strideml.quantization.Codecs;
import org.strideml.quantization.Message;
import org.strideml.quantization.RandomKey;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.model.Batch;
import org.strideml.trainer.model.Head;
import org.strideml.trainer.model.Mlp;
import org.strideml.trainer.optim.AdamW;
import org.strideml.trainer.optim.Average;
import org.strideml.trainer.optim.InnerOptimizer;
import org.strideml.trainer.optim.Sgd;

/** What travels between a worker and its device: at a round's start, inside it and at its end. */
class RoundTrafficTest {
  private static final int INPUTS = 64;
  private static final int HIDDEN = 256;
  private static final int CLASSES = 10;
  private static final int ROWS = 32;
  private static final int BUCKET = 1024;

  /** Two matrices, which are quantized, and two biases, which are not. */
  private static final int QUANTIZED = INPUTS * HIDDEN + HIDDEN * CLASSES;

  private static final int PLAIN = HIDDEN + CLASSES;
  private static final int PARAMETERS = QUANTIZED + PLAIN;

  private OpenClBackend backend;
  private Replica replica;
  private Message weights;
  private long rounds;
  private long steps;

  @BeforeEach
  void needADevice() {
    Assumptions.assumeThat(OpenClDevices.list().devices())
        .as("OpenCL devices: install pocl-opencl-icd ocl-icd-libopencl1")
        .isNotEmpty();
  }

  @AfterEach
  void close() {
    if (replica != null) {
      replica.close();
    }
  }

  private WorkerState open(InnerOptimizer optimizer, String codec, boolean feedback) {
    TrainerConfig config =
        Configs.tiny()
            .model(Mlp.of(INPUTS, List.of(HIDDEN), Head.multiclass(CLASSES), Activation.RELU))
            .optimizer(optimizer, 0.01)
            .sync(1, 3, new Average(), true)
            .compressed(
                new TrainerConfig.Compression(
                    Codecs.of("random-shift", 8, BUCKET),
                    Codecs.of(codec, 8, BUCKET),
                    feedback,
                    1000))
            .batchSize(ROWS)
            .config();
    Exchange exchange = new Exchange(config, config.model().layout());
    assertThat(config.model().layout().size()).isEqualTo(PARAMETERS);
    weights = exchange.encodeWeights(config.model().initialParameters(1), 0);
    backend = OpenClBackend.open("auto");
    replica = new Replica(config, exchange, backend);
    return new WorkerLayout(config).initial();
  }

  private RoundOutcome round(int period, WorkerState state) {
    RoundSpan span = new RoundSpan(rounds++, steps, period);
    steps += period;
    return replica.run(0, span, weights, state, RoundTrafficTest::fill);
  }

  private static void fill(Batch batch, long step) {
    RandomKey key = RandomKey.of(31).child(step);
    for (int i = 0; i < batch.features().length; i++) {
      batch.features()[i] = (float) key.gaussian(i);
    }
    for (int row = 0; row < batch.rows(); row++) {
      batch.targets()[row] = key.child(1).below(CLASSES, row);
    }
  }

  @Test
  void insideARoundBatchesGoUpAndScalarsComeDown() {
    WorkerState state = open(new AdamW(0.9, 0.99, 1e-8, 0.01), "stochastic", true);
    state = round(64, state).endState();
    RoundOutcome one = round(64, state);
    RoundOutcome two = round(128, one.endState());
    DeviceTraffic more = two.traffic().since(one.traffic());
    long features = DeviceArrays.staged(ROWS * INPUTS);
    long targets = (long) Integer.BYTES * ROWS;
    assertThat(more.bytesUp() - more.launches() * DeviceArrays.commands())
        .isEqualTo(64 * (features + targets));
    assertThat(more.launches()).isBetween(64L, 66L);
    // The losses of 64 steps come down in one fetch.
    assertThat(more.bytesDown()).isEqualTo(DeviceArrays.few());
    assertThat(two.meanLoss()).isNotEqualTo(one.meanLoss());
  }

  @Test
  void aRoundsEndBringsTheMessageAndNoPlainFloats() {
    for (String codec : new String[] {"stochastic", "random-shift"}) {
      WorkerState state = open(new Sgd(0, false, 0), codec, false);
      state = round(1, state).endState();
      RoundOutcome outcome = round(2, state);
      long buckets = INPUTS * HIDDEN / BUCKET + (HIDDEN * CLASSES + BUCKET - 1) / BUCKET;
      long ranges = 4 * (2 * buckets + 1);
      long codes = QUANTIZED + 4;
      // Biases, losses, and the square of the change.
      long few = 3 * DeviceArrays.few();
      assertThat(outcome.traffic().bytesDown()).as(codec).isEqualTo(ranges + codes + few);
      assertThat(outcome.traffic().bytesDown()).isLessThan(2L * PARAMETERS);
      assertThat(outcome.message().size()).isBetween((long) QUANTIZED, QUANTIZED + 8L * PLAIN);
      close();
    }
  }

  @Test
  void aStateThatIsThereIsNotBroughtAgain() {
    WorkerState first = open(new AdamW(0.9, 0.99, 1e-8, 0.01), "stochastic", true);
    first = round(3, first).endState();
    RoundOutcome warm = round(3, first);
    rounds--;
    steps -= 3;
    RoundOutcome again = round(3, first);
    rounds--;
    steps -= 3;
    WorkerState second = round(3, copy(first)).endState();
    RoundOutcome there = round(3, second);
    rounds--;
    steps -= 3;
    RoundOutcome brought = round(3, copy(second));
    assertSame(again, warm);
    assertSame(brought, there);
    assertThat(brought.traffic().bytesUp() - there.traffic().bytesUp())
        .as("two moments of all parameters, the residual of those that are quantized")
        .isBetween(4L * (2 * PARAMETERS + QUANTIZED), 5L * (2 * PARAMETERS + QUANTIZED));
    assertThat(brought.traffic().bytesDown()).isEqualTo(there.traffic().bytesDown());
  }

  /** The same numbers in other arrays, as a state that another executor or a file brings. */
  private static WorkerState copy(WorkerState state) {
    Map<String, float[]> vectors = new LinkedHashMap<>();
    state.vectors().forEach((name, vector) -> vectors.put(name, vector.clone()));
    return new WorkerState(state.round(), state.steps(), vectors);
  }

  private static void assertSame(RoundOutcome one, RoundOutcome other) {
    assertThat(one.message()).isEqualTo(other.message());
    assertThat(one.meanLoss()).isEqualTo(other.meanLoss());
    assertThat(one.endState().vectors())
        .usingRecursiveComparison()
        .isEqualTo(other.endState().vectors());
  }
}
