package org.strideml.trainer.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.strideml.kernels.Activation;
import org.strideml.kernels.MemoryRuler;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.TrainingData;
import org.strideml.trainer.data.PixelFormat;
import org.strideml.trainer.data.Preprocessing;
import org.strideml.trainer.data.RecordFormat;
import org.strideml.trainer.data.RowSet;
import org.strideml.trainer.drift.Scaffold;
import org.strideml.trainer.model.Gpt;
import org.strideml.trainer.model.Head;
import org.strideml.trainer.model.Mlp;
import org.strideml.trainer.model.Model;
import org.strideml.trainer.optim.AdamW;
import org.strideml.trainer.optim.Average;
import org.strideml.trainer.round.Configs;

class MemoryPlanTest {
  /** 1600 and 16 elements, each a whole number of lines, so that alignment adds nothing. */
  private static final Mlp MODEL = Mlp.of(100, List.of(), Head.multiclass(16), Activation.RELU);

  private static final int PARAMETERS = 1616;

  private record Images(long rows) implements RowSet {
    @Override
    public RecordFormat format() {
      return new PixelFormat(100, 1);
    }

    @Override
    public boolean labelled() {
      return true;
    }

    @Override
    public Preprocessing preprocessing() {
      return JsonNodeFactory.instance::objectNode;
    }
  }

  private static MemoryPlan plan(String backend, ClusterShape cluster) {
    TrainerConfig config =
        Configs.tiny()
            .model(MODEL)
            .optimizer(new AdamW(0.9, 0.99, 1e-8, 0), 0.1)
            .sync(6, 4, new Average(), true)
            .backend(backend)
            .config();
    return MemoryPlan.of(config, new TrainingData(new Images(1000), new Images(200)), cluster);
  }

  private static long bytes(MemoryPlan plan, String what) {
    return plan.items().stream()
        .filter(item -> item.what().equals(what))
        .mapToLong(MemoryPlan.Item::bytes)
        .sum();
  }

  @Test
  void countsWhatEveryTaskLaysOut() {
    MemoryPlan plan = plan("cpu", new ClusterShape(2, 2, Map.of()));
    // Two executors with three of six workers each, two of which train at once.
    assertThat(bytes(plan, "training: parameters")).isEqualTo(2 * 4L * PARAMETERS);
    assertThat(bytes(plan, "training: gradients")).isEqualTo(2 * 4L * PARAMETERS);
    assertThat(bytes(plan, "training: optimizer state")).isEqualTo(2 * 2 * 4L * PARAMETERS);
    assertThat(bytes(plan, "worker state, two versions")).isEqualTo(2 * 3 * 2 * 4L * PARAMETERS);
    assertThat(bytes(plan, "rows (to disk what does not fit)")).isEqualTo(1200 * 100 / 2);
    assertThat(plan.bytes(Place.DEVICE_TRAINING)).isZero();
    assertThat(plan.bytes(Place.DEVICE_SCORING)).isZero();
  }

  @Test
  void aDeviceIsOneTasksAtATime() {
    MemoryPlan plan = plan("opencl", new ClusterShape(1, 4, Map.of()));
    assertThat(bytes(plan, "training: parameters")).isEqualTo(4L * PARAMETERS);
    assertThat(plan.bytes(Place.EXECUTOR_NATIVE)).isZero();
    long training = plan.bytes(Place.DEVICE_TRAINING);
    long scoring = plan.bytes(Place.DEVICE_SCORING);
    assertThat(training).isGreaterThan(4 * 4L * PARAMETERS);
    assertThat(scoring).isGreaterThan(4L * PARAMETERS);
    assertThat(bytes(plan, "images of the device's arrays")).isEqualTo(training + scoring);
  }

  @Test
  void eachArrayOfADeviceHasTheLimit() {
    long training = plan("opencl", new ClusterShape(1, 1, Map.of())).bytes(Place.DEVICE_TRAINING);
    Map<Place, Long> limits =
        Map.of(Place.DEVICE_TRAINING, training - 1, Place.DEVICE_SCORING, training - 1);
    MemoryPlan tight = plan("opencl", new ClusterShape(1, 1, limits).sharedBy(2));
    assertThat(tight.exceeds(Place.DEVICE_TRAINING)).isTrue();
    assertThat(tight.exceeds(Place.DEVICE_SCORING)).isFalse();
  }

  @Test
  void aDeviceHoldsBothArraysAtOnceForEveryRun() {
    MemoryPlan any = plan("opencl", new ClusterShape(1, 1, Map.of()));
    long arrays = any.bytes(Place.DEVICE_TRAINING) + any.bytes(Place.DEVICE_SCORING);
    long needed = any.bytes(Place.DEVICE_MEMORY);
    assertThat(needed).isGreaterThan(arrays);
    ClusterShape enough = new ClusterShape(1, 1, Map.of(Place.DEVICE_MEMORY, needed));
    ClusterShape less = new ClusterShape(1, 1, Map.of(Place.DEVICE_MEMORY, needed - 1));
    assertThat(plan("opencl", enough).exceeds(Place.DEVICE_MEMORY)).isFalse();
    assertThat(plan("opencl", less).exceeds(Place.DEVICE_MEMORY)).isTrue();
    assertThat(plan("opencl", enough.sharedBy(2)).exceeds(Place.DEVICE_MEMORY)).isTrue();
  }

  @Test
  void eachDeviceOfAnExecutorHasImagesOnItsHeap() {
    MemoryPlan one = plan("opencl", new ClusterShape(1, 4, 1, Map.of()));
    MemoryPlan two = plan("opencl", new ClusterShape(1, 4, 2, Map.of()));
    String images = "images of the device's arrays";
    assertThat(bytes(two, images)).isEqualTo(2 * bytes(one, images));
    assertThat(two.bytes(Place.DEVICE_MEMORY)).isEqualTo(one.bytes(Place.DEVICE_MEMORY));
  }

  @Test
  void whatACorrectionKeepsIsInThePlan() {
    TrainerConfig config =
        Configs.tiny()
            .model(MODEL)
            .sync(sync -> sync.with(new Scaffold()))
            .backend("opencl")
            .config();
    TrainingData data = new TrainingData(new Images(1000), new Images(200));
    MemoryPlan plan = MemoryPlan.of(config, data, new ClusterShape(1, 1, Map.of()));
    assertThat(bytes(plan, "training: control variate")).isEqualTo(4L * PARAMETERS);
  }

  @Test
  void knowsWhatDoesNotFit() {
    ClusterShape any = new ClusterShape(1, 1, Map.of());
    long needed = plan("cpu", any).bytes(Place.EXECUTOR_NATIVE);
    ClusterShape enough = new ClusterShape(1, 1, Map.of(Place.EXECUTOR_NATIVE, needed));
    ClusterShape less = new ClusterShape(1, 1, Map.of(Place.EXECUTOR_NATIVE, needed - 1));
    assertThat(plan("cpu", any).exceeds(Place.EXECUTOR_NATIVE)).isFalse();
    assertThat(plan("cpu", enough).exceeds(Place.EXECUTOR_NATIVE)).isFalse();
    assertThat(plan("cpu", less).exceeds(Place.EXECUTOR_NATIVE)).isTrue();
  }

  @Test
  void rowsGoToDiskAndNeverExceed() {
    long heap = plan("cpu", new ClusterShape(1, 1, Map.of())).bytes(Place.EXECUTOR_HEAP);
    ClusterShape tight = new ClusterShape(1, 1, Map.of(Place.EXECUTOR_HEAP, heap - 120_000));
    assertThat(plan("cpu", tight).exceeds(Place.EXECUTOR_HEAP)).isFalse();
    ClusterShape tighter = new ClusterShape(1, 1, Map.of(Place.EXECUTOR_HEAP, heap - 120_001));
    assertThat(plan("cpu", tighter).exceeds(Place.EXECUTOR_HEAP)).isTrue();
  }

  @Test
  void aRulerLaysOutEveryFamilyAndComputesNothing() {
    for (Model model : new Model[] {MODEL, new Gpt(1, 2, 8, 4, 5)}) {
      MemoryRuler ruler = new MemoryRuler(false);
      model.build(ruler.backend(), 3, true);
      assertThat(ruler.reservations())
          .contains(new MemoryRuler.Reservation("parameters", 4L * aligned(model)));
      assertThatThrownBy(() -> ruler.backend().device())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("computes nothing");
    }
  }

  private static long aligned(Model model) {
    return (model.layout().size() + 15) / 16 * 16;
  }
}
