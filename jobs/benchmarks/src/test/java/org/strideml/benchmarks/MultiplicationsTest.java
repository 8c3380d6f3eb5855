package org.strideml.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.strideml.kernels.Activation;
import org.strideml.trainer.model.Gpt;
import org.strideml.trainer.model.Head;
import org.strideml.trainer.model.Mlp;

class MultiplicationsTest {
  @Test
  void firstLayerOfAPerceptronNeedsNoInputGradient() {
    Mlp model = Mlp.of(5, List.of(3), Head.multiclass(2), Activation.RELU);
    // 7 rows: x·W and dW of 5 × 3, then x·W, dW and dx of 3 × 2.
    assertThat(Multiplications.of(model, 7)).isEqualTo(7 * (2 * 5 * 3 + 3 * 3 * 2));
  }

  @Test
  void softmaxRegressionNeedsTwoProducts() {
    Mlp model = Mlp.of(5, List.of(), Head.multiclass(2), Activation.RELU);
    assertThat(Multiplications.of(model, 1)).isEqualTo(2 * 5 * 2);
  }

  @Test
  void attentionCountsOnlyPairsThatMayLookAtEachOther() {
    Gpt model = new Gpt(1, 1, 2, 3, 5);
    long dense = 3 * (2 * 6 + 2 * 2 + 2 * 8 + 8 * 2);
    long head = 3 * 2 * 5;
    long pairs = 3 + 2 + 1;
    assertThat(Multiplications.of(model, 4)).isEqualTo(4 * (3 * (dense + head) + pairs * 6 * 2));
  }
}
