package org.strideml.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

class WindowsTest {
  @Test
  void cropsOfCoveringWindowsStartEverywhere() {
    for (int context = 1; context <= 5; context++) {
      for (int length = 2 * context; length <= 40; length++) {
        var windows = new Windows(100, length, context, 2 * context, true);
        BitSet starts = new BitSet();
        for (long window = 0; window < windows.count(); window++) {
          long start = windows.start(window);
          assertThat(start + 2 * context).isLessThanOrEqualTo(100 + length);
          starts.set((int) start - 100, (int) start - 100 + context);
        }
        // A crop needs its context and one more character: all starts that have them, no others.
        assertThat(starts.cardinality()).isEqualTo(length - context);
        assertThat(starts.length()).isEqualTo(length - context);
        assertThat(windows.dropped()).isZero();
      }
    }
  }

  @Test
  void plainWindowsCoverEveryTargetOnceAndCountWhatIsLeft() {
    for (int context = 1; context <= 5; context++) {
      for (int length = context + 1; length <= 40; length++) {
        var windows = new Windows(7, length, context, context + 1, false);
        assertThat(windows.count()).isEqualTo((length - 1) / context);
        assertThat(windows.dropped()).isEqualTo((length - 1) % context);
        assertThat(windows.start(windows.count() - 1))
            .isEqualTo(7 + (windows.count() - 1) * context);
      }
    }
  }

  @Test
  void firstFromFindsTheFirstWindowAtOrAfter() {
    for (boolean covering : new boolean[] {true, false}) {
      for (int length = 6; length <= 30; length++) {
        var windows = new Windows(10, length, 4, 6, covering);
        for (long position = 0; position <= 50; position++) {
          long expected = 0;
          while (expected < windows.count() && windows.start(expected) < position) {
            expected++;
          }
          assertThat(windows.firstFrom(position))
              .as("length %d, position %d", length, position)
              .isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void refusesAStretchShorterThanAWindow() {
    assertThatThrownBy(() -> new Windows(0, 5, 3, 6, true))
        .hasMessageContaining("windows of 6 every 3 do not fit 5 tokens");
  }
}
