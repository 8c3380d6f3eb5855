package org.strideml.trainer.round;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.strideml.kernels.Arena;
import org.strideml.kernels.Backend;
import org.strideml.kernels.BucketCoder;
import org.strideml.kernels.opencl.OpenClBackend;
import org.strideml.kernels.opencl.OpenClDevices;
import org.strideml.quantization.ChunkedFormat;
import org.strideml.quantization.Codec;
import org.strideml.quantization.Codecs;
import org.strideml.quantization.ErrorFeedback;
import org.strideml.quantization.Message;
import org.strideml.quantization.RandomKey;
import org.strideml.quantization.RemoteEncoder;
import org.strideml.quantization.Section;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.model.Batch;
import org.strideml.trainer.optim.Average;
import org.strideml.trainer.optim.Sgd;

/** What is encoded on a device is what is encoded here, to the bit. */
class DeviceContributionTest {
  private static final RandomKey KEY = RandomKey.of(3);
  private static final int PLAIN = 13;
  private static final int FIRST = 1037;
  private static final int SECOND = 96;
  private static final int SIZE = PLAIN + FIRST + SECOND;
  private static final float LIMIT = 0x1p126f;

  private static Backend device() {
    OpenClDevices devices = OpenClDevices.list();
    Assumptions.assumeFalse(devices.devices().isEmpty(), "no OpenCL device: " + devices.absence());
    return OpenClBackend.open("auto");
  }

  private static Map<String, float[]> vectors() {
    Map<String, float[]> vectors = new LinkedHashMap<>();
    vectors.put("zeros", new float[SIZE]);
    vectors.put("constant", filled(-0.37f));
    vectors.put("gaussian", gaussian(1, 0));
    vectors.put("small range far from zero", gaussian(1e-3, 1000));
    vectors.put("subnormal", gaussian(1e-42, 0));
    vectors.put("subnormal step", gaussian(1e-37, 0));
    float[] huge = gaussian(1, 0);
    float[] signedZeros = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      huge[i] = i % 2 == 0 ? LIMIT : -LIMIT * KEY.uniform(i);
      signedZeros[i] = i % 3 == 0 ? -0f : i % 50 == 0 ? i : 0f;
    }
    vectors.put("huge", huge);
    vectors.put("zeros of both signs", signedZeros);
    return vectors;
  }

  private static float[] filled(float value) {
    float[] values = new float[SIZE];
    Arrays.fill(values, value);
    return values;
  }

  private static float[] gaussian(double scale, double shift) {
    float[] values = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      values[i] = (float) (scale * KEY.gaussian(i) + shift);
    }
    return values;
  }

  private static ChunkedFormat format(Codec codec) {
    return new ChunkedFormat(
        List.of(
            new Section(0, PLAIN, Codecs.of("none", 0, 0)),
            new Section(PLAIN, FIRST, codec),
            new Section(PLAIN + FIRST, SECOND, codec)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"stochastic", "random-shift"})
  void sameBytesForAllBitsBucketsAndValues(String name) {
    try (Backend backend = device()) {
      Arena arena = backend.newArena("vectors", Arena.capacityFor(SIZE, SIZE, SIZE));
      BucketCoder coder =
          backend
              .bucketCoder(
                  FIRST + SECOND, BucketCoder.words(FIRST, 8) + BucketCoder.words(SECOND, 8))
              .orElseThrow();
      DeviceVector vector =
          new DeviceVector(
              backend,
              coder,
              arena.allocate(SIZE),
              arena.allocate(FIRST + SECOND),
              arena.allocate(SIZE));
      for (int bits = 1; bits <= 8; bits++) {
        for (int bucketSize : new int[] {1, 3, 31, 64, 100, 1024}) {
          Codec codec = Codecs.of(name, bits, bucketSize);
          for (Map.Entry<String, float[]> values : vectors().entrySet()) {
            String what = values.getKey() + ", " + bits + " bits, buckets of " + bucketSize;
            compare(what, format(codec), values.getValue(), vector);
          }
        }
      }
      float[] values = gaussian(1, 0);
      compareWithErrors(format(new ErrorFeedback(Codecs.of(name, 3, 64))), values, vector);
    }
  }

  private static void compare(
      String what, ChunkedFormat format, float[] values, DeviceVector vector) {
    vector.values().write(values, 0);
    vector.coder().begin();
    Message message = new RemoteEncoder(format).encode(1, vector, KEY).orElseThrow();
    assertThat(message).as(what).isEqualTo(format.encode(1, values, KEY));
  }

  /** Three messages, each with what the one before has left out. */
  private static void compareWithErrors(ChunkedFormat format, float[] values, DeviceVector vector) {
    float[] state = new float[format.stateSize()];
    vector.errors().write(state, 0);
    for (int i = 0; i < 3; i++) {
      vector.values().write(values, 0);
      vector.coder().begin();
      Message message = new RemoteEncoder(format).encode(1, vector, KEY.child(i)).orElseThrow();
      assertThat(message).isEqualTo(format.encode(1, values, null, KEY.child(i), state));
      assertThat(vector.errors().toArray()).isEqualTo(state);
    }
    assertThat(state).isNotEqualTo(new float[state.length]);
  }

  @Test
  void whatCannotBeEncodedMakesNoMessage() {
    try (Backend backend = device()) {
      Arena arena = backend.newArena("vectors", Arena.capacityFor(SIZE, 0, SIZE));
      BucketCoder coder = backend.bucketCoder(100, 1000).orElseThrow();
      DeviceVector vector =
          new DeviceVector(
              backend, coder, arena.allocate(SIZE), arena.allocate(0), arena.allocate(SIZE));
      RemoteEncoder encoder = new RemoteEncoder(format(Codecs.of("stochastic", 4, 64)));
      for (int index : new int[] {5, PLAIN, PLAIN + 63, SIZE - 1}) {
        for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
          float[] values = gaussian(1, 0);
          values[index] = bad;
          vector.values().write(values, 0);
          coder.begin();
          assertThat(encoder.encode(1, vector, KEY)).as("%s at %d", bad, index).isEmpty();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aReplicaSendsTheSameMessagesWithAndWithoutIt(boolean errorFeedback) {
    TrainerConfig config =
        Configs.tiny()
            .optimizer(new Sgd(0.9f, false, 0), 0.1)
            .sync(1, 3, new Average(), true)
            .quantized(5, errorFeedback)
            .config();
    List<RoundOutcome> here = rounds(config, withoutCoder(device()));
    List<RoundOutcome> there = rounds(config, device());
    for (int round = 0; round < here.size(); round++) {
      assertThat(there.get(round).message()).isEqualTo(here.get(round).message());
      assertThat(there.get(round).meanLoss()).isEqualTo(here.get(round).meanLoss());
      assertThat(there.get(round).endState().vectors())
          .usingRecursiveComparison()
          .isEqualTo(here.get(round).endState().vectors());
    }
    assertThat(here.get(1).message()).isNotEqualTo(here.get(0).message());
  }

  private static List<RoundOutcome> rounds(TrainerConfig config, Backend backend) {
    Exchange exchange = new Exchange(config, config.model().layout());
    Message message = exchange.encodeWeights(config.model().initialParameters(1), 0);
    WorkerState state = new WorkerLayout(config).initial();
    try (Replica replica = new Replica(config, exchange, backend)) {
      RoundOutcome first =
          replica.run(0, new RoundSpan(0, 0, 3), message, state, DeviceContributionTest::fill);
      RoundOutcome second =
          replica.run(
              0, new RoundSpan(1, 3, 3), message, first.endState(), DeviceContributionTest::fill);
      return List.of(first, second);
    }
  }

  private static void fill(Batch batch, long step) {
    RandomKey key = RandomKey.of(31).child(step);
    for (int i = 0; i < batch.features().length; i++) {
      batch.features()[i] = (float) key.gaussian(i);
    }
    for (int row = 0; row < batch.rows(); row++) {
      batch.targets()[row] = key.child(1).below(3, row);
    }
  }

  private static Backend withoutCoder(Backend backend) {
    return (Backend)
        Proxy.newProxyInstance(
            Backend.class.getClassLoader(),
            new Class<?>[] {Backend.class},
            (self, method, arguments) -> {
              if (method.getName().equals("bucketCoder")) {
                return Optional.<BucketCoder>empty();
              }
              try {
                return method.invoke(backend, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
