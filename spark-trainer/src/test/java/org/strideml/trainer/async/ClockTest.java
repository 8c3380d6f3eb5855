package org.strideml.trainer.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClockTest {
  private static Assignment begun(int worker, int steps, long at) {
    return new Assignment(worker, 0, worker, 0, steps, 0, at);
  }

  @Test
  void virtualTimeGoesByStepsAndTiesGoToTheLowerWorker() {
    VirtualClock clock = new VirtualClock(new long[] {10, 5, 20});
    clock.begin(begun(0, 1, 0));
    clock.begin(begun(1, 2, 0));
    clock.begin(begun(2, 2, 0));
    assertThat(clock.next(Clock.NEVER)).isEqualTo(new ClockEvent(0, 10));
    assertThat(clock.next(10)).isEqualTo(new ClockEvent(1, 10));
    assertThat(clock.next(30)).isEqualTo(ClockEvent.passed(30));
    clock.begin(begun(1, 1, 30));
    assertThat(clock.next(Clock.NEVER)).isEqualTo(new ClockEvent(1, 35));
    assertThat(clock.next(Clock.NEVER)).isEqualTo(new ClockEvent(2, 40));
    assertThatThrownBy(() -> clock.next(Clock.NEVER)).hasMessageContaining("nobody is at work");
  }

  @Test
  void wallTimeStampsArrivalsWhenTheyCome() throws InterruptedException {
    AtomicLong time = new AtomicLong(500);
    WallClock clock = new WallClock(100, time::get);
    time.set(507);
    clock.arrived(3);
    time.set(520);
    clock.arrived(1);
    time.set(600);
    assertThat(clock.next(Clock.NEVER)).isEqualTo(new ClockEvent(3, 107));
    assertThat(clock.next(115)).as("worker 1 came later").isEqualTo(ClockEvent.passed(200));
    assertThat(clock.next(Clock.NEVER)).isEqualTo(new ClockEvent(1, 120));
    assertThat(clock.next(150)).as("nobody came").isEqualTo(ClockEvent.passed(200));
  }

  @Test
  void aReplayRefusesEventsThatDoNotFit() {
    ReplayClock clock =
        new ReplayClock(List.of(new ClockEvent(0, 50), ClockEvent.passed(60)), 0, "a.jsonl");
    assertThat(clock.next(Clock.NEVER)).isEqualTo(new ClockEvent(0, 50));
    assertThatThrownBy(() -> clock.next(70))
        .isInstanceOf(ClockLogException.class)
        .hasMessageContaining("event 2 of a.jsonl");
    assertThatThrownBy(() -> clock.next(70)).hasMessageContaining("ends after 2 events");
  }
}
