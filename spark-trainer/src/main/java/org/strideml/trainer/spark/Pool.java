package org.strideml.trainer.spark;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Idle things that are dear to make, one per task that ever ran at the same time. What fails while
 * in use is closed, not given back.
 */
final class Pool<T> {
  private final Deque<T> idle = new ConcurrentLinkedDeque<>();
  private final java.util.function.Consumer<T> close;
  private volatile boolean closed;

  Pool(java.util.function.Consumer<T> close) {
    this.close = close;
  }

  <R> R use(Supplier<T> open, Function<T, R> work) {
    T pooled = idle.pollFirst();
    T thing = pooled != null ? pooled : open.get();
    R result;
    try {
      result = work.apply(thing);
    } catch (RuntimeException | Error failure) {
      close.accept(thing);
      throw failure;
    }
    idle.addFirst(thing);
    if (closed) {
      closeIdle();
    }
    return result;
  }

  /** Closes what is idle now, and what is in use as it comes back. */
  void close() {
    closed = true;
    closeIdle();
  }

  private void closeIdle() {
    for (T thing = idle.pollFirst(); thing != null; thing = idle.pollFirst()) {
      close.accept(thing);
    }
  }
}
