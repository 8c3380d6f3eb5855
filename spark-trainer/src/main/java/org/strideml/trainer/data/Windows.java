package org.strideml.trainer.data;

import java.io.Serializable;

/**
 * Windows of equal width over a stretch of text.
 *
 * @param base first token of the stretch
 * @param length tokens of the stretch, at least {@code width}
 * @param stride from one window's start to the next one's
 * @param width tokens of a window
 * @param covering whether a last window, moved back to end with the stretch, covers what the
 *     regular ones leave
 */
record Windows(long base, long length, int stride, int width, boolean covering)
    implements Serializable {
  Windows {
    if (base < 0 || stride < 1 || width < 1 || length < width) {
      throw new IllegalArgumentException(
          "windows of " + width + " every " + stride + " do not fit " + length + " tokens");
    }
  }

  long count() {
    long room = length - width;
    return (covering ? (room + stride - 1) / stride : room / stride) + 1;
  }

  /** Where a window begins in the whole text; grows with {@code index}. */
  long start(long index) {
    return base + Math.min(index * stride, length - width);
  }

  /** Index of the first window that begins at {@code position} or later. */
  long firstFrom(long position) {
    if (position <= base) {
      return 0;
    }
    if (position > start(count() - 1)) {
      return count();
    }
    return (position - base + stride - 1) / stride;
  }

  /** Tokens at the end that no window holds. */
  long dropped() {
    return base + length - (start(count() - 1) + width);
  }
}
