package org.strideml.trainer.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.strideml.quantization.Message;

class PendingMessagesTest {
  /** Four bytes in parts, one of them empty. */
  private static Message message(int worker) {
    return Message.of(new byte[] {(byte) worker, 1}, new byte[0], new byte[] {2, 3});
  }

  @Test
  void whatIsOverTheBudgetComesBackFromDisk() {
    try (PendingMessages pending = new PendingMessages(10)) {
      for (int worker = 0; worker < 5; worker++) {
        pending.put(worker, message(worker));
      }
      assertThat(pending.spilled()).isEqualTo(3);
      for (int worker = 4; worker >= 0; worker--) {
        assertThat(pending.has(worker)).isTrue();
        assertThat(pending.take(worker)).isEqualTo(message(worker));
        assertThat(pending.has(worker)).isFalse();
      }
    }
  }

  @Test
  void takenMessagesGiveTheirBudgetBack() {
    try (PendingMessages pending = new PendingMessages(4)) {
      pending.put(0, Message.of(new byte[4]));
      pending.take(0);
      pending.put(1, Message.of(new byte[4]));
      assertThat(pending.spilled()).isZero();
    }
  }

  @Test
  void takingWhatIsNotThereIsAnError() {
    try (PendingMessages pending = new PendingMessages(4)) {
      assertThatThrownBy(() -> pending.take(3))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("worker 3");
    }
  }
}
