package org.strideml.trainer.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.strideml.quantization.RandomKey;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.data.Pacing;
import org.strideml.trainer.data.RandomRanking;
import org.strideml.trainer.data.Ranking;
import org.strideml.trainer.data.RecordFormat;
import org.strideml.trainer.data.Shard;
import org.strideml.trainer.data.ShardBuilder;
import org.strideml.trainer.model.Batch;

/** Rows x whose loss is x²/2 to the model that judges: (x − 0)²/2 of a quadratic. */
class CurriculumTest {
  private static final int ROWS = 50;

  private static final class Format implements RecordFormat {
    @Override
    public int recordBytes() {
      return 1;
    }

    @Override
    public void decode(byte[] block, int offset, int label, Batch batch, int slot, RandomKey key) {
      batch.features()[2 * slot] = 1;
      batch.features()[2 * slot + 1] = block[offset];
    }
  }

  /** Row i is 7·i mod 50, so every number once, in no order. */
  private static Shard shard() {
    ShardBuilder builder = new ShardBuilder(ROWS, 1, false);
    for (int row = 0; row < ROWS; row++) {
      builder.put(row, new byte[] {(byte) value(row)}, 0, 1, 0);
    }
    return builder.build();
  }

  private static int value(int row) {
    return 7 * row % ROWS;
  }

  private static Ranking byLoss(boolean hardFirst) {
    return new LossRanking(new QuadraticModel(0), new float[] {0}, "reference", hardFirst);
  }

  private static List<Integer> values(int[] order) {
    return IntStream.of(order).mapToObj(CurriculumTest::value).toList();
  }

  @Test
  void rowsGoByTheLossThatAModelHasOnThem() {
    List<Integer> upwards = IntStream.range(0, ROWS).boxed().toList();
    assertThat(values(byLoss(false).order(shard(), new Format(), 0, 1))).isEqualTo(upwards);
    List<Integer> downwards = IntStream.range(0, ROWS).map(i -> ROWS - 1 - i).boxed().toList();
    assertThat(values(byLoss(true).order(shard(), new Format(), 0, 1))).isEqualTo(downwards);
  }

  @Test
  void aRandomOrderIsAFunctionOfSeedAndWorker() {
    Ranking random = new RandomRanking();
    int[] order = random.order(shard(), new Format(), 2, 1);
    assertThat(values(order))
        .containsExactlyInAnyOrderElementsOf(
            values(byLoss(false).order(shard(), new Format(), 0, 1)));
    assertThat(random.order(shard(), new Format(), 2, 1)).isEqualTo(order);
    assertThat(random.order(shard(), new Format(), 3, 1)).isNotEqualTo(order);
    assertThat(random.order(shard(), new Format(), 2, 2)).isNotEqualTo(order);
  }

  private static TrainerConfig paced(Pacing pacing) {
    TrainerConfig c = Configs.tiny().model(new QuadraticModel(0)).batchSize(5).config();
    return new TrainerConfig(
        c.seed(),
        c.model(),
        c.optimizer(),
        c.clipNorm(),
        c.schedule(),
        c.sync(),
        c.compression(),
        c.backend(),
        c.batchSize(),
        c.steps(),
        c.evaluation(),
        c.checkpointEvery(),
        pacing);
  }

  private static List<Integer> drawn(Shard shard, Pacing pacing, int firstStep, int steps) {
    TrainerConfig config = paced(pacing);
    ShardBatches batches = ShardBatches.of(config, new Format(), shard, 1);
    Batch batch = config.model().newBatch(config.batchSize());
    List<Integer> values = new ArrayList<>();
    for (int step = firstStep; step < firstStep + steps; step++) {
      batches.fill(batch, step);
      for (int row = 0; row < batch.rows(); row++) {
        values.add((int) batch.features()[2 * row + 1]);
      }
    }
    return values;
  }

  private static Shard easyFirst() {
    return shard().ranked(byLoss(false).order(shard(), new Format(), 0, 1));
  }

  /** Of 40 steps the first 20 are paced, from 10 rows on. */
  @Test
  void onlyRowsThatAreOpenAreDrawn() {
    Pacing pacing = new Pacing(0.2, 0.5);
    Set<Integer> seen = new HashSet<>();
    for (int step = 0; step < 20; step++) {
      int open = pacing.open(ROWS, step, 40);
      List<Integer> batch = drawn(easyFirst(), pacing, step, 1);
      assertThat(batch).allMatch(value -> value < open);
      seen.addAll(batch);
    }
    assertThat(seen).as("rows of 100 draws").hasSizeGreaterThan(25);
    assertThat(new HashSet<>(drawn(easyFirst(), pacing, 20, 10)))
        .as("an epoch, now that all are open")
        .hasSize(ROWS);
  }

  @Test
  void withAllRowsOpenItIsTheOrderWithoutACurriculum() {
    assertThat(drawn(easyFirst(), new Pacing(1, 1), 0, 40))
        .isEqualTo(drawn(shard(), Pacing.NONE, 0, 40));
  }

  @Test
  void aStepIsTheSameWhereverARoundBegins() {
    Pacing pacing = new Pacing(0.2, 0.9);
    List<Integer> whole = drawn(easyFirst(), pacing, 0, 40);
    assertThat(drawn(easyFirst(), pacing, 13, 27)).isEqualTo(whole.subList(65, 200));
  }

  @Test
  void anOrderOfOtherRowsIsRefused() {
    assertThatThrownBy(() -> shard().ranked(new int[3])).hasMessageContaining("3 rows");
  }
}
