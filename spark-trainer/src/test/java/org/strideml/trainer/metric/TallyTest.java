package org.strideml.trainer.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.strideml.trainer.model.Batch;
import org.strideml.trainer.model.Head;

class TallyTest {
  private static final Offset<Double> TINY = within(1e-12);
  private static final double[] ONES = {};

  private static Batch batch(Head head, int... targets) {
    Batch batch = new Batch(head.rowOf(0, 0), targets.length);
    System.arraycopy(targets, 0, batch.targets(), 0, targets.length);
    return batch;
  }

  @Test
  void classesByHand() {
    Head head = Head.multiclass(3);
    Tally tally = Tally.of(head, ONES);
    float[] scores = {
      3, 1, 0, // 0, right
      0, 2, 1, // 1, should be 0
      0, 2, 1, // 1, right
      1, 0, 0 // 0, should be 2
    };
    tally.add(scores, batch(head, 0, 0, 1, 2));
    assertThat(tally.figures().get("accuracy")).isEqualTo(0.5);
    // F1 of 0: 2·1/(2+2), of 1: 2·1/(1+2), of 2: 0.
    assertThat(tally.figures().get("f1")).isCloseTo((0.5 + 2.0 / 3 + 0) / 3, TINY);
    assertThat(tally.confusion()).isDeepEqualTo(new double[][] {{1, 1, 0}, {0, 1, 0}, {1, 0, 0}});
  }

  @Test
  void weightsCountAsRepetition() {
    Head head = Head.multiclass(2);
    Tally weighted = Tally.of(head, ONES);
    Batch once = batch(head, 0, 1);
    once.weights()[0] = 3;
    weighted.add(new float[] {1, 0, 1, 0}, once);
    Tally repeated = Tally.of(head, ONES);
    repeated.add(new float[] {1, 0, 1, 0, 1, 0, 1, 0}, batch(head, 0, 0, 0, 1));
    assertThat(weighted.figures()).isEqualTo(repeated.figures());
    assertThat(weighted.confusion()).isDeepEqualTo(repeated.confusion());
  }

  @Test
  void binaryByHand() {
    Head head = Head.binary();
    Tally tally = Tally.of(head, ONES);
    // Of the six pairs the positive wins 0.9>0.1, 0.9>-2, 0.9>0.9 half; -1>-2; and loses twice.
    tally.add(new float[] {0.9f, 0.1f, -2, -1, 0.9f}, batch(head, 1, 0, 0, 1, 0));
    assertThat(tally.figures().get("auc")).isCloseTo(3.5 / 6, TINY);
    assertThat(tally.figures().get("accuracy")).isCloseTo(2.0 / 5, TINY);
    assertThat(tally.figures().get("positivePrecision")).isCloseTo(1.0 / 3, TINY);
    assertThat(tally.figures().get("positiveRecall")).isCloseTo(1.0 / 2, TINY);
    assertThat(tally.figures().get("f1")).isCloseTo(2.0 / 5, TINY);
    assertThat(tally.confusion()).isDeepEqualTo(new double[][] {{1, 2}, {1, 1}});
  }

  @Test
  void aucIsTheShareOfPairsInOrder() {
    Random random = new Random(5);
    Head head = Head.binary();
    int rows = 400;
    float[] scores = new float[rows];
    Batch batch = batch(head, random.ints(rows, 0, 2).toArray());
    for (int row = 0; row < rows; row++) {
      scores[row] = random.nextInt(20) + 4 * batch.targets()[row];
      batch.weights()[row] = random.nextInt(4);
    }
    double won = 0;
    double pairs = 0;
    for (int a = 0; a < rows; a++) {
      for (int b = 0; b < rows; b++) {
        if (batch.targets()[a] == 1 && batch.targets()[b] == 0) {
          double weight = (double) batch.weights()[a] * batch.weights()[b];
          pairs += weight;
          won += weight * (scores[a] > scores[b] ? 1 : scores[a] == scores[b] ? 0.5 : 0);
        }
      }
    }
    Tally tally = Tally.of(head, ONES);
    tally.add(scores, batch);
    assertThat(tally.figures().get("auc")).isCloseTo(won / pairs, TINY);
  }

  @Test
  void aucOfOneClassIsNoNumber() {
    Tally tally = Tally.of(Head.binary(), ONES);
    tally.add(new float[] {1, 2}, batch(Head.binary(), 1, 1));
    assertThat(tally.figures().get("auc")).isNaN();
  }

  @Test
  void labelsByHand() {
    Head head = Head.multilabel(2);
    Batch batch = new Batch(head.rowOf(0, 0), 3);
    System.arraycopy(new float[] {1, 0, 1, 1, 0, 0}, 0, batch.values(), 0, 6);
    Tally tally = Tally.of(head, ONES);
    tally.add(new float[] {1, -1, 1, -1, 1, -1}, batch);
    assertThat(tally.figures().get("accuracy")).isCloseTo(4.0 / 6, TINY);
    assertThat(tally.figures().get("exact")).isCloseTo(1.0 / 3, TINY);
    assertThat(tally.figures().get("f1")).isCloseTo(4.0 / 6, TINY);
  }

  @Test
  void errorsAreToldInTheUnitsOfTheData() {
    Head head = Head.regression(1);
    Batch batch = new Batch(head.rowOf(0, 0), 4);
    System.arraycopy(new float[] {1, 2, 3, 6}, 0, batch.values(), 0, 4);
    Tally tally = Tally.of(head, new double[] {10});
    tally.add(new float[] {1, 2, 5, 6}, batch);
    assertThat(tally.figures().get("rmse")).isCloseTo(10.0, TINY);
    assertThat(tally.figures().get("mae")).isCloseTo(5.0, TINY);
    assertThat(tally.figures().get("r2")).isCloseTo(1 - 4.0 / 14, TINY);
  }

  @Test
  void partsFoldToTheWhole() {
    for (Head head :
        new Head[] {Head.multiclass(4), Head.binary(), Head.multilabel(3), Head.regression(2)}) {
      Random random = new Random(7);
      Tally whole = Tally.of(head, ONES);
      Tally folded = Tally.of(head, ONES);
      for (int part = 0; part < 3; part++) {
        Batch batch = new Batch(head.rowOf(0, 0), 10);
        float[] scores = new float[10 * head.outputs()];
        for (int i = 0; i < scores.length; i++) {
          scores[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < batch.values().length; i++) {
          batch.values()[i] = random.nextInt(2);
        }
        for (int i = 0; i < batch.targets().length; i++) {
          batch.targets()[i] = random.nextInt(head.classes());
        }
        Tally alone = Tally.of(head, ONES);
        alone.add(scores, batch);
        folded.add(alone.sums());
        whole.add(scores, batch);
      }
      whole
          .figures()
          .forEach((name, value) -> assertThat(folded.figures().get(name)).isCloseTo(value, TINY));
      assertThat(folded.figures()).hasSameSizeAs(whole.figures());
    }
  }
}
