package org.strideml.trainer.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.strideml.quantization.RandomKey;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.model.ParameterSlice;
import org.strideml.trainer.optim.AdamW;
import org.strideml.trainer.optim.Nesterov;
import org.strideml.trainer.sync.Streaming;

/** Rounds that exchange a fragment each. */
class StreamingTest {
  private static final IntFunction<BatchSource> ROWS =
      worker ->
          (batch, step) -> {
            RandomKey key = RandomKey.of(31).child(worker).child(step);
            for (int row = 0; row < batch.rows(); row++) {
              for (int i = 0; i < 8; i++) {
                batch.features()[row * 8 + i] = (float) key.child(row).gaussian(i);
              }
              batch.targets()[row] = key.child(row).below(3, 100);
            }
          };

  private static Configs configs(int workers, int period) {
    return Configs.tiny()
        .optimizer(new AdamW(0.9, 0.99, 1e-8, 0), 0.01)
        .sync(workers, period, new Nesterov(0.7, 0.9), true);
  }

  private static TrainerConfig streaming(Configs configs, int count, int delay, double mixing) {
    return configs.sync(sync -> sync.with(new Streaming(count, delay, mixing))).config();
  }

  private static InMemoryRounds run(TrainerConfig config, int rounds) {
    InMemoryRounds run = new InMemoryRounds(config, config.model().initialParameters(1), ROWS);
    for (int round = 0; round < rounds; round++) {
      run.round();
    }
    return run;
  }

  @Test
  void oneFragmentAtOnceIsDiLoCoToTheBit() {
    Configs configs = configs(3, 4);
    try (InMemoryRounds whole = run(configs.config(), 6);
        InMemoryRounds fragment = run(streaming(configs, 1, 0, 0), 6)) {
      assertThat(fragment.parameters()).isEqualTo(whole.parameters());
    }
  }

  @Test
  void aRoundMovesItsFragmentAndCostsNoMore() {
    TrainerConfig config = streaming(configs(2, 3), 2, 1, 0.5);
    List<ParameterSlice> slices = config.model().layout().slices();
    try (InMemoryRounds run = run(config, 0)) {
      long bytes = 0;
      float[] before = run.parameters();
      for (int round = 0; round < 6; round++) {
        run.round();
        float[] after = run.parameters();
        List<String> moved = new ArrayList<>();
        int size = 0;
        for (ParameterSlice slice : slices) {
          boolean same = true;
          for (int i = slice.offset(); i < slice.offset() + slice.size(); i++) {
            same &= before[i] == after[i];
          }
          if (!same) {
            moved.add(slice.name());
            size += slice.size();
          }
        }
        // A tiny MLP has two layers of a weight and a bias.
        assertThat(moved).as("round %d", round).hasSize(2);
        assertThat(moved.get(0).substring(0, moved.get(0).lastIndexOf('.')))
            .isEqualTo(moved.get(1).substring(0, moved.get(1).lastIndexOf('.')));
        long spent = run.bytes() - bytes;
        if (round > 0) {
          long other = config.model().layout().size() - size;
          // Two workers: this fragment up, the other one down, headers.
          assertThat(spent).isBetween(2L * 4 * (size + other), 2L * 4 * (size + other) + 400);
        }
        bytes = run.bytes();
        before = after;
      }
    }
  }

  @Test
  void keepingAllOfTheirOwnWorkersNeverHearOfEachOther() {
    TrainerConfig alone = streaming(configs(1, 4), 2, 0, 1);
    TrainerConfig three = streaming(configs(3, 4), 2, 0, 1);
    try (InMemoryRounds one = run(alone, 6);
        InMemoryRounds many = run(three, 6)) {
      assertThat(many.states().get(0).vector("own")).isEqualTo(one.states().get(0).vector("own"));
      assertThat(many.states().get(1).vector("own"))
          .isNotEqualTo(many.states().get(0).vector("own"));
    }
    try (InMemoryRounds mixed = run(streaming(configs(3, 4), 2, 0, 0.5), 6);
        InMemoryRounds many = run(three, 6)) {
      assertThat(mixed.states().get(0).vector("own"))
          .isNotEqualTo(many.states().get(0).vector("own"));
    }
  }

  @Test
  void delayChangesWhenNotWhat() {
    // After a delay of a whole round nothing of it was trained upon, and the mixture is at its end.
    try (InMemoryRounds late = run(streaming(configs(2, 4), 2, 4, 0), 2);
        InMemoryRounds early = run(streaming(configs(2, 4), 2, 0, 0), 2)) {
      assertThat(late.states().get(0).vector("own"))
          .isNotEqualTo(early.states().get(0).vector("own"));
      float[] anchor = late.states().get(0).vector("anchor");
      float[] own = late.states().get(0).vector("own");
      assertThat(own[0]).as("the first fragment has just been taken over").isEqualTo(anchor[0]);
    }
  }

  @Test
  void whatComesBackIsMixedIn() {
    // With a delay of a whole round both have trained upon the same when they mix.
    TrainerConfig half = streaming(configs(2, 4), 2, 4, 0.5);
    // A weight and a bias are the first layer, which the first round has exchanged.
    int back = half.model().layout().slices().get(2).offset();
    try (InMemoryRounds mixed = run(half, 2);
        InMemoryRounds kept = run(streaming(configs(2, 4), 2, 4, 1), 2)) {
      for (int worker = 0; worker < 2; worker++) {
        float[] own = kept.states().get(worker).vector("own");
        float[] global = kept.states().get(worker).vector("anchor");
        float[] now = mixed.states().get(worker).vector("own");
        for (int i = 0; i < own.length; i++) {
          assertThat(now[i]).isEqualTo(i < back ? 0.5f * own[i] + 0.5f * global[i] : own[i]);
        }
        assertThat(own[0]).isNotEqualTo(global[0]);
      }
    }
  }

  @Test
  void moreFragmentsThanLayersAreRefused() {
    assertThatThrownBy(() -> run(streaming(configs(2, 4), 5, 0, 0), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sync.fragments.count")
        .hasMessageContaining("got 5");
  }
}
